"""Windows hold every token once and in order; runs hold every window once and are of one length."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedding.windows import RUN_TOKENS, Window, cut_windows, gather_runs


@given(st.lists(st.integers(0, 9), max_size=40), st.integers(1, 12))
def test_windows_joined_are_the_text(ids: list[int], size: int) -> None:
    windows = list(cut_windows(3, array("i", ids), size))
    assert [i for window in windows for i in window.ids] == ids
    assert all(len(window.ids) == size for window in windows[:-1])
    assert all(window.text == 3 for window in windows)
    assert len(windows[-1].ids) > 0 or not ids


@pytest.mark.parametrize(("tokens", "lengths"), [(0, [0]), (1, [1]), (510, [510]), (511, [510, 1]), (1020, [510, 510])])
def test_the_boundaries(tokens: int, lengths: list[int]) -> None:
    windows = list(cut_windows(0, array("i", range(tokens)), 510))
    assert [len(window.ids) for window in windows] == lengths


def test_an_empty_window_still_counts() -> None:
    assert [Window(0, array("i", range(n))).weight for n in (0, 1, 510)] == [1, 1, 510]


@given(st.lists(st.integers(0, 510), max_size=200))
def test_every_window_runs_once_among_its_equals(lengths: list[int]) -> None:
    windows = [Window(place, array("i", [0] * length)) for place, length in enumerate(lengths)]
    runs = gather_runs(windows)
    assert sorted(window.text for run in runs for window in run) == list(range(len(lengths)))
    for run in runs:
        assert len({len(window.ids) for window in run}) == 1
        assert len(run) == 1 or sum(len(window.ids) + 2 for window in run) <= RUN_TOKENS


def test_the_longest_go_first_so_that_threads_end_together() -> None:
    runs = gather_runs([Window(i, array("i", [0] * n)) for i, n in enumerate([5, 400, 90, 400, 2])])
    assert [len(run[0].ids) for run in runs] == [400, 400, 90, 5, 2]


def test_equal_windows_fill_runs() -> None:
    windows = [Window(i, array("i", [0] * 14)) for i in range(100)]
    assert [len(run) for run in gather_runs(windows)] == [32, 32, 32, 4]
