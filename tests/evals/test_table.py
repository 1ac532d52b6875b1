"""Records as a table: means with intervals, a dash for what does not apply, and columns that line up."""

from __future__ import annotations

from typing import Any, get_args

from evals.dataset import QuestionType
from evals.row import Row
from evals.table import COST, SCORES, cost_is_known, figures, percentile, side_by_side, table


def row(facts: float | None = None, refused: float = 0.0, seconds: float = 0.1, **fields: Any) -> Row:
    """A row of an answerable question when ``facts`` is given, else of one that no source answers."""
    answerable = facts is not None
    scores = {
        "facts": facts, "article": facts, "cited": facts, "precise": fields.pop("precise", facts),
        "wrong": fields.pop("wrong", None),
        "refused wrongly": refused if answerable else None,
        "refused rightly": None if answerable else refused,
        "refusal precision": float(not answerable) if refused else None,
        **fields.pop("more", {}),
    }  # fmt: skip
    kind = fields.pop("type", "single_fact" if answerable else "unanswerable")
    language = fields.pop("language", "zh-Hans")
    name = fields.pop("id", f"q{seconds}")
    return Row(name, kind, language, ("?",), answerable, "。", scores, seconds, **fields)


def test_a_mean_is_over_the_records_it_applies_to() -> None:
    found = figures([row(1.0), row(0.5), row(None, refused=1.0)])
    assert (found["facts"].mean, found["facts"].count) == (0.75, 2)
    assert (found["refused rightly"].mean, found["refused rightly"].count) == (1.0, 1)
    assert (found["refused wrongly"].mean, found["refused wrongly"].count) == (0.0, 2)


def test_what_applies_to_nothing_is_left_out_and_is_not_zero() -> None:
    assert set(figures([row(1.0)])) == {"facts", "article", "cited", "precise", "refused wrongly"}
    assert set(figures([row(None, refused=1.0)])) == {"refused rightly", "refusal precision"}
    assert figures([]) == {}


def test_a_refusal_counts_on_the_side_it_belongs_to() -> None:
    wrongly = figures([row(0.0, refused=1.0, precise=None)])
    assert wrongly["refused wrongly"].mean == 1.0
    assert "precise" not in wrongly
    assert "refused rightly" not in wrongly


def test_wrong_facts_are_a_share_of_the_questions_that_have_some() -> None:
    found = figures([row(1.0, wrong=1.0), row(1.0, wrong=0.0), row(1.0)])
    assert (found["wrong"].mean, found["wrong"].count) == (0.5, 2)


MIXED = [
    row(1.0, type="dates", seconds=0.1),
    row(0.0, type="dates", language="en", seconds=0.3),
    row(None, refused=1.0, language="zh-Hant", seconds=0.2),
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
    many = [row(1.0, seconds=n / 100) for n in range(1, 101)]
    assert list(table(many))[-1] == "seconds a question: median 0.505, 95th percentile 0.960"


def test_columns_line_up() -> None:
    widths = {len(line) for line in table(MIXED) if not line.startswith(("by", "seconds"))}
    assert len(widths) == 1


def test_columns_line_up_for_every_type() -> None:
    every = [row(1.0, type=name) for name in get_args(QuestionType)]
    widths = {len(line) for line in table(every) if not line.startswith(("by", "seconds"))}
    assert len(widths) == 1


def test_refusal_precision_is_the_share_of_refusals_that_were_right() -> None:
    found = figures([row(None, refused=1.0), row(0.0, refused=1.0), row(1.0), row(None)])
    assert (found["refusal precision"].mean, found["refusal precision"].count) == (0.5, 2)


def test_systems_stand_side_by_side_and_what_one_lacks_is_a_dash() -> None:
    other = row(0.5, seconds=0.4, system="other", more={"length": 900.0})
    lines = {line[:22].strip(): line[22:].split("  ") for line in side_by_side([row(1.0), other])}
    assert "1.000 1.00-1.00" in "".join(lines["facts"])
    assert [cell.strip() for cell in lines["length"] if cell.strip()] == ["-", "900 900-900"]
    assert [cell.strip() for cell in lines["seconds, p50"] if cell.strip()] == ["0.100", "0.400"]


def test_a_percentile_of_nothing_is_zero() -> None:
    assert percentile([], 0.95) == 0.0
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0


def test_versions_of_one_question_are_drawn_together() -> None:
    alone = [row(float(n % 2), id=f"q{n}") for n in range(60)]
    versions = [row(float(n % 2), id=f"q{n}-{k}", base=f"q{n}") for n in range(20) for k in range(3)]
    wide, narrow = figures(versions)["facts"], figures(alone)["facts"]
    assert (wide.mean, wide.count) == (narrow.mean, narrow.count) == (0.5, 60)
    assert wide.high - wide.low > 1.4 * (narrow.high - narrow.low), "three like answers tell what one tells"


def test_the_splits_have_lines_where_there_are_two() -> None:
    lines = [line.strip() for line in table([row(1.0, split="dev"), row(0.0, split="test")])]
    assert [line.split()[0] for line in lines[lines.index("by split") + 1 :]][:2] == ["dev", "test"]


def test_a_cost_that_is_unknown_is_not_nothing() -> None:
    free, dear = row(1.0, more={COST: 0.0}), row(1.0, more={COST: 1.5})
    unknown = row(1.0, more={COST: None, "tokens read": 900.0})
    assert figures([free, dear])[COST].mean == 0.75
    assert COST not in figures([free, unknown]), "the mean of the free ones would pass for that of all"
    [line] = [line for line in side_by_side([free, unknown]) if line.startswith(COST)]
    assert line.split()[-1] == "unknown"
    assert not cost_is_known([])


def test_tokens_are_means_over_all_answers() -> None:
    rows = [row(1.0, more={"tokens read": 1000.0}), row(1.0, more={"tokens read": 0.0})]
    [line] = [line for line in side_by_side(rows) if line.startswith("tokens read")]
    assert line.split()[2] == "500"
