"""A question and its candidates stand in one sequence by article and place, as many as there is room for."""

from __future__ import annotations

import pytest

from index.cross_encoder.sequence import count_fitting, lay_out


def test_each_sentence_is_found_where_its_span_says() -> None:
    sentences, places = [[11, 12], [21], [31, 32, 33]], [(1, 5), (0, 9), (0, 2)]
    tokens, spans = lay_out([7, 8], sentences, places, (0, 2))
    assert tokens == [0, 7, 8, 2, 31, 32, 33, 2, 21, 2, 11, 12, 2]
    assert [tokens[a:b] for a, b in spans] == [[*sentence, 2] for sentence in sentences]


def test_a_question_alone_is_a_sequence() -> None:
    assert lay_out([7], [], [], (0, 2)) == ([0, 7, 2], [])


@pytest.mark.parametrize(("room", "count"), [(3, 1), (6, 1), (9, 1), (10, 2), (13, 2), (14, 3), (99, 3)])
def test_as_many_as_there_is_room_for_and_one_at_least(room: int, count: int) -> None:
    sentences = [[1, 1, 1]] * 3  # four each with the mark, beside the two of an empty question
    assert count_fitting(sentences, [], room) == count
    assert count_fitting([], [], room) == 0


def test_what_fits_is_no_longer_than_the_room() -> None:
    sentences = [[1] * n for n in (5, 40, 3, 17, 1)]
    for room in range(60):
        count = count_fitting(sentences, [7, 7], room)
        tokens, _ = lay_out([7, 7], sentences[:count], [(0, n) for n in range(count)], (0, 2))
        longer, _ = lay_out([7, 7], sentences[: count + 1], [(0, n) for n in range(count + 1)], (0, 2))
        assert count == 1 or len(tokens) <= room
        assert count == len(sentences) or len(longer) > room or count == 0
