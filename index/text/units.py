"""Units of measure: which spellings name one unit, and which units can stand for each other."""

from __future__ import annotations

import re

# Spelling -> unit, with the factor that makes them equal. English plurals are made by the pattern below.
_MONEY = {
    "元": "元 块钱 块 元人民币 yuan rmb cny renminbi",
    "美元": "美元 美金 dollars dollar usd",
    "欧元": "欧元 euros euro eur",
    "日元": "日元 yen jpy",
    "英镑": "英镑 pounds_sterling gbp",
    "港元": "港元 港币 hkd",
    "台币": "新台币 台币 元新台币 twd",
    "韩元": "韩元 won",
    "卢布": "卢布 roubles rubles",
    "卢比": "卢比 rupees",
    "法郎": "法郎 francs",
}
_TIME = {
    "年": "年 周年 years year yr yrs",
    "个月": "个月 months month",
    "周": "周 个星期 星期 个礼拜 礼拜 weeks week",
    "天": "天 days day",
    "小时": "小时 个小时 钟头 个钟头 hours hour hrs hr",
    "分钟": "分钟 minutes minute mins min",
    "秒": "秒 秒钟 seconds sec",
    "世纪": "世纪 个世纪 centuries century",
    "年代": "年代",
    "季度": "季度 个季度 quarters quarter",
    "岁": "岁 周岁",
}
_MEASURE = {
    "平方米": "平方米 平米 ㎡ m2 m²",
    "平方公里": "平方公里 平方千米 km2 km²",
    "公顷": "公顷 hectares hectare",
    "亩": "亩 mu",
    "英亩": "英亩 acres acre",
    "立方米": "立方米 m3 m³",
    "厘米": "厘米 公分 cm centimeters centimetres",
    "毫米": "毫米 mm",
    "米": "米 公尺 m meters metres meter metre",
    "英里": "英里 miles mile",
    "英尺": "英尺 feet foot ft",
    "英寸": "英寸 吋 inches inch",
    "海里": "海里",
    "里": "里",
    "升": "升 公升 liters litres",
    "毫升": "毫升 ml",
    "吨": "吨 公吨 tons tonnes ton tonne",
    "毫克": "毫克 mg",
    "克": "克 g grams gram",
    "斤": "斤 市斤",
    "磅": "磅 lb lbs",
    "摄氏度": "摄氏度 ℃ °c 度c",
    "度": "度 degrees degree °",
    "瓦": "瓦 w watts watt",
    "瓦时": "瓦时 wh",
    "兆瓦": "兆瓦 mw megawatts megawatt",
    "吉瓦": "吉瓦 gw gigawatts gigawatt",
    "伏": "伏 v",
    "赫": "赫 赫兹 hz",
    "公里每小时": "公里/小时 km/h",
    "字节": "字节 bytes byte",
    "kb": "kb", "mb": "mb 兆字节", "gb": "gb", "tb": "tb", "pb": "pb",
    "百分点": "个百分点 百分点 percentage_points percentage_point",
    "倍": "倍 fold -fold",
    "times": "times",
    "番": "番",
    "折": "折",
}  # fmt: skip
# A unit of its own each: 5届 is not 5次.
_EXACT = """
次 届 期 票 分 级 号 页 层 代 章 卷 集 步 轮 胜 负 平 局 楼 行 字 户 班 师 团 版 人次 架次 辆次 批次 席 环 回合 元/吨
"""
# Measure words for things: one author picks one, the next another (21项措施, 21条措施).
_THINGS = """
个 款 种 项 条 件 份 张 台 辆 架 艘 座 部 只 头 匹 棵 株 本 册 篇 首 支 枚 颗 套 栋
幢 对 双 组 批 场 起 宗 笔 门 类 国 省 市 县 区 地 方 大 点 方面 根 块 处 道 段 幅 盏
样 副 把 路 站 词 省份 城市 国家 地区 地方 趟 幕 份额 面 盘 束 串 堂 桩 股 发 顶 例 系列
"""
_PLACES = "家 companies firms institutions"
_PEOPLE = "人 口 people persons person"
_KILO = {
    "米": "公里 千米 km kilometers kilometres kilometer kilometre",
    "克": "公斤 千克 kg kilograms",
    "瓦": "kw 千瓦 kilowatts kilowatt",
    "瓦时": "kwh 千瓦时",
}


