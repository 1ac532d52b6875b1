"""The LlamaIndex retriever: passages go out as nodes and come back whole."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index import Article, Index, Passage, Sentence, Where
from index.retriever import node_of, passage_of
from tests.doubles.hash_embedder import HashEmbedder

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

ARTICLES = [
    Article("one", "", "开源生态正在形成。\n北京的大模型最多。"),
    Article("two", "", "开源生态正在形成。"),
]
PASSAGE = Passage("新闻-1", 3, 12, "  北京😀。\n广东。 ", 0.75, (Sentence(3, 7, 0.5), Sentence(8, 11, -0.25)))
SCORES = st.floats(-1, 1)
SPANS = st.lists(st.builds(Sentence, st.integers(0, 99), st.integers(0, 99), SCORES), max_size=4).map(tuple)
PASSAGES = st.builds(Passage, st.text(), st.integers(0, 99), st.integers(0, 99), st.text(), SCORES, SPANS)


class WaitingEmbedder(HashEmbedder):
    """Embeds a question only once it is allowed to."""

    def __init__(self) -> None:
        super().__init__()
        self.allowed = Event()

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        assert self.allowed.wait(20)
        return super().embed_queries(texts)


@pytest.fixture
def index(open_hashed: Callable[..., Index]) -> Index:
    opened = open_hashed(passage_tokens=32)
    opened.update(ARTICLES, "s")
    return opened


@given(PASSAGES)
def test_a_passage_comes_back_from_its_node(passage: Passage) -> None:
    assert passage_of(node_of(passage)) == passage


def test_a_passage_comes_back_from_a_node_that_was_written_as_json() -> None:
    node = node_of(PASSAGE)
    written = TextNode.model_validate_json(node.node.model_dump_json())
    assert passage_of(NodeWithScore(node=written, score=node.score)) == PASSAGE


def test_a_reranked_node_gives_its_new_score() -> None:
    node = node_of(PASSAGE)
    node.score = 0.1
    assert passage_of(node).score == 0.1
    node.score = None
    assert passage_of(node).score == 0.0


def test_a_node_holds_text_score_and_a_stable_id() -> None:
    node = node_of(PASSAGE)
    assert (node.node.get_content(), node.score) == (PASSAGE.text, 0.75)
    assert node.node.node_id == node_of(PASSAGE).node.node_id
    assert node.node.node_id != node_of(Passage("新闻-1", 4, 12, PASSAGE.text)).node.node_id


def test_retrieving_finds_what_searching_finds(index: Index) -> None:
    nodes = index.retriever(top_k=2).retrieve("北京的大模型")
    assert [passage_of(n) for n in nodes] == index.search("北京的大模型", 2)


def test_passages_of_equal_text_are_all_retrieved(index: Index) -> None:
    nodes = index.retriever(where=Where(articles=("one", "two"))).retrieve(QueryBundle("开源生态正在形成"))
    assert sorted(passage_of(n).article_id for n in nodes) == ["one", "two"]


def test_a_filter_reaches_the_search(index: Index) -> None:
    nodes = index.retriever(where=Where(articles=("two",))).retrieve("开源")
    assert {passage_of(n).article_id for n in nodes} == {"two"}


async def test_retrieving_in_a_loop_finds_the_same(index: Index) -> None:
    retriever = index.retriever()
    nodes = await retriever.aretrieve("北京的大模型")
    assert [passage_of(n) for n in nodes] == index.search("北京的大模型")


async def test_retrieving_leaves_the_event_loop_free(open_hashed: Callable[..., Index]) -> None:
    waiting = WaitingEmbedder()
    index = open_hashed(waiting)
    index.update(ARTICLES, "s")
    retrieving = asyncio.create_task(index.retriever().aretrieve("北京"))
    for _ in range(5):
        await asyncio.sleep(0.01)  # the loop turns although the question cannot be embedded yet
    assert not retrieving.done()
    waiting.allowed.set()
    assert len(await retrieving) == 2


async def test_an_error_of_the_search_reaches_who_awaits_it(open_hashed: Callable[..., Index]) -> None:
    class FailingEmbedder(HashEmbedder):
        def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
            raise ConnectionError

    index = open_hashed(FailingEmbedder())
    with pytest.raises(ConnectionError):
        await index.retriever().aretrieve("北京")
