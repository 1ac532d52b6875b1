"""The starter that is measured beside: it finds what it was given, filtered as Chroma filters, and keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.grown import Drawing, Pool
from benchmarks.growth import FILTERS, _starter_filters
from benchmarks.starter import ChromaStore, KeptStarter
from index import Article
from tests.doubles.hash_embedder import HashEmbedder

ARTICLES = [
    Article("a", "一", "青河大桥于三月通车，全长二千三百一十六米。", "第3社", published="2023-05-08"),
    Article("b", "二", "白河水库蓄水，容量为三千万吨。", "第4社", published="2023-06-30T09:15"),
    Article("c", "三", "黑河机场停航。", "第3社"),
]


@pytest.fixture
def starter(tmp_path: Path) -> KeptStarter:
    kept = KeptStarter(tmp_path, HashEmbedder())
    kept.add(ARTICLES)
    return kept


def found(starter: KeptStarter, question: str, name: str = "") -> list[str]:
    nodes = starter.retriever(_starter_filters()[name]).retrieve(question)
    return [node.node.metadata["article_id"] for node in nodes]


def test_it_finds_the_nearest_with_text_and_score(starter: KeptStarter) -> None:
    assert starter.count() == 3
    first = starter.retriever().retrieve("白河水库容量")[0]
    assert first.node.get_content() == ARTICLES[1].text
    assert 0 < (first.score or 0) <= 1


def test_its_filters_are_those_of_the_other_side(starter: KeptStarter) -> None:
    assert _starter_filters().keys() - {""} == FILTERS.keys()
    assert set(found(starter, "白河水库", "publisher")) == {"a", "c"}
    assert set(found(starter, "白河水库", "dates")) == {"a", "b"}
    assert set(found(starter, "黑河机场", "half")) == {"a", "b"}  # what has no date is in no range


def test_what_is_kept_is_there_when_it_is_opened_again(starter: KeptStarter, tmp_path: Path) -> None:
    starter.store.close()
    again = KeptStarter(tmp_path, HashEmbedder())
    assert found(again, "青河大桥全长")[0] == "a"
    again.store.delete("nothing")
    assert again.count() == 3


def test_drawn_passages_are_found_by_their_vectors(tmp_path: Path) -> None:
    embedder = HashEmbedder()
    texts = [a.text for a in ARTICLES]
    puts = next(Drawing(Pool(texts, embedder.embed_passages(texts))).puts(20))
    kept = KeptStarter(tmp_path, embedder)
    kept.add_drawn(puts)
    assert kept.count() == sum(len(put.passages) for put in puts) >= 20
    assert found(kept, "青河大桥")[0].startswith("drawn-")


def test_a_store_is_one_of_llamaindex(tmp_path: Path) -> None:
    store = ChromaStore(tmp_path)
    assert store.stores_text
    assert store.is_embedding_query
    assert store.client.count() == 0
    store.close()
