"""The index as a LlamaIndex retriever."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.article import Passage, Sentence
from index.search import Where

if TYPE_CHECKING:
    from index.index import Index


class PassageRetriever(BaseRetriever):
    """Retrieves passages as nodes; ``passage_of`` turns a node back into the passage."""

    def __init__(self, index: Index, top_k: int, where: Where | None = None) -> None:
        super().__init__()
        self._opened = index
        self._top_k = top_k
        self._where = where

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [node_of(p) for p in self._opened.search(query_bundle.query_str, self._top_k, self._where)]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        # Embedding and search hold the processor: the index's own pool keeps the event loop free.
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._opened.pool, self._retrieve, query_bundle)


def node_of(passage: Passage) -> NodeWithScore:
    """A passage as a node; every field stands in the node's metadata."""
    fields = asdict(passage)
    node = TextNode(id_=f"{passage.article_id}:{passage.start}-{passage.end}", text=fields.pop("text"), metadata=fields)
    return NodeWithScore(node=node, score=passage.score)


def passage_of(node: NodeWithScore) -> Passage:
    """The passage a node was made from."""
    fields = dict(node.node.metadata)
    fields["sentences"] = tuple(Sentence(**s) for s in fields["sentences"])
    return Passage(text=node.node.get_content(), **{**fields, "score": node.score or 0.0})
