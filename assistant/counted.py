"""Questions for a number: of what, in which unit, and whether a sentence gives one."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from assistant.verify.counting import counted_as
from assistant.verify.reading import Reading, read
from index.text.quantities import Quantity
from index.text.units import UNIT, compatible, is_measured, read_unit

_HOW_MANY = re.compile(r"(?:多少|[几幾])[十百千万亿]*")
_HOW_MUCH = re.compile(
    r"多[大高长重快远宽深厚]|\bhow (?:large|big|far|fast|high|long|tall|deep|heavy)\b", re.IGNORECASE
)
_NOUNS = ("n", "vn", "an", "eng", "l", "j")
_SMALL = 10  # a count below it is as often grammar (两条路径) as a size


def number_wanted(question: str) -> Callable[[str], bool]:
    """A test for sentences that give a number of the kind asked for.

    多少名员工 wants a number of persons, or any beside 员工; a bare 1.75万亿 counts nobody. 多大 wants a measure or a
    price and no small count. How many pages wants a Chinese sentence to speak of pages.
    """
    asked = read(question)
    if han := counted_as(asked.text):
        return partial(_gives_any, han)
    if _HOW_MUCH.search(asked.text):
        return _gives_measure
    found = _HOW_MANY.search(asked.text)
    rest = asked.text[found.end() :] if found else ""
    unit = UNIT.match(rest)
    return partial(_gives_count, read_unit(unit.group())[0] if unit else "", _thing(rest[unit.end() if unit else 0 :]))


def _thing(rest: str) -> str:
    """The last noun directly behind the question word: 员工 of 多少名全职员工在."""
    thing = ""
    for word, tag in read(rest).words:
        if tag.startswith(_NOUNS):
            thing = word
        elif thing or tag[:1] not in "abq":
            break
    return thing


def _gives_measure(sentence: str) -> bool:
    return any(
        is_measured(q.unit) or q.unit.endswith("元") or q.value >= _SMALL or q.value.denominator > 1
        for q in _quantities(read(sentence))
    )


def _gives_count(unit: str, thing: str, sentence: str) -> bool:
    told = read(sentence)
    amounts = _quantities(told)
    if not amounts or not (unit or thing):
        return bool(amounts)
    return (bool(thing) and thing in told.text) or (
        bool(unit) and any(q.unit and compatible(q.unit, unit) for q in amounts)
    )


def _gives_any(counted: str, sentence: str) -> bool:
    told = read(sentence)
    spoken_of = not told.chinese or any(character in told.text for character in counted)
    return spoken_of and bool(_quantities(told))


def _quantities(told: Reading) -> list[Quantity]:
    return [q for q in told.quantities if not (q.ordinal or q.vague)]
