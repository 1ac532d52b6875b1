"""Checks between languages: an English claim about a Chinese sentence, or the other way round."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.verify.counting import uncounted
from assistant.verify.english import find_english_names, find_in_chinese
from assistant.verify.exonyms import EXONYMS, FOREIGN_COUNTRY
from assistant.verify.opposites import find_negations
from assistant.verify.pinyin import spell
from assistant.verify.proper import check_latin, find_proper
from assistant.verify.reading import squash
from assistant.verify.verdict import Fault
from index.text.surnames import SINGLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.verify.reading import Reading

_NOT = re.compile(
    r"(?!no more than|not (?:exceed|only|more|less|least)|no (?:less|fewer|doubt)|no\. ?[0-9])"
    r"\b(?:not|no|never|none|nor|neither|without|cannot|nothing|hardly)\b|n['’]t\b",
    re.IGNORECASE,
)
# English and Chinese words that may render a denial of the other language.
_NEGATIVE = re.compile(
    r"\b(?:lack|insufficient|fail|few|little|limit|scarce|short|clos|weak|poor|low|behind|absent|rather|instead|only"
    r"|refus|den(?:y|ie)|stop|end|ban|reject|un[a-z]+ed|less|under|below|rest|despite|inadequate|unable|far from"
    r"|yet to|remain|still|impossible|any|further|expect)",
    re.IGNORECASE,
)
_LACKING = re.compile(
    "缺|不足|难以|失败|失去|拒绝|禁|反对|稀缺|滞后|落后|空白|短板|瓶颈|限制|例外|取消|停止|退出|放弃|有限|尚|弱|闭源|少"
)
# English words one way and the other, each with the Chinese words of either.
_DIRECTIONS = [
    (
        (
            r"(?:increas|grow|grew|ris(?:e|ing)|rose|climb|jump|surg|gain|expand|higher|up\b(?! to)|soar)",
            "增 升 涨 扩 高",
        ),
        (r"(?:decreas|declin|fell|fall|drop|shr[iua]nk|reduc|lower|down\b|slump|plung)", "降 减 跌 缩 落"),
    ),
    (
        (r"(?:most|largest|biggest|highest|greatest|strongest|best)\b", "最大 最高 最多 最强 首位 第一 主要 最"),
        (r"(?:least|smallest|lowest|weakest|fewest|worst)\b", "最小 最低 最少 最弱"),
    ),
    ((r"open[- ]sourced?\b", "开源"), (r"closed[- ]sourced?\b", "闭源")),
    ((r"morning\b", "上午 早上 清晨 早晨"), (r"(?:afternoon|evening)\b", "下午 傍晚 晚")),
    ((r"first\b", "首 第一 初 一"), (r"(?:current|incumbent|sitting|former)\b", "现任 前任 原任")),
    ((r"domestic\b", "国内 本国 我国 国产"), (r"(?:foreign|overseas|abroad)\b", "国外 海外 境外 外")),
    ((r"(?:support|approv)", "支持 批准 赞"), (r"(?:oppos|reject)", "反对 拒绝 否决")),
    ((r"(?:ahead|lead|surpass)", "领先 超 引领 优 首 领 牵 主"), (r"(?:behind|lag)", "落后 滞后 差距 追")),
]


_HOME = ("China", "Chinese", "PRC")


def check_crossing(claim: Reading, source: Reading, context: Reading) -> Iterator[Fault]:
    """Faults for names, denials and directions of a claim in another language than its source."""
    if source.chinese:
        yield from _check_english(claim, source, context)
    else:
        yield from _check_chinese(claim, source, context)


def _check_english(claim: Reading, source: Reading, context: Reading) -> Iterator[Fault]:
    if len(source.letters) < len(re.findall("[A-Za-z]+", claim.text)):
        yield Fault("the source is too short to say so much")
    latin = any(len(n.key) > 3 for n in source.names)
    for name in find_english_names(claim.text):
        if name.sort == "lone" and not latin:  # it may well be translated: Athens, 雅典
            continue
        if name.text in _HOME and not FOREIGN_COUNTRY.search(source.text):  # a Chinese source need not say so
            continue
        acronym = name.text.isupper() and name.text.isalpha() and not _unmentioned(claim, source)
        if not find_in_chinese(name, source) and not find_in_chinese(name, context):
            yield Fault(f"name {name.text} not in source", fatal=not acronym)
    denied, told = bool(_NOT.search(claim.text)), bool(find_negations(source.text))
    if denied and not told and not _LACKING.search(source.text):
        yield Fault("denies what the source says")
    if told and not denied and not _NEGATIVE.search(claim.text) and _one_clause(source.text):
        yield Fault("leaves out the source's denial")
    yield from (Fault(f"counts {noun}, which the source does not") for noun in uncounted(claim.text, source.text))
    yield from _check_directions(claim.text, source.text)


def _unmentioned(claim: Reading, source: Reading) -> bool:
    """Whether the source has a Latin name that the claim lacks; else an acronym may well be translated (RTHK)."""
    return any(len(n.key) > 2 and n.key not in claim.letters for n in source.names)


def _one_clause(text: str) -> bool:
    return not re.search(r"[,;:](?=.)", text)


def _check_directions(claim: str, source: str) -> Iterator[Fault]:
    for pair in _DIRECTIONS:
        for (mine, ours), (other, theirs) in (pair, pair[::-1]):
            said = re.search(rf"\b{mine}", claim, re.IGNORECASE)
            if not said or re.search(rf"\b{other}", claim, re.IGNORECASE):
                continue
            if any(w in source for w in theirs.split()) and not any(w in source for w in ours.split()):
                yield Fault(f"{said.group()} where the source has the opposite")


def _check_chinese(claim: Reading, source: Reading, context: Reading) -> Iterator[Fault]:
    yield from check_latin(claim, source, context)
    known = source.letters + "|" + context.letters
    for name in find_proper(claim):
        english = [squash(en) for en, han in EXONYMS.items() if name in han]
        if english and not any(en in known for en in [*english, name]):
            yield Fault(f"name {name} not in source")
        if not english and name[0] in SINGLE and 2 <= len(name) <= 3 and not _is_spelled(name, known):
            yield Fault(f"name {name} not in source")


def _is_spelled(name: str, known: str) -> bool:
    return name in known or any(s in known for s in spell(name))


def check_english(claim: Reading, source: Reading, context: Reading) -> Iterator[Fault]:
    """Faults for names and denials of an English claim about an English sentence."""
    known = source.letters + "|" + context.letters
    for name in find_english_names(claim.text):
        spellings = [name.text, *(n for n, han in EXONYMS.items() if han == EXONYMS.get(name.text))]
        turned = " ".join(reversed(name.text.split()))
        if not any(squash(spelling) in known for spelling in (*spellings, turned)):
            yield Fault(f"name {name.text} not in source")
    denied, told = bool(_NOT.search(claim.text)), bool(_NOT.search(source.text))
    silent = source if denied else claim
    if denied != told and not _NEGATIVE.search(silent.text) and (denied or _one_clause(source.text)):
        yield Fault("denies what the source says" if denied else "leaves out the source's denial")


def shared_names(claim: Reading, source: Reading) -> int:
    """How many names of an English claim the Chinese source holds."""
    return sum(bool(find_in_chinese(name, source)) for name in find_english_names(claim.text))


def cross_anchors(source: Reading, pieces: list[str]) -> list[frozenset[str]]:
    """For pieces of an English claim, the words of the Chinese source that their names stand for."""
    return [
        frozenset(han for name in find_english_names(piece) for han in find_in_chinese(name, source))
        for piece in pieces
    ]
