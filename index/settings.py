"""The index's own settings."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, SecretStr, field_validator

from index.embedding import EmbeddingSettings


class FetchSettings(BaseModel):
    """What of the web may be fetched.

    Attributes:
        allow_private: whether addresses of this machine and of local networks may be read too.
        max_bytes: the largest body that is read.
        timeout: seconds for all of it, redirects included.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    allow_private: bool = False
    max_bytes: Annotated[int, Field(ge=1_000, le=50_000_000)] = 10_000_000
    timeout: Annotated[float, Field(gt=0, le=300)] = 20.0


class RerankSettings(BaseModel):
    """A reranker behind a Jina- or Cohere-shaped endpoint; without a ``base_url`` there is none.

    Attributes:
        base_url: what ``/rerank`` is put after, such as ``https://api.jina.ai/v1``.
        model: the model's name at the endpoint; empty where it serves only one.
        api_key: empty where the endpoint asks for none.
        candidates: passages sent with each question, best first.
        timeout: seconds after which the passages keep their own order.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    base_url: HttpUrl | None = None
    model: Annotated[str, Field(max_length=200)] = ""
    api_key: SecretStr = SecretStr("")
    candidates: Annotated[int, Field(ge=2, le=200)] = 30
    timeout: Annotated[float, Field(gt=0, le=120)] = 5.0


class IndexSettings(BaseModel):
    """How documents are cut, embedded and searched.

    Attributes:
        bundled: whether the five articles that come with the program are part of the index.
        passage_tokens: most o200k_base tokens in a passage; one longer sentence still makes one passage.
        candidates: passages taken from each leg before they are rescored.
        dense_weight: the share of the vectors' score in the fused score, 0 to 1; the rest is the keywords'.
        remembered: questions whose vectors are kept for when they are asked again; 0 keeps none.
        embedding: the model that turns text into vectors.
        fetch: what `add` and an upload may read from the web.
        cross_encoder: whether Chinese questions are read together with the best sentences: better answers and refusals
            for some 20 ms where it is not clear without; only with the built-in embedding.
        rerank: a model that orders the best passages anew; off unless it has an address.
        catalog_url: where the catalog is, as SQLAlchemy writes it: ``postgresql://user:password@host/database``, or
            ``sqlite:////path/file``; without one it is a file in the home folder. Several processes may share it.
        chroma_url: the Chroma server that keeps the vectors, ``https://host:port``; without one they are in the home
            folder.
        chroma_token: sent to it as ``X-Chroma-Token``, which Chroma Cloud asks for.
        chroma_headers: further headers to send, such as an ``Authorization`` that a proxy before it asks for.
        chroma_tenant, chroma_database: where on the server the collection is.
        chroma_collection: the collection's name; another for each catalog that shares a database.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    bundled: bool = True
    passage_tokens: Annotated[int, Field(ge=32, le=480)] = 256
    candidates: Annotated[int, Field(ge=10, le=500)] = 50
    dense_weight: Annotated[float, Field(ge=0, le=1)] = 0.5
    remembered: Annotated[int, Field(ge=0, le=100_000)] = 1_000
    embedding: EmbeddingSettings = EmbeddingSettings()
    fetch: FetchSettings = FetchSettings()
    cross_encoder: bool = True
    rerank: RerankSettings = RerankSettings()
    catalog_url: SecretStr = SecretStr("")
    chroma_url: Annotated[str, Field(max_length=2_000)] = ""
    chroma_token: SecretStr = SecretStr("")
    chroma_headers: dict[str, SecretStr] = {}
    chroma_tenant: Annotated[str, Field(min_length=1, max_length=200)] = "default_tenant"
    chroma_database: Annotated[str, Field(min_length=1, max_length=128)] = "default_database"
    chroma_collection: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,126}[A-Za-z0-9]$")] = "passages"

    @field_validator("catalog_url")
    @classmethod
    def _catalog(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value():
            from index.store.address import read_catalog_url

            read_catalog_url(url.get_secret_value())
        return url

    @field_validator("chroma_url")
    @classmethod
    def _chroma(cls, url: str) -> str:
        if url:
            from index.store.address import read_chroma_url

            read_chroma_url(url)
        return url.rstrip("/")

    def at_home(self) -> IndexSettings:
        """The same for an index of its own in a folder: nothing of it is kept elsewhere."""
        return self.model_copy(update={"catalog_url": SecretStr(""), "chroma_url": ""})

    @property
    def elsewhere(self) -> bool:
        """Whether any of the index is kept outside of the home folder."""
        return bool(self.chroma_url or self.catalog_url.get_secret_value())
