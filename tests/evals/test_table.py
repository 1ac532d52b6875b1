"""Records as a table: means with intervals, a dash for what does not apply, and columns that line up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

from assistant import Answer
from evals.dataset import Question, QuestionType
from evals.run import Record
from evals.score import Score
from evals.table import SCORES, figures, percentile, side_by_side, table


def record(facts: float | None = None, refused: float = 0.0, seconds: float = 0.1, **fields: Any) -> Record:
    """A record of an answerable question when ``facts`` is given, else of one that no source answers."""
    answerable = facts is not None
    question = Question(
        "q",
        fields.get("type", "single_fact" if answerable else "unanswerable"),
        fields.get("language", "zh-Hans"),
        "dev",
        ("?",),
        answerable,
    )
    score = Score(facts, fields.get("wrong"), facts, fields.get("precise", facts), facts, refused)
    return Record(question, Answer("。"), score, seconds)


def test_a_mean_is_over_the_records_it_applies_to() -> None:
    found = figures([record(1.0), record(0.5), record(None, refused=1.0)])
    assert (found["facts"].mean, found["facts"].count) == (0.75, 2)
    assert (found["refused rightly"].mean, found["refused rightly"].count) == (1.0, 1)
    assert (found["refused wrongly"].mean, found["refused wrongly"].count) == (0.0, 2)


def test_what_applies_to_nothing_is_left_out_and_is_not_zero() -> None:
    assert set(figures([record(1.0)])) == {"facts", "article", "cited", "precise", "refused wrongly"}
    assert set(figures([record(None, refused=1.0)])) == {"refused rightly", "refusal precision"}
    assert figures([]) == {}


def test_a_refusal_counts_on_the_side_it_belongs_to() -> None:
    wrongly = figures([record(0.0, refused=1.0, precise=None)])
    assert wrongly["refused wrongly"].mean == 1.0
    assert "precise" not in wrongly
    assert "refused rightly" not in wrongly


def test_wrong_facts_are_a_share_of_the_questions_that_have_some() -> None:
    found = figures([record(1.0, wrong=1.0), record(1.0, wrong=0.0), record(1.0)])
    assert (found["wrong"].mean, found["wrong"].count) == (0.5, 2)


MIXED = [
    record(1.0, type="dates", seconds=0.1),
    record(0.0, type="dates", language="en", seconds=0.3),
    record(None, refused=1.0, language="zh-Hant", seconds=0.2),
]


def test_the_table_has_a_line_for_all_each_type_and_each_language() -> None:
    lines = list(table(MIXED))
    assert [line.split()[0] for line in lines] == [
        "n", "all", "by", "dates", "unanswerable", "by", "en", "zh-Hans", "zh-Hant", "seconds",
    ]  # fmt: skip
    assert all(name in lines[0] for name in SCORES)


def test_a_cell_has_the_mean_and_its_interval_or_a_dash() -> None:
    lines = {line.split()[0]: line for line in table(MIXED)}
    assert lines["dates"].split()[:4] == ["dates", "2", "0.500", "0.00-1.00"]
    assert lines["unanswerable"].split() == ["unanswerable", "1", *["-"] * 6, "1.000", "1.00-1.00"]
    assert lines["all"].split()[1] == "3"


def test_times_are_the_median_and_a_high_percentile() -> None:
    assert list(table(MIXED))[-1] == "seconds a question: median 0.200, 95th percentile 0.300"
    many = [record(1.0, seconds=n / 100) for n in range(1, 101)]
    assert list(table(many))[-1] == "seconds a question: median 0.505, 95th percentile 0.960"


def test_columns_line_up() -> None:
    widths = {len(line) for line in table(MIXED) if not line.startswith(("by", "seconds"))}
    assert len(widths) == 1


def test_columns_line_up_for_every_type() -> None:
    every = [record(1.0, type=name) for name in get_args(QuestionType)]
    widths = {len(line) for line in table(every) if not line.startswith(("by", "seconds"))}
    assert len(widths) == 1


def test_refusal_precision_is_the_share_of_refusals_that_were_right() -> None:
    found = figures([record(None, refused=1.0), record(0.0, refused=1.0), record(1.0), record(None)])
    assert (found["refusal precision"].mean, found["refusal precision"].count) == (0.5, 2)


def test_systems_stand_side_by_side_and_what_one_lacks_is_a_dash() -> None:
    other = replace(record(0.5, seconds=0.4), system="other", more={"length": 900.0})
    lines = {line[:22].strip(): line[22:].split("  ") for line in side_by_side([record(1.0), other])}
    assert "1.000 1.00-1.00" in "".join(lines["facts"])
    assert [cell.strip() for cell in lines["length"] if cell.strip()] == ["-", "900 900-900"]
    assert [cell.strip() for cell in lines["seconds, p50"] if cell.strip()] == ["0.100", "0.400"]


def test_a_percentile_of_nothing_is_zero() -> None:
    assert percentile([], 0.95) == 0.0
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
