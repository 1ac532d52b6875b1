"""Names in the claim: persons, places, bodies, Latin-letter names, titles and quoted terms must stand in the source."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import rjieba

from assistant.verify.exonyms import ABBREVIATIONS, EXONYMS, HAN_NAMES
from assistant.verify.reading import read, squash
from assistant.verify.verdict import Fault
from index.text.names import name_key
from index.text.surnames import COMPOUND, RARE, SINGLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.verify.reading import Reading

SURNAME = f"(?:{'|'.join(COMPOUND)}|[{''.join(sorted(SINGLE))}])"
_HAN = "[\u4e00-\u9fff]"
_TITLES = """
院长 所长 校长 部长 司长 局长 处长 科长 省长 市长 区长 县长 行长 会长 社长 团长 队长 秘书长 理事长
董事长 主任 主席 书记 总裁 总理 总统 总经理 经理 总监 官 CEO CTO CFO COO 院士 教授 博士
研究员 工程师 专家 学者 记者 编辑 主编 作者 导演 律师 医生 分析师 代表 委员 创始人 合伙人 负责人
发言人 先生 女士 主持人 教练 馆长 站长 厂长 顾问 议员 大使 巡视员 将军 司令
"""
_SPEAKING = """
表示 指出 认为 介绍 强调 透露 坦言 告诉 称 说 提出 发布 提到 谈到 补充 建议 解释 宣布 回应 呼吁
写道 援引 撰文 直言 预测 分析 担任 出任 当选 主持 出席 率
"""
TITLE, _SAYS = (f"(?:{'|'.join(words.split())})" for words in (_TITLES, _SPEAKING))
PERSON_AFTER = re.compile(
    rf"{TITLE}(?:兼{_HAN}{{0,8}}{TITLE})?[:、\s]?(?P<name>{SURNAME}{_HAN}{{1,2}}?)"
    rf"(?=[^\u4e00-\u9fff]|$|{_SAYS}|[在对于就为向将也则还等和与及从曾])"
)
PERSON_BEFORE = re.compile(
    rf"(?:^|(?<=[^\u4e00-\u9fff]))(?P<name>{SURNAME}{_HAN}{{1,2}}?)(?={_SAYS}|[在就对]{_HAN}{{0,12}}{_SAYS})"
)
_POINTS = "·•・‧"
_FOREIGN = re.compile(rf"{_HAN}{{1,6}}(?:[{_POINTS}]{_HAN}{{1,8}})+")
_REPORTER = re.compile(
    rf"据(?P<name>{_HAN}{{2,10}}?(?:(?<![通汇播上申举预])报|社|网|台|新闻|周刊|杂志))"
    r"(?=[0-9,:]|报道|消息|记者|讯|援引|称)"
)
_QUOTED = re.compile(r"《([^》]+)》|“([^”]+)”|「([^」]+)」|『([^』]+)』|〈([^〉]+)〉|\"([^\"]+)\"")
_SPOKEN = re.compile(
    r"(?:称|说|表|将|则|曾|在|对|等|和|与|是|为|以|就|把|被|向|从|到|于|因|由|让|给|用|同|又|也|还|都|已)$"
)
_BODY = re.compile(
    r"(?:科技|工信|商务|财政|教育|外交|国防|公安|民政|司法|交通|水利|农业|文化|卫生|环保|住建|人社|自然资源|国土)部"
    r"|发改委|网信办|国资委|证监会|银监会|保监会|国务院|中宣部|国台办|央视|央行|新华社|中新社"
)
_ORDINARY_WORDS = "我国 中国 全国 国内 中方 本国 大陆 外国 各国 国外 海外 华人 中文 中式 全球 世界"
_ORDINARY = frozenset(_ORDINARY_WORDS.split())
_ENDINGS = re.compile(r"(?:省|市|县|区|州|国|镇|乡|村|自治区|地区|公司|集团|大学|研究院)$")


def check_names(claim: Reading, source: Reading, context: Reading) -> Iterator[Fault]:
    """Faults for names of a Chinese claim that neither a Chinese source nor its context holds."""
    known = source.letters + "|" + context.letters
    yield from check_quoted(claim, known)
    yield from check_latin(claim, source, context)
    for name in find_proper(claim):
        if not stands(name, known):
            yield Fault(f"name {name} not in source")


def check_quoted(claim: Reading, known: str) -> Iterator[Fault]:
    """Faults for titles and terms in quotation marks that are not in ``known``, letters as a reading's."""
    for found in _QUOTED.finditer(claim.text):
        term = next(group for group in found.groups() if group)
        if squash(term) not in known:
            yield Fault(f"quoted {term[:40]} not in source")


