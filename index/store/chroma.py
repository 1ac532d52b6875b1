"""The dense leg: passage vectors in a Chroma collection, by cosine."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api.models.Collection import Collection
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

SHAPE: dict[str, Any] = {"configuration": {"hnsw": {"space": "cosine"}}, "embedding_function": None}
"""How a collection is made."""

_COLLECTION = "passages"
_PAGE = 1_000  # Chroma's SQLite refuses a statement with too many variables


class VectorIndex:
    """Passage vectors by id. Chroma serializes its own writes; any thread may search."""

    page = _PAGE
    """Most records of a request."""
    most: int | None = None
    """Most results of a search, where there is a limit."""

    def __init__(self, client: Any, collection: Collection) -> None:
        self._client = client
        self._collection = collection

    @property
    def embedding(self) -> str:
        """The vector space the collection was made for."""
        return str((self._collection.metadata or {}).get("embedding", ""))

    def add(self, ids: Sequence[str], vectors: NDArray[np.float32], article_ids: Sequence[str]) -> None:
        """Add or replace passages' vectors, shape ``(len(ids), dimension)``."""
        for at in range(0, len(ids), self.page):
            part = slice(at, at + self.page)
            owners: list[Any] = [{"article_id": owner} for owner in article_ids[part]]
            self._ask("upsert", ids=list(ids[part]), embeddings=vectors[part], metadatas=owners)

    def remove(self, ids: Sequence[str]) -> None:
        """Remove passages; an id that is not there is no error."""
        for at in range(0, len(ids), self.page):
            self._ask("delete", ids=list(ids[at : at + self.page]))

    def search(self, vector: NDArray[np.float32], limit: int) -> list[tuple[str, float]]:
        """The nearest ``(id, cosine)`` to a unit vector of shape ``(dimension,)``, nearest first."""
        if limit < 1:
            return []
        limit = min(limit, self.most or limit)
        found = self._ask("query", query_embeddings=vector[None, :], n_results=limit, include=["distances"])
        distances = found["distances"] or [[]]
        return [(i, 1.0 - float(d)) for i, d in zip(found["ids"][0], distances[0], strict=True)]

    def of(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of those of ``ids`` that are there."""
        import numpy as np

        found: dict[str, NDArray[np.float32]] = {}
        for at in range(0, len(ids), self.page):
            page = self._ask("get", ids=list(ids[at : at + self.page]), include=["embeddings"])
            vectors = page["embeddings"] if page["embeddings"] is not None else []
            found |= {i: np.asarray(v, dtype=np.float32) for i, v in zip(page["ids"], vectors, strict=True)}
        return found

    def ids(self) -> Iterator[str]:
        """Every id in the collection, a page at a time."""
        for at in range(0, self.count(), self.page):
            yield from self._ask("get", limit=self.page, offset=at, include=[])["ids"]

    def count(self) -> int:
        """How many passages have a vector."""
        return int(self._ask("count"))

    def is_sound(self) -> bool:
        """Whether a passage that is counted can be found: the counts are in the database, the graph is in files."""
        if not self.count():
            return True
        known = self._ask("get", limit=1, include=["embeddings"])
        vectors = known["embeddings"]
        if vectors is None or not len(vectors):
            return False
        found = self._ask("query", query_embeddings=vectors, n_results=10, include=[])
        return known["ids"][0] in found["ids"][0]

    def close(self) -> None:
        """Close the files, so that another process can take the folder."""
        self._client.close()

    def _ask(self, method: str, **given: Any) -> Any:
        return getattr(self._collection, method)(**given)


def open_vectors(folder: Path, embedding: str) -> tuple[VectorIndex, bool]:
    """Open the collection; a damaged one, or one of another embedding, is made anew and empty.

    Returns it and whether it has to be filled again. The catalog keeps the vectors, so nothing is lost.
    """
    vectors: VectorIndex | None = None
    try:
        vectors = _open(folder, embedding)
        if vectors.embedding == embedding and vectors.is_sound():
            return vectors, False
    except Exception as error:  # Chroma raises whatever its storage layers raise
        log.warning("the vectors in %s cannot be read (%s); they are made anew", folder, error)
    _discard(vectors, folder)
    return _open(folder, embedding), True


def _open(folder: Path, embedding: str) -> VectorIndex:
    """The collection in ``folder``, or an empty one for the vector space ``embedding``."""
    import chromadb
    from chromadb.config import Settings

    folder.mkdir(parents=True, exist_ok=True)
    client: Any = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    metadata = {"embedding": embedding}
    return VectorIndex(client, client.get_or_create_collection(_COLLECTION, metadata=metadata, **SHAPE))


def _discard(vectors: VectorIndex | None, folder: Path) -> None:
    """Delete the folder and make Chroma forget it: it keeps a system by path, one that failed to start too."""
    from chromadb.api.shared_system_client import SharedSystemClient

    with suppress(Exception):
        if vectors is not None:
            vectors.close()
    SharedSystemClient._identifier_to_system.pop(str(folder), None)
    SharedSystemClient._identifier_to_refcount.pop(str(folder), None)
    shutil.rmtree(folder, ignore_errors=True)
