"""Reranking by an endpoint that speaks Jina's and Cohere's ``/rerank``: a model reads question and passage at once."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Annotated, Any

import httpx
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, TypeAdapter, ValidationError

from index.errors import YuanwenError

if TYPE_CHECKING:
    from llama_index.core.schema import NodeWithScore, QueryBundle

    from index.settings import RerankSettings

log = logging.getLogger(__name__)


class _Result(BaseModel):
    model_config = ConfigDict(extra="ignore")

    index: Annotated[int, Field(ge=0)]
    relevance_score: Annotated[float, Field(allow_inf_nan=False)]


_RESULTS = TypeAdapter(list[_Result])


class EndpointReranker(BaseNodePostprocessor):
    """Puts the first ``candidates`` nodes in the endpoint's order; the others keep theirs behind them.

    The scores stay: the best place has the best score it had before, and so on down. The endpoint decides the
    order alone, for its scores' scale is its model's own, and what is built on scores must not depend on it.
    An endpoint that fails costs its timeout and a line in the log; the nodes then come back as they came.
    """

    _settings: RerankSettings = PrivateAttr()
    _client: httpx.Client = PrivateAttr()

    def __init__(self, settings: RerankSettings) -> None:
        super().__init__()
        self._settings = settings
        key = settings.api_key.get_secret_value()
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(headers=headers, timeout=settings.timeout)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        head, tail = nodes[: self._settings.candidates], nodes[self._settings.candidates :]
        if query_bundle is None or len(head) < 2:
            return nodes
        try:
            order = self._order(query_bundle.query_str, [node.node.get_content() for node in head])
        except YuanwenError as error:
            log.warning("%s; the passages keep their own order", error)
            return nodes
        scores = [node.score for node in head]
        return [head[at].model_copy(update={"score": score}) for at, score in zip(order, scores, strict=True)] + tail

    def _order(self, question: str, documents: list[str]) -> list[int]:
        """The documents' places, best first; those the endpoint leaves out follow in their own order."""
        results = self._ask(question, documents)
        best = sorted(results, key=lambda result: -result.relevance_score)
        named = list(dict.fromkeys(result.index for result in best if result.index < len(documents)))
        return named + [at for at in range(len(documents)) if at not in named]

    def _ask(self, question: str, documents: list[str]) -> list[_Result]:
        body: dict[str, Any] = {"query": question, "documents": documents, "top_n": len(documents)}
        if self._settings.model:
            body["model"] = self._settings.model
        address = str(self._settings.base_url).rstrip("/") + "/rerank"
        try:
            response = self._client.post(address, json=body)
            response.raise_for_status()
            return _RESULTS.validate_python(_results_in(response.json()))
        except httpx.TimeoutException:
            problem = f"did not answer within {self._settings.timeout:g} s: raise index.rerank.timeout"
        except httpx.HTTPStatusError as error:
            problem = f"answered {error.response.status_code}: check index.rerank.model and index.rerank.api_key"
        except httpx.HTTPError:
            problem = "cannot be reached: see that it runs and check index.rerank.base_url"
        except (ValidationError, ValueError, KeyError, TypeError):
            problem = "did not answer with a list of results: check index.rerank.base_url"
        raise YuanwenError(f"the reranker at {_without_secrets(address)} {problem}")


def _results_in(answer: Any) -> Any:
    """Jina, Cohere, vLLM and llama.cpp say ``results``; some gateways say ``data``."""
    return answer["results"] if "results" in answer else answer["data"]


def _without_secrets(address: str) -> str:
    url = httpx.URL(address)
    return str(url.copy_with(username=None, password=None, query=None))
