"""Which source sentence a model's sentence rests on, with the real index of the five articles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assistant.attribution import attribute_sentence
from assistant.draft import Draft
from assistant.evidence import rank_sentences

if TYPE_CHECKING:
    from assistant import Assistant

QUESTION = "中国10亿参数规模以上的大模型发布了多少个？悟道2.0有多少参数？"


@pytest.fixture(scope="module")
def draft(assistant: Assistant) -> Draft:
    passages = tuple(assistant.index.search(QUESTION, 8))
    articles = {a.id: a for a in assistant.index.articles([p.article_id for p in passages])}
    return Draft(QUESTION, "zh-Hans", passages, rank_sentences(QUESTION, passages, articles, {}), articles)


@pytest.mark.parametrize(
    ("sentence", "articles", "part"),
    [
        ("中国10亿参数规模以上的大模型已发布79个。", {"thepaper-2023-05-28", "xinhua-2023-06-07"}, "79个"),
        ("北京有38个大模型，广东有20个大模型。", {"thepaper-2023-05-28", "xinhua-2023-06-07"}, "38个"),
        ("悟道2.0的参数量达到1.75万亿。", {"jinhui-2023-05-19"}, "1.75万亿"),
        ("悟道2.0的參數量達到1.75萬億。", {"jinhui-2023-05-19"}, "1.75万亿"),
    ],
)
def test_the_sentence_that_says_so_is_found(
    assistant: Assistant, draft: Draft, sentence: str, articles: set[str], part: str
) -> None:
    found = attribute_sentence(assistant.index, draft, sentence)
    assert found
    assert {e.article_id for e, _ in found} <= articles
    assert any(part in e.text for e, _ in found)
    assert all(0.5 <= support <= 1.0 for _, support in found)


@pytest.mark.parametrize(
    "sentence",
    [
        "中国10亿参数规模以上的大模型已发布97个。",
        "上海有38个大模型，浙江有20个大模型。",
        "悟道2.0的参数量达到17.5万亿。",
        "先把五花肉切块焯水。",
        "The tower is made of steel.",
        "以下是答案：",
        "Sure, here is the answer.",
    ],
)
def test_what_no_source_says_rests_on_nothing(assistant: Assistant, draft: Draft, sentence: str) -> None:
    assert attribute_sentence(assistant.index, draft, sentence) == []


@pytest.mark.parametrize("sentence", ["。", "好的。", "是。", "OK.", "Yes.", "The answer is as follows."])
def test_a_sentence_that_says_nothing_rests_on_nothing(assistant: Assistant, draft: Draft, sentence: str) -> None:
    assert attribute_sentence(assistant.index, draft, sentence) == []


def test_a_source_sentence_rests_on_a_sentence_with_its_words(assistant: Assistant, draft: Draft) -> None:
    for evidence in draft.ranked[:5]:
        found = attribute_sentence(assistant.index, draft, evidence.text)
        assert found, evidence.text
        assert found[0][1] == 1.0
        assert evidence.text.rstrip("。") in found[0][0].text


def test_what_is_found_is_exact_and_in_reading_order(assistant: Assistant, draft: Draft) -> None:
    sentence = "悟道2.0的参数量达到1.75万亿，由100余位科学家历经8个多月共同打造。"
    for shuffled in (draft.ranked, draft.ranked[::-1]):
        found = attribute_sentence(assistant.index, replace(draft, ranked=shuffled), sentence)
        assert len(found) == 2
        places = [(e.article_id, e.start) for e, _ in found]
        assert places == sorted(places)
        assert all(draft.articles[e.article_id].text[e.start : e.end] == e.text for e, _ in found)


def test_without_evidence_nothing_is_found(assistant: Assistant) -> None:
    empty = Draft(QUESTION, "zh-Hans", (), [], {})
    assert attribute_sentence(assistant.index, empty, "中国10亿参数规模以上的大模型已发布79个。") == []
