"""What a small model is given to read: the best sentences and their neighbours, as written."""

from __future__ import annotations

from assistant.draft import Draft
from assistant.evidence import Evidence
from assistant.excerpts import excerpts
from index import Article, Passage, Sentence
from index.text.counting import count_tokens

SENTENCES = [f"第{n}句说的是{n * 111}件事。" for n in range(1, 10)]
TEXT = "".join(SENTENCES)


def spans() -> list[tuple[int, int]]:
    found, at = [], 0
    for sentence in SENTENCES:
        found.append((at, at + len(sentence)))
        at += len(sentence)
    return found


def draft_of(*best: int, article: str = "a") -> Draft:
    articles = {article: Article(article, "题", TEXT)}
    sentences = tuple(Sentence(start, end, 0.5) for start, end in spans())
    passage = Passage(article, 0, len(TEXT), TEXT, 1.0, sentences)
    ranked = [Evidence(article, *spans()[n], SENTENCES[n], 1.0, 0.5, frozenset(), 0.5) for n in best]
    return Draft("问？", "zh-Hans", (passage,), ranked, articles)


def test_a_sentence_comes_with_its_neighbours() -> None:
    assert excerpts(draft_of(4)) == [("a", "".join(SENTENCES[3:6]))]


def test_what_is_left_out_shows_and_the_order_is_the_source_s() -> None:
    [(_, read)] = excerpts(draft_of(7, 1))
    assert read == "".join(SENTENCES[0:3]) + "……" + "".join(SENTENCES[6:9])


def test_nothing_is_said_twice() -> None:
    assert excerpts(draft_of(3, 4)) == [("a", "".join(SENTENCES[2:6]))]


def test_the_first_and_the_last_have_one_neighbour() -> None:
    assert excerpts(draft_of(0)) == [("a", "".join(SENTENCES[:2]))]
    assert excerpts(draft_of(8)) == [("a", "".join(SENTENCES[7:]))]


def test_the_room_is_kept_and_the_best_is_always_there() -> None:
    room = count_tokens(SENTENCES[4]) + count_tokens(SENTENCES[5])
    assert excerpts(draft_of(4, 7), room) == [("a", SENTENCES[4] + SENTENCES[5])]
    assert excerpts(draft_of(4), 1) == [("a", SENTENCES[4])]


def test_nothing_ranked_is_nothing_to_read() -> None:
    assert excerpts(draft_of()) == []
