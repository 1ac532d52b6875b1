"""What the cross-encoder says puts the read sentences in order, and leaves everything that is built on scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from assistant.evidence import Evidence
from assistant.refusal import LEAST_CHANCE
from assistant.reread import reread
from assistant.weighing import weigh
from index import Article, Index, IndexSettings, open_index
from index.cross_encoder import CrossEncoder, Reading, Sentence

QUESTION = "谁是天文台的台长？"


class Said:
    """Says given logits, and remembers what it was shown."""

    def __init__(self, *answers: float, nothing: float = 0.0) -> None:
        self.reading = Reading(answers, nothing)
        self.asked, self.shown = "", list[Sentence]()

    def read(self, question: str, sentences: Sequence[Sentence]) -> Reading:
        self.asked, self.shown = question, [*sentences]
        return self.reading


ARTICLES = {"a": Article("a", "天文台简介", "")}


def with_reader(reader: Said | None) -> Index:
    return cast(Index, SimpleNamespace(cross_encoder=reader))


def ranked(*scores: float, text: str = "台长是欧阳木兰。") -> list[Evidence]:
    return [Evidence("a", 10 * n, 10 * n + 8, text, score, 0.9, frozenset(), 1.0) for n, score in enumerate(scores)]


def test_a_sentence_that_answers_better_comes_first_and_the_scores_stay() -> None:
    found = reread(with_reader(Said(-1.0, 3.0, 0.5)), QUESTION, ranked(2.0, 1.5, 1.0, 0.5), ARTICLES)
    assert [e.start for e in found] == [10, 20, 0, 30]
    assert [e.score for e in found] == [2.0, 1.5, 1.0, 0.5]


def test_what_it_says_weighs_beside_the_score() -> None:
    found = reread(with_reader(Said(0.0, 0.5)), QUESTION, ranked(5.0, 1.0), ARTICLES)
    assert [e.start for e in found] == [0, 10]


def test_each_says_how_much_rather_it_answers_than_nothing_does() -> None:
    found = reread(with_reader(Said(3.0, -1.0, nothing=1.0)), QUESTION, ranked(2.0, 1.0, 0.0), ARTICLES)
    assert [e.told for e in found] == [2.0, -2.0, None]


def test_all_sentences_are_shown_in_order() -> None:
    reader = Said(1.0)
    reread(with_reader(reader), QUESTION, ranked(2.0, 1.0), ARTICLES)
    assert reader.asked == QUESTION
    assert [(s.start, s.title) for s in reader.shown] == [(0, "天文台简介"), (10, "天文台简介")]


def test_an_english_question_is_read_beside_chinese_text() -> None:
    reader, given = Said(1.0, 4.0), ranked(2.0, 1.0, text="台长是欧阳木兰。")
    read = reread(with_reader(reader), "Who heads it?", given, ARTICLES)
    assert [e.told for e in read] == [4.0, 1.0]


@pytest.mark.parametrize(("question", "text"), [(QUESTION, "The head is Ouyang."), ("Who?", "He is.")])
def test_a_text_in_another_language_than_chinese_is_not_read(question: str, text: str) -> None:
    reader, given = Said(1.0, 2.0), ranked(2.0, 1.0, text=text)
    assert reread(with_reader(reader), question, given, ARTICLES) is given
    assert reader.shown == []


@pytest.mark.parametrize("question", ["台长和所长分别是谁？", "天文台和气象站哪个更高？", "谁建了天文台，又是哪年？"])
def test_what_no_single_sentence_answers_is_not_read(question: str) -> None:
    given = ranked(2.0, 1.0)
    assert reread(with_reader(Said(1.0, 2.0)), question, given, ARTICLES) is given


def test_without_a_cross_encoder_or_a_sentence_nothing_is_read() -> None:
    given = ranked(2.0, 1.0)
    assert reread(with_reader(None), QUESTION, given, ARTICLES) is given
    assert reread(with_reader(Said()), QUESTION, [], ARTICLES) == []


TEXT = (
    "海豚湾天文台位于青河市东郊的凤凰山上，海拔一千二百米。天文台于1987年建成，耗资三千万元。"
    "现任台长是欧阳木兰，她毕业于南京大学天文系。台内的主望远镜口径为2.4米，每年观测约二百个夜晚。"
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    opened = open_index(IndexSettings(bundled=False), tmp_path_factory.mktemp("reread"))
    opened.update([Article("tower", "海豚湾天文台", TEXT, script="Hans")], "test")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("海豚湾天文台的台长是谁？", "欧阳木兰"),
        ("海豚湾天文台哪一年建成？", "1987年"),
        ("天文台主望远鏡的口徑是多少？", "2.4米"),
    ],
)
def test_what_is_there_is_found_and_read(index: Index, question: str, answer: str) -> None:
    draft = weigh(index, question, "zh-Hans", tuple(index.search(question)))
    assert answer in draft.ranked[0].text
    assert draft.chance >= LEAST_CHANCE


@pytest.mark.parametrize("question", ["海豚湾天文台的台长今年多少岁？", "海豚湾天文台有多少名员工？"])
def test_what_is_not_said_of_a_thing_that_is_there_has_a_lower_chance(index: Index, question: str) -> None:
    there = "海豚湾天文台的台长是谁？"
    chances = [weigh(index, q, "zh-Hans", tuple(index.search(q))).chance for q in (there, question)]
    assert chances[1] < chances[0]


def test_what_is_clear_is_not_read_and_what_is_not_is(index: Index) -> None:
    reader = Said(0.0, 0.0, 0.0, 0.0)
    watched = replace(index, cross_encoder=cast(CrossEncoder, reader))
    clear, unclear = "海豚湾天文台位于哪里？", "海豚湾天文台有多少名员工？"
    draft = weigh(watched, clear, "zh-Hans", tuple(index.search(clear)))
    assert (reader.shown, draft.ranked[0].told) == ([], None)
    draft = weigh(watched, unclear, "zh-Hans", tuple(index.search(unclear)))
    assert reader.shown and draft.ranked[0].told == 0.0


def test_it_can_be_turned_off(tmp_path: Path) -> None:
    opened = open_index(IndexSettings(bundled=False, cross_encoder=False), tmp_path)
    assert opened.cross_encoder is None
    opened.close()
