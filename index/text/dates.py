"""Dates and times of day, in Chinese, ISO and English forms, with the parts a text leaves out left empty."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.text.numerals import DIGITS, read_han
from index.text.spelling import plain
from index.text.units import UNIT

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTH_NAMES = "january february march april may june july august september october november december"
_MONTHS = _MONTH_NAMES.split()
_MONTH = (
    {name: n for n, name in enumerate(_MONTHS, 1)} | {name[:3]: n for n, name in enumerate(_MONTHS, 1)} | {"sept": 9}
)
_NAMES = "|".join(sorted(_MONTH, key=len, reverse=True))
_H = "".join(DIGITS)
_YEAR = rf"(?:[0-9]{{4}}|[{_H}]{{4}})"
_SHORT = rf"(?:[0-9]{{1,2}}|[{_H}十廿]{{1,3}})"
_HALF = r"凌晨|清晨|早上|早晨|上午|中午|下午|午后|傍晚|晚上|晚间|夜间|深夜|早|晚"
_TO = r"\s?(?:-|~|至|到|、|和)\s?"
_EDGE = r"(?<![0-9.,A-Za-z_-])"
_PATTERNS = [
    # 2023年6月7日, 2023年6月, 2023年; 17年6月; 5月28日, 5月28(至29日), 6月
    rf"(?P<y>公元前?[0-9]{{1,4}}|{_YEAR}|(?<![0-9{_H}十])[0-9]{{2}}(?=年[0-9]{{1,2}}月))\s?年度?(?!代|级|糕)(?:初|底|末)?(?:\s?(?P<ym>{_SHORT})\s?月份?(?:\s?(?P<yd>{_SHORT})(?:\s?[日号]|(?={_TO}{_SHORT}\s?[日号])))?)?",
    rf"(?<![0-9.{_H}十百千万个几数])(?P<m>{_SHORT})\s?月份?(?:\s?(?P<md>{_SHORT})(?:\s?[日号]|(?={_TO}{_SHORT}\s?[日号])))?",
    rf"(?<![0-9.{_H}十百千万几数])(?P<d>{_SHORT})\s?日(?!元|圆|本|均|常|报|游|内瓦|益|渐)",
    # 2023-06-07, 2023/6/7, 2023.6.7, 2023-06
    rf"{_EDGE}(?P<iy>[12][0-9]{{3}})(?P<sep>[-/.])(?P<im>1[0-2]|0?[1-9])(?:(?P=sep)(?P<id>3[01]|[12][0-9]|0?[1-9]))(?![0-9.-])",
    rf"{_EDGE}(?P<jy>[12][0-9]{{3}})-(?P<jm>1[0-2]|0[1-9])(?![0-9-])",
    # June 7, 2023; June 7; June 2023; 7 June 2023
    rf"\b(?P<em>{_NAMES})\b\.?\s(?P<ed>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![0-9%])(?:\s?(?:-|to|through|until)\s?(?P<sd>3[01]|[12][0-9]|0?[1-9])(?![0-9%:]))?(?:,?\s(?P<ey>[12][0-9]{{3}})(?![0-9]))?",
    rf"\b(?P<fd>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?:\sof)?\s(?P<fm>{_NAMES})\b\.?(?:,?\s(?P<fy>[12][0-9]{{3}})(?![0-9]))?",
    rf"\b(?P<gm>{_NAMES})\b\.?,?\s(?:of\s)?(?P<gy>[12][0-9]{{3}})(?![0-9])",
    rf"\b(?:in|since|by|until|till|early|late|mid|last|this|next)[\s-](?P<om>{_NAMES})\b(?!\.?,?\s[0-9])",
    # 上午10时30分, 晚8点, 10时许; 18:41:56
    rf"(?P<half>{_HALF})?\s?(?P<h>{_SHORT})\s?(?:时(?!代|期|间|候|刻|常|隔|而|装|尚|速|段|空|效|政|事)|点(?=[钟整半许左前后]|{_SHORT}分|[,。;、)]|$)|(?<=[早晚午晨上间夜][0-9{_H}])点|(?<=[早晚午晨上间夜][0-9{_H}十][0-9{_H}])点)(?:钟|整|许)?(?:(?P<n>{_SHORT})\s?分(?!之)|(?P<nhalf>半))?",
    r"(?<![0-9:.])(?P<ch>[01]?[0-9]|2[0-4]):(?P<cn>[0-5][0-9])(?::(?P<cs>[0-5][0-9]))?(?![0-9:])(?:\s?(?P<ampm>[ap])\.?m\b\.?)?",
    r"\b(?P<th>1[0-2]|[1-9])\s?(?P<tampm>[ap])\.?m\b\.?",
    # A year alone: 2023中关村论坛, in 2017
    r"(?<![0-9A-Za-z_第])(?<![0-9]\.)(?<![A-Za-z]-)(?P<by>(?:1[5-9]|20)[0-9]{2})(?![0-9A-Za-z%‰:/]|[.,][0-9]{3}|\s?[十百千万亿兆多余几]|-[A-Za-z])",
]
_DATE = re.compile("|".join(f"(?:{p})" for p in _PATTERNS), re.IGNORECASE)
_LINK = re.compile(r"\s?(?:-+|~|至|到|、|和|与|及|to|through|and|until)\s?(?:the\s)?", re.IGNORECASE)
_PLURAL = re.compile(r"\s(?!was\b|has\b|is\b|this\b|its\b|as\b|across\b|plans\b)[a-z]+s\b")
_FIELDS = ("year", "month", "day", "hour", "minute", "second")


@dataclass(frozen=True, slots=True)
class Date:
    """A date or time of day as it stands in a text. Parts the text does not give are None.

    Attributes:
        start: first code point in the text as given.
        end: one past the last.
        text: the date as written.
        year: four digits.
        month: 1 to 12.
        day: 1 to 31.
        hour: 0 to 24; 下午3时 is 15.
        minute: 0 to 59.
        second: 0 to 59.
    """

    start: int
    end: int
    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None

    @property
    def parts(self) -> tuple[int | None, ...]:
        """Year, month, day, hour, minute, second."""
        return self.year, self.month, self.day, self.hour, self.minute, self.second

    def canonical(self) -> str:
        """One spelling for one date: ``2023年6月7日``, ``5月28日``, ``10时30分``."""
        marks = zip(self.parts, "年月日时分秒", strict=True)
        return "".join(f"{value}{mark}" for value, mark in marks if value is not None)


def find_dates(text: str) -> list[Date]:
    """The dates and times of a text, in order, never overlapping; ``5月26日至28日`` gives two, both with the month."""
    return find_plain_dates(plain(text), text)


def find_plain_dates(folded: str, text: str) -> list[Date]:
    """``find_dates`` where ``plain(text)`` is at hand."""
    dates: list[Date] = []
    for found in _DATE.finditer(folded):
        date = _read(found, folded, text)
        if date:
            dates.append(_inherit(date, dates, folded))
            if found.group("sd"):
                start, end = found.span("sd")
                dates.append(replace(date, start=start, end=end, text=text[start:end], day=int(found.group("sd"))))
    return dates


def _read(found: re.Match[str], folded: str, text: str) -> Date | None:
    groups = {name: value for name, value in found.groupdict().items() if value and name != "sep"}
    values: dict[str, int] = {}
    for name, value in groups.items():
        field = _field(name)
        if field is None:
            continue
        number = _MONTH.get(value.lower()) if name in ("em", "fm", "gm", "om") else _number(value)
        if number is not None:
            values[field] = number
    if "nhalf" in groups:
        values["minute"] = 30
    if "by" in groups and (_PLURAL.match(folded, found.end()) or UNIT.match(folded, found.end())):
        return None
    _to_24_hours(values, groups)
    if not values or not _is_valid(values):
        return None
    start = found.start() + len(found.group()) - len(found.group().lstrip())
    return Date(start, found.end(), text[start : found.end()], **values)


def _field(name: str) -> str | None:
    if name in ("half", "nhalf", "ampm", "tampm", "sd"):
        return None
    return {"y": "year", "m": "month", "d": "day", "h": "hour", "n": "minute", "s": "second"}[name[-1]]


def _number(text: str) -> int | None:
    if text.startswith("公元"):
        return -int(text[3:]) if text.startswith("公元前") else int(text[2:])
    if text[0].isascii():
        return int(text)
    if "廿" in text:
        text = text.replace("廿", "二十")
    span = read_han(text)
    return int(span[0]) if span and (span[0] == span[1] or len(text) == 4) else None


def _to_24_hours(values: dict[str, int], groups: dict[str, str]) -> None:
    half = groups.get("half", "") + (groups.get("ampm") or groups.get("tampm") or "").lower()
    late = half in ("p", "下午", "午后", "傍晚", "晚上", "晚间", "夜间", "深夜", "晚") or (
        half == "中午" and values["hour"] < 3
    )
    if late and values.get("hour", 12) < 12:
        values["hour"] += 12
    if half == "a" and values.get("hour") == 12:
        values["hour"] = 0


def _is_valid(values: dict[str, int]) -> bool:
    if 0 < values.get("year", 1000) < 100 and "month" in values:
        values["year"] += 2000 if values["year"] < 50 else 1900
    limits = {
        "year": (-9999, 2999),
        "month": (1, 12),
        "day": (1, 31),
        "hour": (0, 24),
        "minute": (0, 59),
        "second": (0, 59),
    }
    return all(limits[name][0] <= value <= limits[name][1] for name, value in values.items())


def _inherit(date: Date, before: list[Date], folded: str) -> Date:
    """The second of two joined dates takes what only the first says: 5月26日至28日 ends on 28 May."""
    if not before or not _LINK.fullmatch(folded, before[-1].end, date.start):
        return date
    first = before[-1]
    if date.year is None and first.year is not None and (date.month or date.day) and _finer(first, date):
        date = replace(date, year=first.year)
    if date.month is None and date.day is not None and first.month is not None:
        date = replace(date, month=first.month)
    return date


def _finer(first: Date, second: Date) -> bool:
    return first.month is not None or second.month is not None


def has_date_parts(source: Date, claim: Date) -> bool:
    """Whether the source's date says every part of the claim's."""
    return all(b is None or a == b for a, b in zip(source.parts, claim.parts, strict=True))


def iterate_fields(date: Date) -> Iterator[tuple[str, int]]:
    """The parts a date gives, coarse to fine, by name."""
    return ((name, value) for name, value in zip(_FIELDS, date.parts, strict=True) if value is not None)
