"""The time within or after which something is asked to be so, and whether a text tells of another one."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from assistant.verify.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.verify.reading import Reading
    from index.text.quantities import Quantity

# 两年内战 is a civil war of two years, and 未来五年内 begins at no event.
_AFTER = re.compile(
    r"(?:时间)?(?:[之以]?内(?![战地部阁存陆蒙容])|[多过]?[之以]?后(?![来期端勤台备卫续]))|\s(?:after|later)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:within|after|in (?:its|their|the) first)\s(?:only |just |about |the (?:next|following|first) )?$",
    re.IGNORECASE,
)
_FROM_NOW = re.compile(r"(?:未来|今后|过去|最近|近|每|至今)[的这]?$")
_DAYS = {
    "年": Fraction(365),
    "季度": Fraction(91),
    "个月": Fraction(61, 2),
    "周": Fraction(7),
    "天": Fraction(1),
    "小时": Fraction(1, 24),
    "分钟": Fraction(1, 1440),
}
_ALIKE = Fraction(1, 20)  # 30 days are a month, and 12 months a year


def tells_another_lapse(question: str, text: str) -> bool:
    """Whether the question names a time within or after which something is so, and the text tells of others alone.

    What came of it 五天内 does not say what came of it 一年后. A text without such a time may still say that, by dates.
    """
    asked = list(_lapses(read(question)))
    if not asked:
        return False
    told = read(text)
    every = [_days(quantity) for quantity in told.quantities if quantity.unit in _DAYS]
    return any(_lapses(told)) and not any(_is_alike(lapse, days) for lapse in asked for days in every)


def _lapses(told: Reading) -> Iterator[Fraction]:
    """In days."""
    for quantity in told.quantities:
        before, after = told.text[: quantity.start], told.text[quantity.end :]
        bounded = _AFTER.match(after) or _BEFORE.search(before)
        if quantity.unit in _DAYS and bounded and not _FROM_NOW.search(before):
            yield _days(quantity)


def _days(quantity: Quantity) -> Fraction:
    return quantity.value * _DAYS[quantity.unit]


def _is_alike(one: Fraction, other: Fraction) -> bool:
    return abs(one - other) <= _ALIKE * max(one, other)
