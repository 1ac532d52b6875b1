"""Words that turn a statement round: denials, and pairs of opposites."""

from __future__ import annotations

import re

# Words that hold 不, 无, 未, 非 and deny nothing.
_PLAIN = """
不良 不法 不幸 不便 不朽 不明 不安 不利 不仅 不仅仅 不能仅 不能只 不应仅 不应只 不是仅 不再只 不但 不断 不同
不过 不管 不论 不久 不止 不只 不禁 不妨 不愧 不由 不得不 不光 不单 不惜 不时 不等 不一 不少 不乏 不外 不无 不难
不菲 不凡 不已 不可避免 不超过 不得超过 不可以超过 不能超过 不会超过 不低于 不得低于 不少于 不多于 不高于 不到
不满 不及 不完全统计 不可或缺 不可忽视 不容忽视 不可替代 不约而同 不遗余力 不锈钢 不动产 不甘 不懈 不愿意
层出不穷 源源不断 差不多 了不起 对不起 来不及 并不是说 无论 无数 无疑 无非 无不 无线 无人机 无人驾驶 无比 无限
无形 无障碍 无与伦比 毫无疑问 独一无二 未来 未必 非常 非洲 非凡 非遗 非物质 除非 是非 莫非 别的 别人 分别 区别
特别 级别 类别 性别 个别 差别 识别 告别 别墅 没收 沉没 淹没 出没 否则 是否 能否 可否
"""
PLAIN = re.compile("|".join(sorted(_PLAIN.split(), key=len, reverse=True)))
NEGATOR = re.compile(
    "并不|并没有|并未|并非|并无|没有|从未|从不|尚未|尚无|不再|不能|不会|不是|不可|不曾|未能|未曾|未经"
    "|毫无|绝不|决不|无法|无须|无需|切勿|请勿|切莫|不|没|未|无|否认|拒绝"
)
# Words that deny by themselves; a paraphrase may put one of them for 不 or 没有 and the other way round.
LACKING = re.compile(
    "缺|较少|很少|减少|少于|太少|难|较低|偏低|低于|低下|差距|较差|弱|闭源|停|终止|中止|失败|失去|免于|拒|禁|反对"
    "|稀缺|稀少|滞后|落后|空白|短板|瓶颈|受限|有限|局限|例外|取消|退出|放弃|仍需|有待|尚待|尚需|尚处|否|不|没|未|无|非"
)
_UP = "升温 回暖 走强 增长 成长 增加 上升 上涨 提高 提升 扩大 攀升 大涨 回升 走高 增至 升至 猛增 激增 增幅 涨幅 上调"
_DOWN = "降温 遇冷 走弱 下降 减少 下跌 降低 缩小 下滑 大跌 回落 走低 降至 骤降 锐减 萎缩 降幅 跌幅 缩减 下调"
_GROUPS = f"""
{_UP} | {_DOWN}
首任 首届 首位 首次 首个 首款 首家 第一任 第一届 | 现任 前任 继任 末任 上届 下届 末位 末次 最后
最大 | 最小
最高 居首 首位 | 最低 垫底 末位
最多 | 最少
最强 | 最弱
最早 最先 率先 | 最晚 最迟 最后
最快 | 最慢
最好 最优 最佳 | 最差
更大 | 更小
更高 | 更低
更多 | 更少
更强 | 更弱
较大 | 较小
较高 | 较低
较多 | 较少
较强 | 较弱
上半年 | 下半年
上午 早上 | 下午 晚上
国内 境内 | 国外 海外 境外
以上 | 以下
以前 之前 此前 | 以后 之后 此后
支持 赞成 赞同 同意 | 反对 抵制
开源 | 闭源
领先 | 落后 滞后
优势 强势 | 劣势 弱势
加强 强化 增强 | 削弱 减弱 弱化
促进 推动 推进 | 阻碍 抑制 妨碍
允许 准许 鼓励 | 禁止 不准
启动 开始 开启 | 停止 终止 结束 关闭
成功 | 失败
进口 | 出口
盈利 | 亏损
买入 | 卖出
加入 进入 | 退出
高于 多于 超过 大于 | 低于 少于 不足 小于 不到
早于 | 晚于
批准 通过 | 否决 驳回
乐观 | 悲观
公开 | 保密
集中 | 分散
合法 | 非法 违法
直接 | 间接
主动 | 被动
长期 | 短期
积极 | 消极
充足 丰富 充裕 | 匮乏 不足 稀缺 短缺
升值 | 贬值
过剩 | 紧缺 短缺
加快 加速 提速 | 放缓 减缓 减速
自愿 | 强制
东部 | 西部
南部 | 北部
城市 城镇 | 农村 乡村
男性 男子 | 女性 女子
简单 | 复杂
升级 | 降级
扩张 | 收缩
繁荣 | 萧条
胜 赢 | 负 败 输
"""
OPPOSITES = [
    (tuple(left.split()), tuple(right.split()))
    for left, _, right in (line.partition("|") for line in _GROUPS.strip().splitlines())
]


def find_negations(text: str) -> list[tuple[int, int]]:
    """The spans of the words of a Chinese text that deny something; 不仅, 未来 and their like do not."""
    plain = [m.span() for m in PLAIN.finditer(text)]
    return [m.span() for m in NEGATOR.finditer(text) if not any(a <= m.start() < b for a, b in plain)]


def strike_denials(text: str) -> str:
    """The text with every denial and the three characters after it struck out, lengths kept: 不充足 is no 充足."""
    for start, end in find_negations(text):
        stop = min(end + 3, len(text))
        text = text[:start] + "·" * (stop - start) + text[stop:]
    return text
