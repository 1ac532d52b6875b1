"""Figures in the claim: every number, share and date must stand in the source, with its unit and its 超过 or 不足."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.verify.verdict import Fault
from index.text.dates import Date, has_date_parts
from index.text.quantities import Quantity, same
from index.text.units import compatible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.verify.reading import Reading


_REPORTED = re.compile(r"(?:的)?(?:报道|消息|讯|刊发|电[,:(])")


def check_figures(claim: Reading, source: Reading, context: Reading) -> Iterator[Fault]:
    """Faults for quantities and dates that neither source nor context holds."""
    for quantity in claim.quantities:
        yield from _check_quantity(quantity, claim, source, context)
    for date in claim.dates:
        if _is_reported(date, claim) and context.dates and not any(_is_reported(d, source) for d in source.dates):
            # 据新华社2023年6月7日报道: the article's own date, not one it speaks of.
            if not any(has_date_parts(other, date) for other in context.dates):
                yield Fault(f"date {date.text} is not the article's")
        elif not _holds_date(date, source, context):
            yield Fault(f"date {date.text} not in source")
        elif other := _passed_over(date, claim, source, context):
            yield Fault(f"{date.text} where the source has {other.text}")
    yield from _check_digits(claim, source, context)


def _is_reported(date: Date, reading: Reading) -> bool:
    return bool(_REPORTED.match(reading.text, date.end))


def _passed_over(figure: Quantity | Date, claim: Reading, source: Reading, context: Reading) -> Quantity | Date | None:
    """A figure of the source, of the same sort, in whose place the claim gives one that only the context holds."""
    if _is_told(figure, source) or not _is_told(figure, context):
        return None
    rivals = [f for f in source.figures if comparable(f, figure)]
    return next((f for f in rivals if not any(_says(f, own) or _says(own, f) for own in claim.figures)), None)


def _is_told(figure: Quantity | Date, reading: Reading) -> bool:
    return any(_says(other, figure) for other in reading.figures)


def _says(source: Quantity | Date, claim: Quantity | Date) -> bool:
    if isinstance(source, Date) and isinstance(claim, Date):
        return has_date_parts(source, claim)
    return same(source, claim)


def _check_quantity(quantity: Quantity, claim: Reading, source: Reading, context: Reading) -> Iterator[Fault]:
    crossing = claim.chinese != source.chinese
    equal = [f for f in (*source.figures, *context.figures) if same(quantity, f) or _loosely(quantity, f, crossing)]
    if equal and (other := _passed_over(quantity, claim, source, context)):
        yield Fault(f"{quantity.text} where the source has {other.text}")
    elif equal:
        yield from _check_comparator(quantity, [f for f in equal if isinstance(f, Quantity)])
    elif not quantity.indefinite:
        yield Fault(f"number {quantity.text} not in source")
    elif other := _rival(quantity, claim, source):
        yield Fault(f"number {quantity.text} where the source has {other.text}")


def _loosely(quantity: Quantity, other: Quantity | Date, crossing: bool) -> bool:
    """Figures that differ in form only: 五日 for five days; between languages the 5th, Radio 6, in 726."""
    if isinstance(other, Date) and quantity.unit == "天":
        return _is_bare_day(other, quantity)
    if not crossing:
        return False
    if isinstance(other, Date):
        return quantity.ordinal and not quantity.unit and other.day == quantity.value
    if quantity.value != other.value or quantity.high != other.high:
        return False
    ordinal = other.ordinal or (quantity.ordinal and other.unit == "号")
    return (not quantity.unit and ordinal) or ({quantity.unit, other.unit} == {"", "年"} and quantity.value >= 100)


def _is_bare_day(date: Date, quantity: Quantity) -> bool:
    return date.day == quantity.value and date.year is None and date.month is None and date.hour is None


def _check_comparator(quantity: Quantity, equal: list[Quantity]) -> Iterator[Fault]:
    firm = {"over", "under"}
    comparators = {f.comparator for f in equal}
    if quantity.comparator in firm and equal and quantity.comparator not in comparators:
        yield Fault(f"{quantity.comparator} {quantity.text} not in source", fatal=False)
    if quantity.comparator not in firm and equal and comparators <= firm:
        yield Fault(f"{quantity.text} without the source's {min(comparators)}", fatal=False)


def _rival(quantity: Quantity, claim: Reading, source: Reading) -> Quantity | None:
    """A definite count of the source, of the same unit, that the claim nowhere gives: 三位院士 against 一位院士."""
    for other in source.quantities:
        alike = other.ordinal == quantity.ordinal and other.unit == quantity.unit and bool(other.unit)
        if alike and not other.indefinite and not any(same(other, f) for f in claim.figures):
            return other
    return None


def _holds_date(date: Date, source: Reading, context: Reading) -> bool:
    figures = (*source.figures, *context.figures)
    dates = [f for f in figures if isinstance(f, Date)]
    if any(has_date_parts(other, date) for other in dates):
        return True
    if any(same(date, f) or (f.unit == "天" and _is_bare_day(date, f)) for f in figures if isinstance(f, Quantity)):
        return True
    return any(_completes(date, other, dates) for other in dates)


def _completes(date: Date, other: Date, dates: list[Date]) -> bool:
    """The source says 28日 and another of its dates, or the article's, the month and year of the claim."""
    pairs = list(zip(date.parts, other.parts, strict=True))
    finest = max(i for i, (own, _) in enumerate(pairs) if own is not None)
    if pairs[finest][0] != pairs[finest][1] or any(a is not None and b is not None and a != b for a, b in pairs):
        return False
    missing = [i for i, (own, theirs) in enumerate(pairs) if own is not None and theirs is None]
    return all(any(d.parts[i] == date.parts[i] for d in dates) for i in missing)


def _check_digits(claim: Reading, source: Reading, context: Reading) -> Iterator[Fault]:
    """Whatever digits no reading explained must stand in the source as they are."""
    spans = [(f.start, f.end) for f in claim.figures] + [(n.start, n.end) for n in claim.names]
    for found in re.finditer(r"[0-9]+(?:\.[0-9]+)?", claim.text):
        read = any(start <= found.start() and found.end() <= end for start, end in spans)
        if not read and not re.search(
            rf"(?<![0-9]){re.escape(found.group())}(?![0-9])", f"{source.text}|{context.text}"
        ):
            yield Fault(f"number {found.group()} not in source")


def comparable(a: Quantity | Date, b: Quantity | Date) -> bool:
    """Whether two figures could be mistaken for each other: both dates of one fineness, or numbers of one unit."""
    if isinstance(a, Date) and isinstance(b, Date):
        return [p is None for p in a.parts] == [p is None for p in b.parts] or (_is_day(a) and _is_day(b))
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        return a.ordinal == b.ordinal and compatible(a.unit, b.unit)
    return False


def _is_day(date: Date) -> bool:
    return date.month is not None and date.day is not None and date.hour is None
