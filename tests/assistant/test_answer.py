"""Markers in a piece of text: written once, and known by their place and not by their look."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Answer, Citation, Mark, Piece, Turn
from assistant.answer import cited_piece

ONE = Citation(1, "tide", 0, 3, "潮水涨", 1.0)


def test_markers_stand_between_the_two_stretches() -> None:
    piece = cited_piece("潮位达4.2米", [1, 12], "。", (ONE,))
    assert piece == Piece("潮位达4.2米[1][12]。", (ONE,), (Mark(7, 10, 1), Mark(10, 14, 12)))


def test_without_markers_the_text_is_joined_and_nothing_is_marked() -> None:
    assert cited_piece("潮位", [], "上涨", ()) == Piece("潮位上涨")


@given(
    before=st.text(alphabet="潮水[1]9 😀\n", max_size=20),
    markers=st.lists(st.integers(1, 120), max_size=5),
    after=st.text(alphabet="。[2] ", max_size=5),
)
def test_every_mark_points_at_its_own_number(before: str, markers: list[int], after: str) -> None:
    piece = cited_piece(before, markers, after, ())
    assert [piece.text[m.start : m.end] for m in piece.marks] == [f"[{n}]" for n in markers]
    assert [m.marker for m in piece.marks] == markers
    bare = piece.text
    for mark in reversed(piece.marks):
        bare = bare[: mark.start] + bare[mark.end :]
    assert bare == before + after


def test_what_a_source_says_that_looks_like_a_marker_is_not_one() -> None:
    piece = cited_piece("见注[1]和[2]", [1], "", ())
    assert piece.marks == (Mark(9, 12, 1),)


def test_an_answer_begins_with_nothing_but_its_text() -> None:
    answer = Answer("甲")
    assert (answer.citations, answer.marks, answer.sources, answer.unsupported, answer.notes) == ((), (), (), (), ())
    assert (answer.mode, answer.question) == ("quote", "")


def test_timings_are_not_shared_between_answers() -> None:
    first, second = Answer("甲"), Answer("乙")
    first.timings["retrieve"] = 1.0
    assert second.timings == {}


@pytest.mark.parametrize("value", [Answer("甲"), Piece("甲"), Mark(0, 3, 1), ONE, Turn("问", "答")])
def test_what_was_said_cannot_be_changed(value: object) -> None:
    [name, *_] = [f.name for f in dataclasses.fields(value)]  # type: ignore[arg-type]
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, name, "乙")
