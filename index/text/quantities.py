"""The quantities of a text: numbers with their units, read alike from 一千亿, 1000亿 and 100 billion.

What a verifier compares and a search key writes in one form. Numerals inside words (一些, 统一, 百度) are no
quantities; digits inside names (GPT-3.5) are left to ``index.text.names``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, cast

from index.text.dates import Date, find_plain_dates
from index.text.figures import Figure, find_figures
from index.text.fold import fold
from index.text.names import find_plain_names
from index.text.spelling import plain
from index.text.units import UNIT, compatible, is_measured, read_unit

Comparator = Literal["", "over", "under", "about"]

_BEFORE = {
    "under": r"不足|不到|低于|少于|小于|未达|最多|最高|至多|不(?:得|可以|能|会)?超过|不多于|不高于"
    r"|(?:less|fewer|lower) than|under|below|up to|at most|no more than|not exceed(?:ing)?|<",
    "over": r"超过|超|逾|突破|(?<!打)破|高于|多于|大于|不少于|不低于|不得低于|至少|最少|最低|more than|over|above"
    r"|exceed(?:s|ed|ing)?|at least|surpass(?:es|ed|ing)?|topp(?:ed|ing)|>",
    "about": r"大约|大概|约|将近|接近|近|about|around|nearly|almost|approximately|roughly|some|close to|~",
}
_AFTER = {
    "over": r"[\u4e00-\u9fff]{0,5}以上|开外|(?:多|余)(?![次个种家项名位年元级地数样方])|or more|\+(?!\w)",
    "under": r"[\u4e00-\u9fff]{0,5}以下|以内|or less|or fewer",
    "about": r"左右|上下|许(?![多可诺])",
}
_DIRECTLY = "|".join(f"(?P<{name}>{words})" for name, words in _BEFORE.items())
# 超过冰岛总人口的60%: a noun phrase between.
_APART = r"(?:(?P<over2>超过|高于|多于)|(?P<under2>低于|少于|不足|不到))[\u4e00-\u9fff]{1,10}的"
_LEFT = re.compile(rf"(?:(?:{_DIRECTLY})(?:了|到|至|于| an?)?|{_APART})\s?$", re.IGNORECASE)
_RIGHT = re.compile(rf"\s?(?:{'|'.join(f'(?P<{k}>{v})' for k, v in _AFTER.items())})", re.IGNORECASE)
_SHARE = re.compile(
    r"\s?(?:(?P<percent>%|per ?cent\b|pct\b)|(?P<points>个?百分点|percentage points?\b)|(?P<mille>‰)"
    r"|(?P<tenths>成)(?![立为功员果都长本熟就形绩效交分年份语品人]))",
    re.IGNORECASE,
)
_CURRENCY = re.compile(
    r"(?:(?P<元>人民币|RMB|CNY|¥|￥)|(?P<港元>HK\$|HKD)|(?P<欧元>€|EUR)|(?P<英镑>£|GBP)|(?P<美元>US\$|USD|\$))\s?$",
    re.I,
)
_WITHIN = re.compile(r"个(?:(?P<over>[多余])|(?P<half>半))(?P<unit>月|小时|世纪|星期)")
_AND_HALF = re.compile(r"半(?![导岛决径数年月天])")
_RANGE = re.compile(r"\s?(?:-|~|至|到|to|:|比)\s?")
_PERIODS = {"年", "个月", "周", "天", "小时", "分钟", "世纪", "季度", "次", "届"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit as they stand in a text.

    Attributes:
        start: first code point of the number in the text as given.
        end: one past the last of number and unit.
        text: number and unit as written; comparators before or after are outside.
        value: exact, in ``unit``; the lower bound of a range. A share of a whole is in percent.
        unit: canonical (``元``, ``个``, ``%``, ``年``), empty where none is known.
        high: the upper bound of a range (3-4个月), else equal to ``value``.
        comparator: what stands around it: 超过, 10余 -> over; 不足 -> under; 约, 近 -> about.
        ordinal: 第四届, 4th.
        vague: 数十, 几百, dozens; ``value`` is the scale named.
        indefinite: 一个, one, first: more often grammar than a count.
    """

    start: int
    end: int
    text: str
    value: Fraction
    unit: str
    high: Fraction
    comparator: Comparator = ""
    ordinal: bool = False
    vague: bool = False
    indefinite: bool = False

    def canonical(self) -> str:
        """One spelling for one quantity: ``100000000000元``, ``15%``, ``第4届``, ``3-4个月``, ``数10个``."""
        number, unit = _write(self.value), self.unit
        if "/" in number and unit == "%":
            number, unit = _write(self.value / 100), ""
        if self.high != self.value:
            number += f"-{_write(self.high)}"
        over = "余" if self.comparator == "over" and any(c in self.text for c in "余多几来餘") else ""
        return f"{'第' if self.ordinal else ''}{'数' if self.vague else ''}{number}{over}{unit}"


def find_quantities(text: str) -> list[Quantity | Date]:
    """The quantities and dates of a text, in order, never overlapping, spans in code points of ``text`` as given."""
    folded = plain(text)
    dates = find_plain_dates(folded, text)
    names = [(n.start, n.end) for n in find_plain_names(folded, text) if any("0" <= c <= "9" for c in n.text)]
    taken = _disjoint([(d.start, d.end) for d in dates], names)
    counted = _join_ranges([_measure(figure, folded, text) for figure in find_figures(folded, taken)], folded, text)
    return sorted([*dates, *counted], key=lambda found: found.start)