def check_latin(claim: Reading, source: Reading, context: Reading) -> Iterator[Fault]:
    """Faults for Latin-letter names; ``Open AI`` and ``OpenAI`` are one, and GPT-3.5 is not GPT-3."""
    keys = latin_keys(source) | latin_keys(context)
    own = [name_key(n.text) for n in claim.names]
    joined = {a + b for a, b in pairwise(own)}
    for name, key in zip(claim.names, own, strict=True):
        if name.text in ABBREVIATIONS or any(han in source.text for han in EXONYMS.get(name.text, ())):
            continue
        if key not in keys and not any(key in pair and pair in keys for pair in joined) and key:
            yield Fault(f"name {name.text} not in source")


def latin_keys(reading: Reading) -> set[str]:
    """Every name's key, each name's parts and two neighbours written as one."""
    keys = [n.key for n in reading.names]
    pairs = {a + b for a, b in pairwise(keys)}
    parts = {part for n in reading.names for part in re.split(r"[-_/&+ .'’]", n.text.casefold()) if not part.isdigit()}
    return set(keys) | pairs | parts


def stands(name: str, known: str) -> bool:
    """Whether a name, with or without its 市 or 公司, is in the letters of a text."""
    key = squash(name)
    if key in known:
        return True
    short = _ENDINGS.sub("", key)
    return len(short) >= 2 and short in known


def find_persons(text: str) -> list[str]:
    """The Chinese persons of a text who are named beside a title or a verb of saying, in order."""
    folded = read(text).text
    found = [m for pattern in (PERSON_AFTER, PERSON_BEFORE) for m in pattern.finditer(folded)]
    return [m["name"] for m in sorted(found, key=lambda m: m.start("name"))]


def find_proper(reading: Reading) -> list[str]:
    """The Chinese names of persons, places and bodies in a reading, in no set order, none twice."""
    persons = (m["name"] for pattern in (PERSON_AFTER, PERSON_BEFORE) for m in pattern.finditer(reading.text))
    found = {name for name in persons if not (name[0] in RARE and rjieba.has_word(name[:2]))}
    found |= set(find_foreign(reading)) | {m["name"] for m in _REPORTER.finditer(reading.text)}
    found |= {_SPOKEN.sub("", word) for word, tag in reading.words if _is_name(word, tag)}
    found |= set(_BODY.findall(reading.text)) | set(HAN_NAMES.findall(reading.text))
    return sorted(name for name in found if len(name) > 1 and name not in _ORDINARY)


def find_foreign(reading: Reading) -> list[str]:
    """Dotted names from the word before the first point to the word after the last: 布拉德·史密斯."""
    edges = [0]
    for word, _ in reading.words:
        edges.append(edges[-1] + len(word))
    names = []
    for found in _FOREIGN.finditer(reading.text):
        points = [found.start() + i for i, c in enumerate(found.group()) if c in _POINTS]
        start = max((e for e in edges if found.start() <= e < points[0]), default=found.start())
        end = min((e for e in edges if points[-1] + 1 < e <= found.end()), default=found.end())
        names.append(reading.text[start:end])
    return names


def _is_name(word: str, tag: str) -> bool:
    if len(word) < 2 or not re.fullmatch(f"{_HAN}+", word):
        return False
    if tag in ("nr", "nrfg"):
        return 2 <= len(word) <= 4 and (word[:2] in COMPOUND or (word[0] in SINGLE and word[0] not in RARE))
    if tag == "nt":  # the dictionary also has 联合开发 here
        return word[-1] in "部委局院所学司团社会行厅署办党军队校馆站台网报厂店处室组国联"
    return tag in ("ns", "nrt")
