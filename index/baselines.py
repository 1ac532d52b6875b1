"""What all this is worth is seen beside something simpler: two ways of searching that others start from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from index.article import Article, Passage

if TYPE_CHECKING:
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.schema import NodeWithScore, TextNode

    from index.index import Index

STARTER_TOP_K = 2  # LlamaIndex's own default


class Baseline(Protocol):
    """Anything that finds passages for a question."""

    @property
    def name(self) -> str:
        """What tables call it."""
        ...

    def search(self, question: str) -> list[Passage]:
        """The passages found, best first."""
        ...


@dataclass(frozen=True, slots=True)
class Keywords:
    """BM25 alone over the index's own passages."""

    index: Index
    top_k: int = STARTER_TOP_K
    name: str = "BM25 alone"

    def search(self, question: str) -> list[Passage]:
        """The passages with the highest BM25; none where no word is shared."""
        return [p for p in self.index.search(question, self.top_k, leg="keyword") if p.score > 0]


@dataclass(frozen=True, slots=True)
class Starter:
    """LlamaIndex's starter: its default splitter, one vector a passage, the two nearest."""

    retriever: BaseRetriever
    name: str = "LlamaIndex starter"

    def search(self, question: str) -> list[Passage]:
        """The two passages nearest to the question."""
        return [_passage(found) for found in self.retriever.retrieve(question)]


def open_starter(index: Index, articles: Sequence[Article] | None = None) -> Starter:
    """Embed the index's articles anew, as LlamaIndex's starter would, with the same embedding, in memory only."""
    from llama_index.core import VectorStoreIndex

    from index.embedding.llama import LlamaEmbedding

    nodes = starter_nodes(index.articles() if articles is None else articles)
    built = VectorStoreIndex(nodes, embed_model=LlamaEmbedding(index.space.embedder))
    return Starter(built.as_retriever(similarity_top_k=STARTER_TOP_K))


def starter_nodes(articles: Iterable[Article]) -> list[TextNode]:
    """The articles as the starter cuts them, each piece with its article and its place there."""
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.schema import TextNode

    nodes = []
    for article in articles:
        after = 0
        for text in SentenceSplitter().split_text(article.text):
            # LlamaIndex's own offsets are wrong where text repeats; passages overlap, so each begins after the last
            start = article.text.find(text, after)
            if start < 0:
                continue
            after = start + 1
            nodes.append(TextNode(text=text, metadata={"article_id": article.id, "start": start}))
    for node in nodes:  # the starter's reader would put a file's name there; ours is not part of the text
        node.excluded_embed_metadata_keys = ["article_id", "start"]
    return nodes


def open_baselines(index: Index) -> list[Baseline]:
    """Both baselines over the articles of an index."""
    return [open_starter(index), Keywords(index)]


def _passage(found: NodeWithScore) -> Passage:
    text, at = found.node.get_content(), found.node.metadata
    return Passage(at["article_id"], at["start"], at["start"] + len(text), text, found.score or 0.0)
