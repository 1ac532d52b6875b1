"""What a question insists on: the names, titles, figures and dates an answer's source has to speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from assistant.verify.english import find_english_names, find_in_chinese
from assistant.verify.exonyms import ABBREVIATIONS, COUNTRY_OF
from assistant.verify.proper import find_proper
from assistant.verify.reading import Reading, read, squash
from index.text.dates import Date
from index.text.names import name_key
from index.text.quantities import Quantity
from index.text.units import compatible

_QUOTED = re.compile(r"《([^》]{2,60})》|“([^”]{2,30})”|「([^」]{2,30})」|『([^』]{2,30})』")
_PLACE = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:特别行政区|自治区|省|市|州|县)$")  # 湖北省 is 湖北 in its own papers
# 中美. Such a run may also come of other words (当日中方): one in a source meets a demand, and none makes one.
_RUN = re.compile(f"[{''.join(COUNTRY_OF)}]{{2,}}")
_SO_MANY_COUNTRIES = re.compile(r"(?:[三四五六七八九]国|两国.?)$")  # 两国加 of 两国加起来
_BODY = re.compile(
    r"^[\u4e00-\u9fff]{2,}(?:研究院|研究所|大学|公司|集团|实验室|委员会|科学院|联盟|协会|学会|中心|银行|局|院|所)$"
)
_BARE_SCALE = re.compile(r"[百千万亿兆]")
_QUESTION_WORD = re.compile(r"[谁誰哪何几幾怎]|什么|多少")
# A small count before what is asked for (哪两家, 前三名, 这四点) belongs to the question, not to the source.
_ASKED_SCALE = re.compile(r"(?:多少|[几幾]|how (?:many|much) ?)$", re.IGNORECASE)  # 多少亿元 names a unit, no number
_ASKED_COUNT = re.compile(r"(?:[哪这那這前后後最另其头頭第]|哪[一]?)$")

_CLOSE = re.compile(
    r"(?:[接将將]?近|大?约|大?約|超过|超過|逾|不足|不到|about|over|nearly|almost|under)\s?$", re.IGNORECASE
)
_ASKED_THING = r"(?:哪[一些几]?|什么|几|多少)[个些座种家位名所样]?"  # 哪个城市 asks for one and names none
_COMMON = frozenset(["东西", "城市", "地区", "大学", "公司", "国家"])  # the dictionary has them among the names
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,}(?:\d+(?:\.\d+)*)?")  # a Chinese name in an English question

_INITIALS = re.compile("[A-Z]{2,5}s?")
_ENGLISH_WORD = re.compile(r"\b[a-z]{2,}")
_TENTH = Fraction(1, 10)
_ROUNDED = {"about": (1 - _TENTH, 1 + _TENTH), "over": (Fraction(1), 1 + _TENTH), "under": (1 - _TENTH, Fraction(1))}
Kind = Literal["figure", "name"]


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing the source has to hold. ``figure`` is a number or a date; ``name`` anything called by its name."""

    kind: Kind
    text: str


@lru_cache(maxsize=512)
def demands_of(question: str) -> tuple[Demand, ...]:
    """The question's demands, none twice."""
    asked = read(question)
    found = [*_figures(asked), *_names(asked, question)]
    return tuple(dict.fromkeys(found))


def unmet(question: str, source: str) -> tuple[Demand, ...]:
    """The demands that ``source`` does not meet, however it spells them."""
    return tuple(demand for demand, met in _judged(question, source) if not met)


def unmet_share(question: str, source: str, kind: Kind | None = None) -> float:
    """The share of the question's demands, or of those of one kind, that ``source`` does not meet; 0 without any."""
    judged = [met for _, met in _judged(question, source, kind)]
    return judged.count(False) / len(judged) if judged else 0.0


def _judged(question: str, source: str, kind: Kind | None = None) -> list[tuple[Demand, bool]]:
    """Each demand, or each of one kind, with whether the source meets it, but for those of which one cannot tell."""
    demands = [demand for demand in demands_of(question) if kind in (None, demand.kind)]
    if not demands:
        return []
    told = read(source)  # a passage takes a millisecond to read
    judged = [(demand, _met(demand, told)) for demand in demands]
    # AMD alone, of AMD呢, is written so in Chinese
    crossing = told.chinese and not read(question).chinese and _ENGLISH_WORD.search(question)
    return [(demand, met) for demand, met in judged if met or not (crossing and _is_translated(demand))]


def _is_translated(demand: Demand) -> bool:
    """Whether it is an English name of which it is not known how Chinese writes it: a word that no table has and no
    pinyin spells, or a body's initials. Of such names in questions that a Chinese text answers nine in ten and five
    in ten are not found in it."""
    if demand.kind == "figure":
        return False
    names = find_english_names(demand.text) or find_english_names(f"the {demand.text}")
    initials = _INITIALS.fullmatch(demand.text) and not any(n.sort == "known" for n in names)
    return any(n.sort == "lone" for n in names) or bool(initials)


