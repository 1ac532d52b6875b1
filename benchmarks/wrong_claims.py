"""Wrong claims made from right ones by rule. The rules share nothing with the checks they measure."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

_PEOPLE = """
李建国 王志强 张晓明 刘伟 陈静 赵志耘 黄铁军 王怀民 梅建平 吴朝晖 周斌 戴琼海 张宏江 黄仁勋 孙立新 杨丽华 何志远
林文杰
"""
_PLACES = "北京 上海 深圳 广东 浙江 江苏 杭州 成都 武汉 美国 欧洲 俄罗斯 以色列 日本 印度 法国 德国 英国"
_BODIES = """
清华大学 复旦大学 百度 华为 阿里 科大讯飞 微软 谷歌 英伟达 腾讯 字节跳动 新华社 浙江大学 京东 小米 亚马逊 科技部
工信部 发改委
"""
_LATIN = """
SegGPT ChatGPT OpenAI GPT-3.5 GPT-3 GPT4 PaLM ChatGLM-6B MOSS CogView PyTorch TensorFlow CUDA Transformer Llama
Claude
"""
_ENGLISH_PEOPLE = """
Zhao Zhiyun|Huang Tiejun|Tiejun Huang|Wang Huaimin|Mei Jianping|Wu Zhaohui|Zhou Bin|Dai Qionghai|Zhang Hongjiang
|Li Jianguo|Chen Wei|Brad Smith|Jensen Huang|Tim Cook
"""
NAMES = [
    *(names.split() for names in (_PEOPLE, _PLACES, _BODIES, _LATIN)),
    [name.strip() for name in _ENGLISH_PEOPLE.split("|")],
    ["Beijing", "Shanghai", "Shenzhen", "Guangdong", "Zhejiang", "Chengdu", "Hangzhou", "Wuhan"],
    ["United States", "Europe", "Russia", "Japan", "India", "Germany"],
    ["Google", "Microsoft", "Nvidia", "Amazon", "Huawei", "Baidu", "Tencent", "Alibaba"],
]
_DENIED = """
已经>尚未 已>未 可以>不可以 能够>不能够 将>将不 成为>没有成为 是>不是 有>没有 能>不能 会>不会 应>不应 在>不在
达到>没有达到 发布>未发布 支持>不支持 形成>没有形成 需要>不需要 提出>没有提出 认为>不认为 得到>没有得到 没有>
尚未>已 并未> 未>已 不>
"""
_ENGLISH_DENIED = """
 is > is not | are > are not | has > has not | have > have not | was > was not | will > will not | should > should not
