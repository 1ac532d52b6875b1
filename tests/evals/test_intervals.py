"""The bootstrap interval: around the mean, seeded, and nothing where there is nothing."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.intervals import Figure, bootstrap, family_sums

VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


def figure(values: list[float]) -> Figure:
    found = bootstrap(values, resamples=200)
    assert found is not None
    return found


def test_nothing_has_no_mean() -> None:
    assert bootstrap([]) is None


@given(VALUES)
def test_the_interval_holds_the_mean_and_lies_within_the_values(values: list[float]) -> None:
    found = figure(values)
    assert found.mean == pytest.approx(sum(values) / len(values))
    assert found.low <= found.mean + 1e-12
    assert found.high >= found.mean - 1e-12
    assert min(values) - 1e-12 <= found.low <= found.high <= max(values) + 1e-12
    assert found.count == len(values)


@given(VALUES)
def test_the_same_values_give_the_same_bounds(values: list[float]) -> None:
    assert figure(values) == figure(values)


def test_the_random_state_of_the_caller_is_left_alone() -> None:
    import numpy as np

    np.random.seed(7)
    before = np.random.random()
    np.random.seed(7)
    bootstrap([0.0, 1.0])
    assert np.random.random() == before


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
def test_equal_values_leave_no_doubt(value: float) -> None:
    assert bootstrap([value] * 9) == Figure(value, value, value, 9)


def test_one_value_is_its_own_interval() -> None:
    assert bootstrap([0.25]) == Figure(0.25, 0.25, 0.25, 1)


def test_more_questions_make_it_narrower() -> None:
    few, many = bootstrap([0.0, 1.0] * 10), bootstrap([0.0, 1.0] * 250)
    assert few is not None and many is not None
    assert many.high - many.low < (few.high - few.low) / 2


def test_the_interval_is_about_the_normal_one_where_that_holds() -> None:
    found = bootstrap([0.0] * 200 + [1.0] * 200)
    assert found is not None
    half = 1.96 * (0.25 / 400) ** 0.5
    assert found.low == pytest.approx(0.5 - half, abs=0.01)
    assert found.high == pytest.approx(0.5 + half, abs=0.01)


def test_as_json_it_has_four_decimals() -> None:
    said = Figure(1 / 3, 0.123456, 0.98765, 3).json()
    assert json.loads(json.dumps(said)) == {"mean": 0.3333, "low": 0.1235, "high": 0.9877, "count": 3}


def test_a_figure_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Figure(0.0, 0.0, 0.0, 1).mean = 1.0  # type: ignore[misc]


def test_families_are_drawn_whole() -> None:
    values = [0.0, 0.0, 0.0, 1.0, 1.0, 1.0] * 10
    families = [n // 3 for n in range(60)]
    whole, apart, twenty = bootstrap(values, families), bootstrap(values), bootstrap([0.0, 1.0] * 10)
    assert whole is not None and apart is not None and twenty is not None
    assert (whole.mean, whole.count) == (0.5, 60)
    assert (whole.low, whole.high) == (twenty.low, twenty.high), "sixty values of twenty questions are worth twenty"
    assert whole.high - whole.low > 1.5 * (apart.high - apart.low)


def test_families_of_one_are_no_families() -> None:
    values = [0.0, 1.0, 1.0, 0.5]
    assert bootstrap(values, "abcd") == bootstrap(values)


def test_a_large_family_weighs_by_its_values() -> None:
    found = bootstrap([1.0, 0.0, 0.0, 0.0], ["a", "b", "b", "b"])
    assert found is not None
    assert (found.mean, found.low, found.high) == (0.25, 0.0, 1.0)


def test_families_and_values_go_together() -> None:
    with pytest.raises(ValueError, match="shorter"):
        bootstrap([0.0, 1.0], ["a"])


def test_sums_keep_the_order_of_their_families() -> None:
    assert family_sums([1.0, 2.0, 4.0], ["b", "a", "b"]) == [5.0, 2.0]


def test_many_questions_fit_in_little_memory() -> None:
    """Ten thousand questions, two thousand times: all indices at once would be 160 MB."""
    import tracemalloc

    tracemalloc.start()
    found = bootstrap([0.0, 1.0] * 5_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found is not None and found.high - found.low == pytest.approx(0.0196, abs=0.002)
    assert peak < 80e6