def _figures(asked: Reading) -> Iterator[Demand]:
    for date in asked.dates:
        yield Demand("figure", date.text)
    for quantity in asked.quantities:
        small = quantity.value < 10 and quantity.value.denominator == 1
        before = asked.text[max(0, quantity.start - 9) : quantity.start]
        bare = _BARE_SCALE.fullmatch(quantity.text) or _ASKED_SCALE.search(before)
        about = bool(quantity.comparator) and bool(_CLOSE.search(before))
        if not (small or bare or quantity.vague or quantity.ordinal or _ASKED_COUNT.search(before)):
            # with 将近 before it, which tells how exactly it is meant
            yield Demand("figure", asked.text[max(0, quantity.start - 2) : quantity.end] if about else quantity.text)


def _names(asked: Reading, question: str) -> Iterator[Demand]:
    for title, *terms in _QUOTED.findall(question):
        # “甲、乙”这两个: what is quoted together stands apart in a source
        yield from (Demand("name", name) for name in ([title] if title else "".join(terms).split("、")) if name)
    if not asked.chinese:
        yield from (Demand("name", n.text) for n in find_english_names(asked.text))
        yield from (Demand("name", found) for found in _HAN_NAME.findall(asked.text))
        return
    for name in asked.names:
        if len(name.key) > 1 and name.text not in ABBREVIATIONS:
            yield Demand("name", name.text)
    for proper in find_proper(asked):
        found = _SO_MANY_COUNTRIES.sub("", proper)
        if len(found) > 1 and not (_names_nobody(found) or re.search(_ASKED_THING + found, asked.text)):
            yield Demand("name", found)


def _names_nobody(found: str) -> bool:
    return bool(_QUESTION_WORD.search(found) or found in _COMMON)


def _met(demand: Demand, told: Reading) -> bool:
    if demand.kind == "figure":
        return any(_holds(wanted, figure) for wanted in read(demand.text).figures for figure in told.figures)
    key = name_key(demand.text)
    spelled = squash(read(demand.text).text)
    if (
        spelled in told.letters
        or _PLACE.sub("", spelled) in told.letters
        or any(_ends_with(key, n.key) for n in told.names)
    ):
        return True
    if _holds_countries(demand.text, told):
        return True
    if _BODY.search(demand.text) and _written_out(demand.text).search(told.text):
        return True
    # WuDao is spelled like Wudao, 悟道
    spellings = (demand.text, demand.text.capitalize())
    return any(find_in_chinese(n, told) for spelling in spellings for n in find_english_names(spelling))


def _holds_countries(name: str, told: Reading) -> bool:
    """Whether a country, or each that 中美 stands for, is there, whole or by its one character beside others."""
    asked = name if _RUN.fullmatch(name) else "".join(short for short, whole in COUNTRY_OF.items() if name in whole)
    runs = "".join(_RUN.findall(told.text))
    return bool(asked) and all(c in runs or any(whole in told.letters for whole in COUNTRY_OF[c]) for c in asked)


def _written_out(body: str) -> re.Pattern[str]:
    """智源研究院 is also 智源人工智能研究院: a body's short name leaves out words behind its first two characters."""
    return re.compile(rf"{re.escape(body[:2])}[^，,。；;、]{{0,12}}{re.escape(body[2:])}")


def _ends_with(key: str, known: str) -> bool:
    """A versioned Chinese name is found with whatever word stands before it: 发布悟道2.0 asks of 悟道2.0."""
    return key == known or (key.endswith(known) and "\u4e00" <= known[0] <= "\u9fff" and known[-1].isdigit())


def _approximates(wanted: Quantity, figure: Quantity) -> bool:
    """近5万 asks of 49,736 as well, 超过5万 of 51,200."""
    least, most = _ROUNDED.get(wanted.comparator, (1, 1))
    return wanted.value * least <= figure.value <= wanted.value * most and compatible(wanted.unit, figure.unit)


def _holds(wanted: Quantity | Date, figure: Quantity | Date) -> bool:
    """Whether a source's figure is the one asked about; a date asked coarsely is held by a finer one."""
    if isinstance(wanted, Date) and isinstance(figure, Date):
        return all(w is None or w == f for w, f in zip(wanted.parts, figure.parts, strict=True))
    if isinstance(wanted, Quantity) and isinstance(figure, Quantity):
        return wanted.value in (figure.value, figure.high) or _approximates(wanted, figure)
    number, date = (wanted, figure) if isinstance(wanted, Quantity) else (figure, wanted)
    return isinstance(number, Quantity) and isinstance(date, Date) and number.value == date.year