def same(a: Quantity | Date, b: Quantity | Date) -> bool:
    """Whether two quantities, or two dates, say the same: value, range, unit and rank; over is not under."""
    if isinstance(a, Date) or isinstance(b, Date):
        return _same_dates(a, b)
    if {a.comparator, b.comparator} == {"over", "under"}:
        return False
    equal = (a.value, a.high, a.ordinal, a.vague) == (b.value, b.high, b.ordinal, b.vague)
    return equal and (compatible(a.unit, b.unit) or (a.ordinal and not (a.unit and b.unit)))


def normalize_quantities(text: str) -> str:
    """The folded text with every quantity and date in one spelling: ``二〇二三年3千亿`` -> ``2023年300000000000``."""
    pieces = []
    position = 0
    for found in find_quantities(text):
        pieces += [text[position : found.start], found.canonical()]
        position = found.end
    return fold("".join([*pieces, text[position:]]))


def _same_dates(a: Quantity | Date, b: Quantity | Date) -> bool:
    if isinstance(a, Date) and isinstance(b, Date):
        return a.parts == b.parts
    date, other = (a, b) if isinstance(a, Date) else (b, a)
    if isinstance(other, Date) or not isinstance(date, Date):
        return False
    # 2023中关村论坛 reads as a year; 2023 after a name may have been read as a number.
    return date.parts[1:] == (None,) * 5 and other.unit == "" and other.value == date.year


def _write(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    return f"{value.numerator / value.denominator:.12f}".rstrip("0")


def _disjoint(dates: list[tuple[int, int]], names: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Dates first: ``May 28`` would also read as a name with a version."""
    kept = list(dates)
    index = 0
    for start, end in names:
        while index < len(dates) and dates[index][1] <= start:
            index += 1
        if index == len(dates) or dates[index][0] >= end:
            kept.append((start, end))
    return sorted(kept)


def _measure(figure: Figure, folded: str, text: str) -> Quantity:
    value, high, unit, end, inner = _read_unit(figure, folded)
    currency = _CURRENCY.search(folded[max(0, figure.start - 4) : figure.start])
    start = figure.start
    if currency and not unit:
        unit, start = cast("str", currency.lastgroup), figure.start - len(currency.group())
    comparator: Comparator = "over" if figure.over or inner else _compare(figure, start, end, unit, folded)
    written = folded[figure.start : end]
    ordinal = figure.ordinal or (unit == "季度" and "个" not in written)
    if folded[max(0, start - 1) : start] == "第":
        start -= 1
    indefinite = value == 1 and not is_measured(unit) and (ordinal or not written[0].isdigit() or written[0] in "一首")
    return Quantity(start, end, text[start:end], value, unit, high, comparator, ordinal, figure.vague, indefinite)


def _read_unit(figure: Figure, folded: str) -> tuple[Fraction, Fraction, str, int, bool]:
    """Value and upper bound in the unit, the unit, where it ends, and whether 多 stood inside it (8个多月)."""
    value, high, end = figure.value, figure.high, figure.end
    if figure.ratio:
        return value * 100, high * 100, "%", end, False
    if share := _SHARE.match(folded, end):
        factor = {"percent": Fraction(1), "points": Fraction(1), "mille": Fraction(1, 10), "tenths": Fraction(10)}[
            share.lastgroup or ""
        ]
        return value * factor, high * factor, "百分点" if share["points"] else "%", share.end(), False
    if inside := _WITHIN.match(folded, end):
        unit = {"月": "个月", "星期": "周"}.get(inside["unit"], inside["unit"])
        half = Fraction(1, 2) if inside["half"] else Fraction(0)
        return value + half, high + half, unit, inside.end(), bool(inside["over"])
    found = UNIT.match(folded, end)
    if not found or (found.group() == "级" and figure.scale >= 10**4):  # 10亿级: of that order
        return value, high, "", end, False
    unit, factor_of_unit = read_unit(found.group())
    end = found.end()
    if unit in ("年", "天", "倍", "小时") and _AND_HALF.match(folded, end):
        value, high, end = value + Fraction(1, 2), high + Fraction(1, 2), end + 1
    return value * factor_of_unit, high * factor_of_unit, unit, end, False


def _compare(figure: Figure, start: int, end: int, unit: str, folded: str) -> Comparator:
    before = folded[max(0, start - 16) : start]
    if figure.bare and before.endswith(("上", "过", "破")):
        return "over"
    left = _LEFT.search(before)
    if left and not (left.lastgroup == "about" and unit in _PERIODS and left.group().startswith("近")):
        return cast("Comparator", (left.lastgroup or "").rstrip("2"))
    right = _RIGHT.match(folded, end)
    return cast("Comparator", right.lastgroup) if right else ""


def _join_ranges(found: list[Quantity], folded: str, text: str) -> list[Quantity]:
    joined: list[Quantity] = []
    for quantity in found:
        low = joined[-1] if joined else None
        link = _RANGE.fullmatch(folded, low.end, quantity.start) if low else None
        if low and link and low.unit in ("", quantity.unit):
            value = low.value * _shared_scale(low, quantity)
            score = link.group().strip() in (":", "比")
            if (value < quantity.value or score) and not low.vague and not quantity.vague:
                whole = text[low.start : quantity.end]
                joined[-1] = replace(
                    quantity,
                    start=low.start,
                    text=whole,
                    value=value,
                    comparator=low.comparator or quantity.comparator,
                    ordinal=low.ordinal,
                )
                continue
        joined.append(quantity)
    return joined


def _shared_scale(low: Quantity, high: Quantity) -> int:
    """3至5万 begins at 30,000: a lower bound without unit shares the scale of the upper one."""
    if low.unit or low.value >= 1000:
        return 1
    written = {"万": 10**4, "亿": 10**8, "million": 10**6, "billion": 10**9, "trillion": 10**12}
    scales = [scale for word, scale in written.items() if word in high.text.lower() and high.value / scale > low.value]
    return max(scales, default=1)