def _spellings() -> dict[str, tuple[str, int]]:
    table: dict[str, tuple[str, int]] = {}
    for group in (_MONEY, _TIME, _MEASURE):
        for unit, names in group.items():
            table |= dict.fromkeys(_split(names), (unit, 1))
    table |= {unit: (unit, 1) for unit in [*_EXACT.split(), *_THINGS.split(), "所", "间", "名", "位"]}
    table |= dict.fromkeys(_PLACES.split(), ("家", 1)) | dict.fromkeys(_PEOPLE.split(), ("人", 1))
    for unit, names in _KILO.items():
        table |= dict.fromkeys(names.split(), (unit, 1000))
    return table


def _split(names: str) -> list[str]:
    """The spellings of one line; an underscore stands for the blank inside one."""
    return [name.replace("_", " ") for name in names.split()]


_TABLE = _spellings()
_HAN = sorted((u for u in _TABLE if not u[0].isascii()), key=len, reverse=True)
_LATIN = sorted((u for u in _TABLE if u[0].isascii()), key=len, reverse=True)
# A unit that is the first half of one of these words is none: 大 of 大学, 天 of 天津.
_WORDS = """
成立 成员 成果 大学 大会 大型 大战 天津 天河 地铁 地震 方案 方式 方法 方向 方位 国内 国外 国际
分之 分析 分布 分别 分为 分公司 路线 路径 点评 点赞 点击 部分 部队 部门 部委 部署 起来 起源
个人 市场 市民 级别 号称 号召 家庭 家长 家居 人工 人类 人均 人口 人民 人才 位于 位居 位列 名单
名誉 名称 面积 面向 面临 项目 版本 版权 门户 门诊 步伐 步入 行业 行动 字节 字体 团队 团结 代表
代码 平台 平均 平方 层面 层次 期间 期待 期货 轮胎 首次 首个 首先 首届 首任 首席 本身 本来 本次
本届 本地 本周 本月 本年 对于 对比 对外 对应 方面军 类似 间接 起步 发布 发展 发现 发生 发出
发行 发电 发射 发起 路口 面对 道路 道德 把握 处理 处于 处在 场景 场馆 套路 条件 条约 只有 只是
只能 头部 支持 支付 支撑 张家 里程 里面 度过 口径 口岸 点燃 样本
"""
# These begin with a unit and are one.
_UNITS = "字节 平方米 平方公里 平方千米 平米 方面 地方 地区 国家"
_NOT = f"(?!{'|'.join(word for word in _WORDS.split() if word not in _UNITS.split())})"
UNIT = re.compile(
    rf"[ -]?(?:{_NOT}(?:{'|'.join(map(re.escape, _HAN))})"
    rf"|(?:{'|'.join(map(re.escape, _LATIN))})(?![A-Za-z0-9]))",
    re.IGNORECASE,
)
_COUNTED = frozenset(_THINGS.split())
_PERSONS = frozenset("人名位")
_HOMES = frozenset("家所间")
_MEASURED = frozenset(_TIME) | frozenset(_MEASURE) | {"%"}


def read_unit(text: str) -> tuple[str, int]:
    """The canonical unit of a spelling found by ``UNIT`` and the factor to it: ``公里`` is (米, 1000)."""
    return _TABLE[text.strip(" -").lower()]


def is_measured(unit: str) -> bool:
    """Whether a canonical unit measures (年, 米, %, 倍) where others count (个, 人) or price."""
    return unit in _MEASURED


def compatible(a: str, b: str) -> bool:
    """Whether two canonical units can stand for one thing: equal, both measure words for things, or one left out."""
    if a == b:
        return True
    if not a or not b:
        return (a or b) not in _MEASURED
    if "times" in (a, b):  # ten times as many, five times in a row
        return bool({a, b} & {"倍", "次"})
    groups = (_COUNTED, _PERSONS | {"个"}, _HOMES | {"个"})
    return any(a in group and b in group for group in groups)
