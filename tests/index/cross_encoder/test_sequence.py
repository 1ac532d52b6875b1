"""A question and its candidates stand in one sequence by article and place, as many as there is room for."""

from __future__ import annotations

import pytest

from index.cross_encoder.sequence import Piece, count_fitting, lay_out

PIECES = [Piece([11, 12], 1, 5), Piece([21], 0, 9), Piece([31, 32, 33], 0, 2)]


def test_each_sentence_is_found_where_its_span_says() -> None:
    tokens, spans = lay_out([7, 8], PIECES, (0, 2))
    assert tokens == [0, 7, 8, 2, 31, 32, 33, 2, 21, 2, 11, 12, 2]
    assert [tokens[a:b] for a, b in spans] == [[*piece.tokens, 2] for piece in PIECES]


def test_an_article_s_title_stands_once_before_its_sentences() -> None:
    titled = [Piece(p.tokens, p.article, p.start, [90 + p.article]) for p in PIECES]
    tokens, spans = lay_out([7, 8], titled, (0, 2))
    assert tokens == [0, 7, 8, 2, 90, 2, 31, 32, 33, 2, 21, 2, 91, 2, 11, 12, 2]
    assert [tokens[a:b] for a, b in spans] == [[*piece.tokens, 2] for piece in titled]


def test_a_question_alone_is_a_sequence() -> None:
    assert lay_out([7], [], (0, 2)) == ([0, 7, 2], [])


@pytest.mark.parametrize(("room", "count"), [(3, 1), (6, 1), (9, 1), (10, 2), (13, 2), (14, 3), (99, 3)])
def test_as_many_as_there_is_room_for_and_one_at_least(room: int, count: int) -> None:
    pieces = [Piece([1, 1, 1], 0, n) for n in range(3)]  # four each with the mark, beside the two of an empty question
    assert count_fitting(pieces, [], room) == count
    assert count_fitting([], [], room) == 0


@pytest.mark.parametrize("title", [(), (9, 9, 9)])
def test_what_fits_is_no_longer_than_the_room(title: tuple[int, ...]) -> None:
    pieces = [Piece([1] * size, n % 2, n, title) for n, size in enumerate((5, 40, 3, 17, 1))]
    for room in range(90):
        count = count_fitting(pieces, [7, 7], room)
        tokens, _ = lay_out([7, 7], pieces[:count], (0, 2))
        longer, _ = lay_out([7, 7], pieces[: count + 1], (0, 2))
        assert count == 1 or len(tokens) <= room
        assert count == len(pieces) or len(longer) > room
