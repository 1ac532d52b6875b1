"""The best path through a page's six states."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.reading import chain
from index.reading.chain import AFTER, BEFORE, BODY, HEADER, INTERRUPTION, TITLE, Model
from index.reading.features import DATE, INSIDE, NEVER

FLAT = [[0.0] * len(states) for states in chain.PRECEDING]


def favouring(**states: int) -> Model:
    """A model in which each named feature speaks for one state."""
    lines = {"bias": (0.0,) * 6}
    lines |= {name: tuple(3.0 if s == state else 0.0 for s in range(6)) for name, state in states.items()}
    return Model(lines, FLAT)


EACH = favouring(b=BEFORE, t=TITLE, h=HEADER, k=BODY, i=INTERRUPTION, a=AFTER)


def path_of(letters: str, model: Model = EACH) -> list[int]:
    return chain.follow([[letter] for letter in letters], model)


def test_a_page_in_order() -> None:
    assert path_of("bbthkkikkaa") == [0, 0, 1, 2, 3, 3, 4, 3, 3, 5, 5]


@pytest.mark.parametrize("letters", ["k", "thk", "b", "bk", "ka", "hk"])
def test_parts_may_be_missing(letters: str) -> None:
    assert path_of(letters) == ["bthkia".index(letter) for letter in letters]


def test_an_article_does_not_resume_after_its_end() -> None:
    """Prose far below costs less as something after the article than as a second article."""
    path = path_of("kkkaaak")
    assert path[:3] == [BODY] * 3
    assert path[3] in (INTERRUPTION, AFTER)
    assert path_of("kkk" + "a" * 6 + "k")[-1] == AFTER


def test_a_title_stands_once() -> None:
    assert path_of("btttk").count(TITLE) <= 1


def test_a_page_cannot_end_in_its_title_or_in_an_interruption() -> None:
    assert path_of("bt")[-1] not in (TITLE, INTERRUPTION)
    assert path_of("ki")[-1] not in (TITLE, INTERRUPTION)


def test_no_lines_no_path() -> None:
    assert chain.follow([]) == []


def test_sure_furniture_is_neither_title_nor_body_whatever_the_weights() -> None:
    path = chain.follow([["k"], ["k", NEVER], ["k"]], EACH)
    assert path == [BODY, INTERRUPTION, BODY]


def test_a_date_is_no_title() -> None:
    assert chain.follow([["t", DATE], ["t"], ["k"]], EACH) == [BEFORE, TITLE, BODY]


def test_prose_makes_an_article_whatever_the_weights() -> None:
    path = chain.follow([["b"], ["b", INSIDE], ["b", INSIDE], ["b"]], EACH)
    assert BODY in path


def test_the_article_begins_before_the_densest_prose_ends_and_ends_after_it_begins() -> None:
    limits = chain.forbid([[], [INSIDE], [INSIDE], []])
    assert (limits[:, AFTER] < 0).tolist() == [True, True, False, False]
    assert (limits[:, BEFORE] < 0).tolist() == [False, True, True, True]
    assert (limits[:, HEADER] < 0).tolist() == [False, True, True, True]


def test_unknown_features_count_nothing() -> None:
    assert chain.follow([["k", "of another version"]], EACH) == chain.follow([["k"]], EACH)


def test_the_fitted_weights_are_complete() -> None:
    assert all(len(row) == chain.STATES for row in chain.FITTED.lines.values())
    assert [len(row) for row in chain.FITTED.steps] == [len(states) for states in chain.PRECEDING]
    assert "bias" in chain.FITTED.lines
    assert max(abs(w) for row in chain.FITTED.lines.values() for w in row) < 10


def brute_force(scores: list[list[float]], model: Model) -> float:
    """The best path's score, by trying every path."""
    best = -np.inf
    for path in product(range(6), repeat=len(scores)):
        if path[0] not in chain.FIRST or path[-1] not in chain.LAST:
            continue
        total = sum(row[state] for row, state in zip(scores, path, strict=True))
        for before, after in pairwise(path):
            if before not in chain.PRECEDING[after]:
                total = -np.inf
                break
            total += model.steps[after][chain.PRECEDING[after].index(before)]
        best = max(best, total)
    return float(best)


weights = st.floats(-3, 3, allow_nan=False).map(lambda x: round(x, 2))


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(*[weights] * 6), min_size=1, max_size=4),
    st.tuples(*[st.lists(weights, min_size=len(p), max_size=len(p)) for p in chain.PRECEDING]),
)
def test_the_path_is_the_best_of_all_paths(rows: list[tuple[float, ...]], steps: tuple[list[float], ...]) -> None:
    model = Model({"bias": (0.0,) * 6} | {f"line {i}": row for i, row in enumerate(rows)}, steps)
    path = chain.follow([[f"line {i}"] for i in range(len(rows))], model)
    total = sum(row[state] for row, state in zip(rows, path, strict=True))
    for before, after in pairwise(path):
        total += steps[after][chain.PRECEDING[after].index(before)]
    assert total == pytest.approx(brute_force([list(row) for row in rows], model))
