"""LlamaIndex's starter as people keep it: its default splitter, our embedding, and a Chroma folder.

``ChromaStore`` does what ``llama-index-vector-stores-chroma`` does: a node's text as the document, all else of it in
the metadata, and the filters as Chroma's ``where``.

    python -m benchmarks.starter FOLDER QUESTION     # embeds the five articles unless the folder holds them, and asks
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from llama_index.core import VectorStoreIndex
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import BaseNode, MetadataMode, TextNode
from llama_index.core.vector_stores.types import BasePydanticVectorStore, MetadataFilters, VectorStoreQuery
from llama_index.core.vector_stores.types import VectorStoreQueryResult as Found
from llama_index.core.vector_stores.utils import metadata_dict_to_node, node_to_metadata_dict
from pydantic import PrivateAttr

from index import Article
from index.baselines import STARTER_TOP_K, starter_nodes
from index.embedding import Embedder, EmbeddingSettings, open_embedder
from index.embedding.llama import LlamaEmbedding
from index.store.store import Put
from index.store.vectors import unpack_vectors

_PAGE = 1_000  # what Chroma takes at once
_OPERATORS = {"==": "$eq", ">=": "$gte", "<=": "$lte"}


class ChromaStore(BasePydanticVectorStore):
    """A collection of a persistent Chroma client as LlamaIndex knows vector stores."""

    stores_text: bool = True
    _client: Any = PrivateAttr()
    _collection: Any = PrivateAttr()

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings

        super().__init__(stores_text=True)
        self._client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
        space: Any = {"hnsw": {"space": "cosine"}}
        self._collection = self._client.get_or_create_collection("quickstart", configuration=space)

    @property
    def client(self) -> Any:
        """The collection."""
        return self._collection

    def add(self, nodes: Sequence[BaseNode], **_: Any) -> list[str]:
        """Add nodes that have been embedded."""
        for at in range(0, len(nodes), _PAGE):
            part = nodes[at : at + _PAGE]
            self._collection.add(
                ids=[node.node_id for node in part],
                embeddings=[node.get_embedding() for node in part],
                metadatas=[node_to_metadata_dict(node, remove_text=True, flat_metadata=True) for node in part],
                documents=[node.get_content(metadata_mode=MetadataMode.NONE) for node in part],
            )
        return [node.node_id for node in nodes]

    def delete(self, ref_doc_id: str, **_: Any) -> None:
        """Delete a document's nodes."""
        self._collection.delete(where={"document_id": ref_doc_id})

    def query(self, query: VectorStoreQuery, **_: Any) -> Found:
        """The nodes nearest to the query's vector."""
        found = self._collection.query(
            query_embeddings=[query.query_embedding],
            n_results=query.similarity_top_k,
            where=_where(query.filters),
            include=["metadatas", "documents", "distances"],
        )
        rows = zip(found["metadatas"][0], found["documents"][0], strict=True)
        nodes = [metadata_dict_to_node(metadata, text=text) for metadata, text in rows]
        return Found(nodes, [1 - distance for distance in found["distances"][0]], found["ids"][0])

    def close(self) -> None:
        """Close the folder."""
        self._client.close()


def _where(filters: MetadataFilters | None) -> dict[str, Any] | None:
    given: list[Any] = list(filters.filters) if filters else []
    conditions = [{f.key: {_OPERATORS[f.operator.value]: f.value}} for f in given]
    return {"$and": conditions} if len(conditions) > 1 else conditions[0] if conditions else None


class KeptStarter:
    """The starter over a folder."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self.embedder = embedder
        self.store = ChromaStore(folder)
        self._index = VectorStoreIndex.from_vector_store(self.store, LlamaEmbedding(embedder))

    def add(self, articles: Iterable[Article]) -> int:
        """Cut, embed and add articles; how many nodes they made."""
        by_id = {article.id: article for article in articles}
        nodes = starter_nodes(by_id.values())
        for node in nodes:
            _describe(node, by_id[node.metadata["article_id"]])
        self._index.insert_nodes(nodes)
        return len(nodes)

    def add_drawn(self, puts: Sequence[Put]) -> None:
        """Add passages with the vectors that were drawn for them."""
        nodes = []
        for put in puts:
            for passage in put.passages:
                vector = unpack_vectors(passage.vectors, self.embedder.dimension)[0]
                node = TextNode(text=passage.chunk.text, embedding=vector.tolist())
                node.metadata = {"article_id": put.article.id, "start": passage.chunk.start}
                nodes.append(_describe(node, put.article))
        self.store.add(nodes)

    def retriever(self, filters: MetadataFilters | None = None) -> BaseRetriever:
        """What finds the two nearest passages."""
        return self._index.as_retriever(similarity_top_k=STARTER_TOP_K, filters=filters)

    def count(self) -> int:
        """How many passages there are."""
        return int(self.store.client.count())


def _describe(node: TextNode, article: Article) -> TextNode:
    """Note what its articles are filtered by; a date as a number, for Chroma compares nothing else."""
    digits = article.published[:10].replace("-", "")
    node.metadata |= {"publisher": article.publisher, "published": int(digits) if digits.isdecimal() else 0}
    node.excluded_embed_metadata_keys = list(node.metadata)
    return node


@contextmanager
def open_kept(home: Path) -> Iterator[KeptStarter]:
    """Open the starter under a home folder that keeps the embedding's graph too."""
    embedder = open_embedder(EmbeddingSettings(), home)
    starter = KeptStarter(home / "starter", embedder)
    try:
        yield starter
    finally:
        starter.store.close()
        embedder.close()


def main() -> None:
    """Answer as the starter's program would, without a model: print what was found."""
    with open_kept(Path(sys.argv[1])) as starter:
        if not starter.count():
            from index.reading.bundled import bundled_articles

            starter.add(bundled_articles())
        for found in starter.retriever().retrieve(sys.argv[2]):
            print(found.node.get_content())


if __name__ == "__main__":
    main()
