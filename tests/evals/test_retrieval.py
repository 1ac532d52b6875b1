"""Retrieval metrics by hand, and one run over a small real index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import log2
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import load_settings
from evals.corpus import Query
from evals.retrieval import METRICS, LegResult, as_json, run_leg, slow, table
from index import Article, Index, Leg, open_index

LEGS: tuple[Leg, ...] = ("dense", "keyword", "fused")

# Four questions: right at once; third; not found; two right documents of three, second and fifth.
HAND = LegResult(ranks=[[1], [3], [], [2, 5]], positives=[1, 1, 1, 3], seconds=[0.1, 0.2, 0.3, 0.4])


@pytest.mark.parametrize(
    ("metric", "values"),
    [
        ("hit@1", [1, 0, 0, 0]),
        ("hit@5", [1, 1, 0, 1]),
        ("hit@10", [1, 1, 0, 1]),
        ("MRR@10", [1, 1 / 3, 0, 1 / 2]),
        ("nDCG@10", [1, 1 / 2, 0, (1 / log2(3) + 1 / log2(6)) / (1 + 1 / log2(3) + 1 / 2)]),
    ],
)
def test_metrics_by_hand(metric: str, values: list[float]) -> None:
    assert HAND.values(metric) == pytest.approx(values)


def test_hits_are_counted_to_their_depth() -> None:
    result = LegResult([[5], [6], [10]], [1, 1, 1], [0.1] * 3)
    assert result.values("hit@5") == [1, 0, 0]
    assert result.values("hit@10") == [1, 1, 1]


def test_more_right_documents_than_places_can_still_be_perfect() -> None:
    result = LegResult([list(range(1, 11))], [25], [0.1])
    assert result.values("nDCG@10") == pytest.approx([1.0])


@given(st.lists(st.sets(st.integers(1, 10), max_size=10), min_size=1, max_size=8), st.integers(0, 5))
def test_metrics_are_bounded_and_agree(found: list[set[int]], unfound: int) -> None:
    positives = [max(1, len(ranks) + unfound) for ranks in found]
    result = LegResult([sorted(ranks) for ranks in found], positives, [0.1] * len(found))
    values = {metric: result.values(metric) for metric in METRICS}
    for at, ranks in enumerate(found):
        assert all(0.0 <= values[metric][at] <= 1.0 + 1e-12 for metric in METRICS)
        assert values["hit@1"][at] <= values["hit@5"][at] <= values["hit@10"][at]
        assert (values["MRR@10"][at] == 0.0) == (values["nDCG@10"][at] == 0.0) == (not ranks)
        assert (values["MRR@10"][at] == 1.0) == (values["hit@1"][at] == 1.0)


def test_as_json_there_are_means_intervals_and_the_median_time() -> None:
    said = json.loads(json.dumps(HAND.json()))
    assert {metric: said[metric] for metric in METRICS} == {
        "hit@1": 0.25, "hit@5": 0.75, "hit@10": 0.75, "MRR@10": 0.4583, "nDCG@10": 0.4944,
    }  # fmt: skip
    assert set(said["intervals"]) == set(METRICS)
    assert all(low <= said[metric] <= high for metric, (low, high) in said["intervals"].items())
    assert (said["seconds"], said["seconds_p95"], said["questions"]) == (0.25, 0.4, 4)


def test_the_table_sets_the_legs_side_by_side() -> None:
    head, dense, fused, over = table({"dense": HAND, "fused": HAND})
    assert head.split()[:2] == ["4", "questions"]
    assert all(metric in head for metric in METRICS)
    assert dense.split()[:2] == ["dense", "0.250"]
    assert fused.split()[-2:] == ["250.0", "400.0"]
    assert len(head) == len(dense) == len(fused)
    assert over == "fused over dense: hit@1 +0.000 (+0.000 to +0.000), MRR@10 +0.000 (+0.000 to +0.000)"
    assert len(list(table({"dense": HAND}))) == 2


def test_legs_are_compared_question_by_question() -> None:
    better = LegResult([[1], [1], [1], [2]], [1] * 4, [0.1] * 4)
    worse = LegResult([[1], [2], [1], []], [1] * 4, [0.1] * 4)
    gain = better.against(worse)
    assert gain["hit@1"].mean == pytest.approx(0.25)
    assert gain["MRR@10"].mean == pytest.approx((0.5 + 0.5) / 4)
    assert worse.against(better)["hit@1"].mean == pytest.approx(-0.25)
    # Both legs vary much more than their difference does.
    hard = LegResult([[1], []] * 50, [1] * 100, [0.1] * 100)
    assert (hard.against(hard)["hit@1"].low, hard.against(hard)["hit@1"].high) == (0.0, 0.0)


def test_legs_of_different_questions_are_not_compared() -> None:
    with pytest.raises(ValueError, match="zip"):
        HAND.against(LegResult([[1]], [1], [0.1]))


def test_as_json_only_the_fused_leg_is_held_against_the_others() -> None:
    said = as_json({"dense": HAND, "keyword": HAND, "fused": HAND})
    assert set(said) == {"dense", "keyword", "fused"}
    assert set(said["fused"]["against"]) == {"dense", "keyword"}
    assert said["fused"]["against"]["dense"]["hit@1"] == {"mean": 0.0, "low": 0.0, "high": 0.0, "count": 4}
    assert "against" not in said["dense"]
    assert "against" not in as_json({"fused": HAND})["fused"]


@pytest.mark.parametrize(("count", "expected"), [(1, 1.0), (19, 19.0), (20, 19.0), (100, 95.0)])
def test_the_slow_time_is_what_one_in_twenty_exceeds(count: int, expected: float) -> None:
    assert slow([float(n) for n in range(count, 0, -1)]) == expected


DOCUMENTS = {
    "bridge": "青河大桥于三月通车，全长2316米。",
    "hen": "散养的母鸡每天产一枚蛋，饲料以玉米为主。",
    "tower": "望海灯塔高四十三米，由石块砌成。\n" * 3,
    "salt": "银滩盐场年产海盐六万吨。",
    "opera": "昆曲名家今晚在大剧院演出《牡丹亭》。",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    opened = open_index(load_settings().index, tmp_path_factory.mktemp("small"))
    opened.update([Article(name, "", text) for name, text in DOCUMENTS.items()], "test")
    yield opened
    opened.close()


def query(question: str, *positives: str) -> Query:
    return Query("q", question, (), frozenset(positives))


@pytest.mark.parametrize("leg", LEGS)
def test_each_leg_finds_the_right_document_first(small: Index, leg: Leg) -> None:
    asked = [
        query("青河大桥有多长？", "bridge"),
        query("母鸡吃什么饲料？", "hen"),
        query("昆曲演出的是哪一出？", "opera"),
    ]
    result = run_leg(small, asked, leg)
    assert result.ranks == [[1], [1], [1]]
    assert result.positives == [1, 1, 1]
    assert len(result.seconds) == 3
    assert all(seconds > 0 for seconds in result.seconds)
    assert result.json()["hit@1"] == 1.0


def test_ranks_are_of_documents_and_not_of_passages(small: Index) -> None:
    result = run_leg(small, [query("望海灯塔有多高？", *DOCUMENTS)], "fused")
    assert result.ranks == [[1, 2, 3, 4, 5]]
    assert result.positives == [5]
    assert result.values("nDCG@10") == pytest.approx([1.0])


def test_a_document_that_is_not_there_is_not_found(small: Index) -> None:
    result = run_leg(small, [query("青河大桥有多长？", "gone")], "fused")
    assert result.ranks == [[]]
    assert [result.values(metric) for metric in METRICS] == [[0.0]] * len(METRICS)


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    empty = open_index(load_settings().index, tmp_path)
    try:
        assert run_leg(empty, [query("有多长？", "bridge")], "fused").ranks == [[]]
    finally:
        empty.close()
