"""The dense leg in a collection of a Chroma server, which several processes share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from index.errors import UnavailableError, YuanwenError
from index.store.address import read_chroma_url
from index.store.chroma import SHAPE, VectorIndex

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

    from index.settings import IndexSettings

_SECONDS = 60.0  # without a word, after which a request is given up


class ServedVectors(VectorIndex):
    """Passage vectors on a server. What it cannot do just now is an ``UnavailableError`` that names it."""

    page = 300  # the most that Chroma Cloud takes in a request, and finds
    most = 300

    def __init__(self, client: Any, collection: Collection, url: str) -> None:
        super().__init__(client, collection)
        self._url = url

    def _ask(self, method: str, **given: Any) -> Any:
        """Ask, and once more if the connection was lost: every request may be made twice with the same effect."""
        import httpx
        from chromadb.errors import ChromaError, NotFoundError

        try:
            try:
                return getattr(self._collection, method)(**given)
            except httpx.TransportError:
                return getattr(self._collection, method)(**given)
            except NotFoundError:  # another process made it anew, under another number
                self._collection = self._client.get_collection(self._collection.name, embedding_function=None)
                return getattr(self._collection, method)(**given)
        except NotFoundError:
            raise UnavailableError(
                f"the collection {self._collection.name} is gone from the Chroma server {self._url}: "
                "start again, and it is filled from the catalog"
            ) from None
        except (httpx.HTTPError, ChromaError, ValueError) as error:
            raise _unavailable(self._url, error) from error


def open_served(settings: IndexSettings, embedding: str, catalog: str) -> ServedVectors:
    """Open the collection that the settings name, or make an empty one; it is never cleared.

    Args:
        settings: their ``chroma_…`` part.
        embedding: names the vector space.
        catalog: names the catalog that the passages are in.

    Raises:
        UnavailableError: the server cannot be reached, or refuses this program.
        YuanwenError: the collection belongs to another embedding or catalog.
    """
    made_for = {"embedding": embedding, "catalog": catalog}
    name, url = settings.chroma_collection, settings.chroma_url
    try:
        client = _connect(settings)
        collection = client.get_or_create_collection(name, metadata=made_for, **SHAPE)
    except Exception as error:  # it raises whatever its layers raise
        raise _unavailable(url, error) from error
    found = collection.metadata or {}
    for what, mine in made_for.items():
        if (theirs := str(found.get(what, ""))) != mine:
            client.close()
            raise YuanwenError(
                f"the collection {name} on the Chroma server {url} belongs to another {what} ({theirs or 'unknown'}): "
                "name another in YUANWEN_INDEX__CHROMA_COLLECTION, or delete it there"
            )
    return ServedVectors(client, collection, url)


def _connect(settings: IndexSettings) -> Any:
    import chromadb
    import httpx
    from chromadb.config import Settings

    host = read_chroma_url(settings.chroma_url)
    token = settings.chroma_token.get_secret_value()
    headers = {name: value.get_secret_value() for name, value in settings.chroma_headers.items()}
    client: Any = chromadb.HttpClient(
        host=host.name,
        port=host.port,
        ssl=host.tls,
        headers=headers | ({"X-Chroma-Token": token} if token else {}),
        settings=Settings(anonymized_telemetry=False),
        tenant=settings.chroma_tenant,
        database=settings.chroma_database,
    )
    # It sets no time limit of its own, and a server that hangs must not hold every question.
    session = getattr(getattr(client, "_server", None), "_session", None)
    if isinstance(session, httpx.Client):
        session.timeout = httpx.Timeout(_SECONDS, connect=10.0)
    return client


def _unavailable(url: str, error: Exception) -> UnavailableError:
    reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
    return UnavailableError(f"the Chroma server {url} cannot be used ({reason}): {_remedy(error, reason)}")


def _remedy(error: Exception, reason: str) -> str:
    said = f"{type(error).__name__} {reason}".casefold()
    if any(word in said for word in ("auth", "permission", "forbidden", "401", "403")):
        return "check YUANWEN_INDEX__CHROMA_TOKEN and YUANWEN_INDEX__CHROMA_HEADERS"
    if "tenant" in said or "database" in said:
        return "check YUANWEN_INDEX__CHROMA_TENANT and YUANWEN_INDEX__CHROMA_DATABASE"
    return "see that it runs there, or mend YUANWEN_INDEX__CHROMA_URL"