| can > cannot | said > did not say
"""
_TURNED = """
增长>下降 上升>下降 提高>降低 增加>减少 超过>不足 首任>现任 最大>最小 最高>最低 最多>最少 上午>下午 开源>闭源
以上>以下 领先>落后 国内>国外 上涨>下跌 rose>fell most>least
"""
_UNITS = """
亿元>万元 万元>亿元 亿>万 万>亿 元>美元 %>倍 ％>倍 个月>年 小时>天 分钟>小时 公里>米 公斤>吨 倍>% 天>年 岁>年
亩>平方公里 吨>公斤 千米>米 billion>million million>billion trillion>billion yuan>dollars percent>times
months>years years>months
"""
# 有 of 具有, 会 of 会议 and 不 of 不断 are parts of words: denying them would make no sentence.
_WORDS = """
具有 拥有 所有 有望 有限 有关 没有 有效 会议 社会 机会 协会 委员会 学会 大会 智能 可能 功能 能力 性能 能源 赋能
只能 于是 但是 还是 不是 特别是 可是 总是 就是 只是 凡是 应用 应当 适应 响应 反应 效应 供应 相应 应对 在于 存在
现在 正在 所在 在线 在内 旨在 潜在 将来 将近 即将 不断 不仅 不同 不足 不少 不但 不过 未来 已经 将不 不会 不能
实在 会见 将军 对应 应急 能够 以会 不得 都会 有机 含有 享有 占有 原有 共有 国有 私有 现有 特有 富有 能量 节能
才能 技能 会长 会员 工会 议会 教会 晚会 运动会 宴会 展会 峰会 年会 在此 自在 内在 外在 一会 会上 会计 会谈 会场
会展 理事会 博览会 董事会 座谈会
"""
_PART_OF_WORD = re.compile("|".join(_WORDS.split()))
_MONTH = r"(?:Jan|Febr|Septem|Octo|Novem|Decem)[a-z]+|March|April|May|June|July|August"
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9.\-])[0-9]+(?:[.,][0-9]+)*(?![0-9]*[A-Za-z\-年月日时点:]|[.0-9]|\s?[年月日])"
    r"|[二三四五六七八九](?=[十百千万亿]|[个项条名位家种次款成倍年])"
)
_DATED = re.compile(rf"(?:{_MONTH}|in|by|since|第)\s?$")
_DATE = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9%.,])|(?<![0-9])[0-9]{1,2}(?=[月日](?!常))|(?<=May )[0-9]{1,2}")


def change_number(claim: str, rng: random.Random) -> str | None:
    """Another digit in a number that is no date and no part of a Latin name."""
    spots = [s for s in _NUMBER.finditer(claim) if not _DATED.search(claim[: s.start()])]
    spots = [s for s in spots if not re.fullmatch("(?:19|20)[0-9]{2}", s.group())]
    if not spots:
        return None
    spot = rng.choice(spots)
    return claim[: spot.start()] + _other_number(spot.group(), rng) + claim[spot.end() :]


def _other_number(text: str, rng: random.Random) -> str:
    if not text[0].isascii():
        return rng.choice([c for c in "二三四五六七八九" if c != text])
    at = rng.choice([i for i, c in enumerate(text) if c.isdigit()])
    wrong = rng.choice([d for d in range(0 if at else 1, 10) if d != int(text[at])])
    return text[:at] + str(wrong) + text[at + 1 :]


def change_date(claim: str, rng: random.Random) -> str | None:
    """Another year, month or day."""
    spots = list(_DATE.finditer(claim))
    if not spots:
        return None
    spot = rng.choice(spots)
    value = int(spot.group())
    top = 9999 if value > 31 else 12 if claim[spot.end() : spot.end() + 1] == "月" else 28
    other = rng.choice([value + step for step in (-3, -2, -1, 1, 2, 5) if 1 <= value + step <= top])
    return claim[: spot.start()] + str(other) + claim[spot.end() :]


def change_unit(claim: str, rng: random.Random) -> str | None:
    """Another unit or scale after a number."""
    made = []
    for old, new in _pairs(_UNITS):
        for found in re.finditer(rf"(?<=[0-9一二三四五六七八九十百千]){old}|(?<=[0-9] ){old}|(?<=[0-9]-){old}", claim):
            made.append(claim[: found.start()] + new + claim[found.end() :])
    return rng.choice(made) if made else None


def change_name(claim: str, rng: random.Random) -> str | None:
    """Another name of the same sort."""
    made = []
    for names in NAMES:
        for name in names:
            if re.search(rf"(?<![A-Za-z0-9\-]){re.escape(name)}(?![A-Za-z0-9\-])", claim):
                others = [n for n in names if n not in claim and name not in n and n not in name]
                others = [n for n in others if set(n.split()) != set(name.split())]
                made.append(claim.replace(name, rng.choice(others)))
    return rng.choice(made) if made else None


def negate(claim: str, rng: random.Random) -> str | None:
    """The claim denied, or its denial taken away."""
    rules = [rule.split(">") for rule in _ENGLISH_DENIED.replace("\n", "").split("|")]
    made = []
    for old, new in rules if claim.isascii() else _pairs(_DENIED):
        for found in re.finditer(re.escape(old), claim):
            around = claim[max(0, found.start() - 1) : found.end() + 1]
            if len(old) > 1 or not _PART_OF_WORD.search(around):
                made.append(claim[: found.start()] + new + claim[found.end() :])
    return rng.choice(made) if made else None


def turn(claim: str, rng: random.Random) -> str | None:
    """Up for down, first for present."""
    pairs = [*_pairs(_TURNED), ("more than", "less than"), ("over ", "under ")]
    both = [way for pair in pairs for way in (pair, pair[::-1])]
    made = [claim.replace(a, b, 1) for a, b in both if re.search(rf"(?<![不A-Za-z]){a}", claim)]
    return rng.choice(made) if made else None


def swap_numbers(claim: str, rng: random.Random) -> str | None:
    """Two numbers of one unit in each other's place."""
    spots = list(re.finditer(r"(?<![A-Za-z0-9.])[0-9]+(?:\.[0-9]+)?(?=(个|亿|万|%|人|家))", claim))
    pairs = [(a, b) for a in spots for b in spots if a.start() < b.start() and a[1] == b[1] and a[0] != b[0]]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    return claim[: a.start()] + b.group() + claim[a.end() : b.start()] + a.group() + claim[b.end() :]


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(old, new) for old, _, new in (rule.partition(">") for rule in text.split())]


RULES: dict[str, Callable[[str, random.Random], str | None]] = {
    "number": change_number,
    "date": change_date,
    "unit": change_unit,
    "name": change_name,
    "negation": negate,
    "direction": turn,
    "numbers swapped": swap_numbers,
}
