"""The year or day a question is about, and whether what was found can tell of it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from assistant.verify.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator

_THESE_DAYS = re.compile(
    r"[明昨][天日晚]|(?<![以之往今此])[后後前]天|今晚|\b(?:tomorrow|yesterday|tonight)\b", re.IGNORECASE
)
_QUOTED = re.compile(r"《[^》]*》|“[^”]*”|「[^」]*」|\"[^\"]*\"")  # 《昨日重现》 is a song
_AROUND = timedelta(days=14)


def is_too_old(question: str, published: str, today: date | None = None) -> bool:
    """Whether a question is about a day told by its distance from today (明天, yesterday), and an article that appeared
    on ``published``, ISO 8601 or nothing, is more than two weeks away from ``today``, which is the real one by default.
    """
    if not published or not _THESE_DAYS.search(_QUOTED.sub("", question)):
        return False
    return abs(date.fromisoformat(published[:10]) - (today or date.today())) > _AROUND


def tells_another_year(question: str, sentence: str, around: str, published: str) -> bool:
    """Whether what is asked of a year cannot stand in a sentence, which tells of other years alone, or of none though
    its article is older than the year.

    A plan until 2025 says nothing of 2030, nor does what was counted in 2023 say how many there are in 2025.

    Args:
        question: stand-alone; asked about several years, it says nothing.
        sentence: the best one.
        around: what a sentence may leave out, because it stands before it or in the article's head.
        published: when its article appeared, ISO 8601 or nothing.
    """
    asked = set(_years(question))
    if len(asked) != 1:
        return False
    (year,) = asked
    own, near = list(_years(sentence)), list(_years(around))
    if any(low <= year <= high for low, high in _spans([*own, *near])):
        return False
    return bool(own) or "" < published[:4] < str(year)


def _years(text: str) -> Iterator[int]:
    return (date.year for date in read(text).dates if date.year is not None)


def _spans(years: list[int]) -> Iterator[tuple[int, int]]:
    """Each year, and from each to the next: 2023-2025年 is also 2024."""
    return ((min(pair), max(pair)) for pair in zip(years, [*years[1:], years[-1]] if years else [], strict=True))
