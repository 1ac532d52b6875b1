"""Embedding by any endpoint that speaks OpenAI's ``/v1/embeddings``."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from index.embedding.embedder import EmbeddingCancelled
from index.embedding.tokenizer import encodable
from index.embedding.vectors import unit
from index.errors import YuanwenError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from openai import OpenAI, OpenAIError

    from index.embedding.settings import EmbeddingSettings

RETRIES = 2  # after the first try; the client waits longer each time, or as long as the endpoint asks


class RemoteEmbedder:
    """A model behind an endpoint. Its dimension is asked of the endpoint at the first need."""

    def __init__(self, settings: EmbeddingSettings) -> None:
        if not settings.model:
            raise YuanwenError("embedding.kind openai needs embedding.model, such as text-embedding-3-small")
        self._settings = settings
        self._client = _open_client(settings)
        self._dimension = settings.dimension
        prefixes = f"query={settings.query_prefix!r} passage={settings.passage_prefix!r}"
        self.name = f"openai:{settings.model} dimension={settings.dimension or 'own'} {prefixes}"

    @property
    def dimension(self) -> int:
        """Numbers in one vector."""
        if not self._dimension:
            self._request([self._settings.query_prefix + "?"])
        return self._dimension

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the questions' vectors in order."""
        return self._embed(self._settings.query_prefix, texts, None, None)

    def embed_passages(
        self,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> NDArray[np.float32]:
        """Return the passages' vectors in order."""
        return self._embed(self._settings.passage_prefix, texts, progress, cancelled)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _embed(
        self,
        prefix: str,
        texts: Sequence[str],
        progress: Callable[[int], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> NDArray[np.float32]:
        import numpy as np

        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        parts = []
        for start in range(0, len(texts), self._settings.batch_size):
            if cancelled is not None and cancelled():
                raise EmbeddingCancelled
            batch = texts[start : start + self._settings.batch_size]
            # Endpoints refuse an empty text; a space is the nearest thing they take.
            parts.append(self._request([prefix + encodable(text) or " " for text in batch]))
            if progress is not None:
                progress(start + len(batch))
        return np.concatenate(parts)

    def _request(self, inputs: list[str]) -> NDArray[np.float32]:
        from openai import OpenAIError, omit

        settings = self._settings
        try:
            answer = self._client.embeddings.create(
                model=settings.model,
                input=inputs,
                dimensions=settings.dimension or omit,
                encoding_format="float",  # the form every endpoint knows
            )
        except OpenAIError as error:
            raise YuanwenError(_explain(error, settings)) from None  # the cause holds the request and its key
        except ValueError:  # not JSON, or no data in it
            raise YuanwenError(_not_embeddings(settings)) from None
        return self._check(answer, len(inputs))

    def _check(self, answer: Any, count: int) -> NDArray[np.float32]:
        """Return unit vectors in the order asked for, or say in which way the answer is not one."""
        import numpy as np

        where = _endpoint(self._settings)
        try:
            ordered = sorted(answer.data, key=lambda item: int(item.index))
            vectors = np.array([item.embedding for item in ordered], dtype=np.float32)
        except (AttributeError, TypeError, ValueError):
            raise YuanwenError(_not_embeddings(self._settings)) from None
        dimension = self._dimension or (vectors.shape[1] if vectors.ndim == 2 else 0)
        if vectors.shape != (count, dimension) or not dimension:
            raise YuanwenError(
                f"{where} answered with an array of {vectors.shape} instead of {(count, dimension)}; "
                "check embedding.model and embedding.dimension"
            )
        if not (np.isfinite(vectors).all() and vectors.any(axis=1).all()):
            raise YuanwenError(f"{where} answered with a vector that has no direction; check embedding.model")
        self._dimension = dimension
        return unit(vectors)


class _Pace:
    """Holds requests, retries included, to so many a minute by spacing them evenly; safe among threads."""

    def __init__(self, requests_per_minute: int) -> None:
        self._gap = 60.0 / requests_per_minute if requests_per_minute else 0.0
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self, _: object = None) -> None:
        with self._lock:
            now = time.monotonic()
            start = max(now, self._next)
            self._next = start + self._gap
        if start > now:
            time.sleep(start - now)


def _open_client(settings: EmbeddingSettings) -> OpenAI:
    from openai import DefaultHttpxClient, OpenAI

    pace = _Pace(settings.requests_per_minute)
    return OpenAI(
        base_url=str(settings.base_url),
        api_key=settings.api_key.get_secret_value() or "none",  # an empty header would be refused by the client
        timeout=settings.timeout,
        max_retries=RETRIES,
        http_client=DefaultHttpxClient(event_hooks={"request": [pace.wait]}),
    )


def _endpoint(settings: EmbeddingSettings) -> str:
    """Return the endpoint without user name and password."""
    url = settings.base_url
    return f"the embedding endpoint {url.scheme}://{url.host}:{url.port}{url.path}"


def _not_embeddings(settings: EmbeddingSettings) -> str:
    return f"{_endpoint(settings)} did not answer with embeddings; check embedding.base_url"


def _explain(error: OpenAIError, settings: EmbeddingSettings) -> str:
    """Return one line: which endpoint, what it said, and which setting to look at. The key is never in it."""
    import openai

    where = _endpoint(settings)
    if isinstance(error, openai.APITimeoutError):
        return f"{where} did not answer within {settings.timeout:g} s; raise embedding.timeout"
    if isinstance(error, openai.APIConnectionError):
        return f"{where} cannot be reached; see that it runs and check embedding.base_url"
    if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
        return f"{where} refused the key; check embedding.api_key"
    if isinstance(error, openai.NotFoundError):
        return f"{where} has no model {settings.model!r}; check embedding.model and embedding.base_url"
    if isinstance(error, openai.RateLimitError):
        return f"{where} asks for fewer requests; lower embedding.requests_per_minute or wait"
    said = " ".join(str(error).split())
    key = settings.api_key.get_secret_value()
    said = (said.replace(key, "***") if key else said)[:200]
    return f"{where} failed: {said}; check embedding.model and embedding.batch_size"
