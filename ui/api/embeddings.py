"""``POST /v1/embeddings``: the index's own embedding, for programs that want to compare texts as it does."""

from __future__ import annotations

import base64
from typing import Annotated, Any, Literal

import numpy as np
from fastapi import APIRouter
from numpy.typing import NDArray
from pydantic import Field, StrictInt
from starlette.concurrency import run_in_threadpool

from assistant import Assistant
from index.text.counting import count_tokens
from index.text.fold import strip_unsafe
from ui.api.chat_request import Body, shown
from ui.api.errors import ApiError

Text = Annotated[str, Field(min_length=1, max_length=32_000)]


class EmbeddingRequest(Body):
    """OpenAI's request; ``kind`` is ours, since a question and a document are embedded differently."""

    model_config = shown({"input": ["北京有38个大模型", "广东有20个大模型"]})

    input: Text | Annotated[list[Text], Field(min_length=1, max_length=256)]
    model: Annotated[str, Field(max_length=200)] = ""
    encoding_format: Literal["float", "base64"] = "float"
    dimensions: Annotated[StrictInt, Field(ge=1)] | None = None
    user: str | None = None
    kind: Literal["document", "question"] = "document"

    def texts(self) -> list[str]:
        """The texts to embed.

        Raises:
            ApiError: one holds control characters or lone surrogates.
        """
        texts = [self.input] if isinstance(self.input, str) else self.input
        for place, text in enumerate(texts):
            if strip_unsafe(text) != text or not text.strip():
                raise ApiError(400, f"input {place} is blank or holds control characters: remove them", "input")
        return texts


def embeddings_router(assistant: Assistant) -> APIRouter:
    """The route, bound to an assistant."""
    router = APIRouter(tags=["documents"])
    space = assistant.index.space

    @router.post("/v1/embeddings")
    async def create_embeddings(body: EmbeddingRequest) -> dict[str, Any]:
        """Unit vectors of texts, in order."""
        texts = body.texts()
        if body.dimensions not in (None, space.dimension):
            message = f"dimensions must be {space.dimension}: the vectors of {space.name} are not shortened"
            raise ApiError(400, message, "dimensions")
        vectors = await run_in_threadpool(_embed, assistant, texts, body.kind)
        tokens = sum(count_tokens(text) for text in texts)
        rows = [
            {"object": "embedding", "index": i, "embedding": _written(vector, body.encoding_format)}
            for i, vector in enumerate(vectors)
        ]
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        return {"object": "list", "data": rows, "model": space.name, "usage": usage}

    return router


def _embed(assistant: Assistant, texts: list[str], kind: str) -> NDArray[np.float32]:
    space = assistant.index.space
    if kind == "document":
        return space.embed_passages(texts)
    return np.stack([space.embed_question(text, "zh") for text in texts])


def _written(vector: NDArray[np.float32], form: str) -> list[float] | str:
    """As numbers, or as the base64 of little-endian 32-bit floats that OpenAI's own clients ask for."""
    if form == "base64":
        return base64.b64encode(vector.astype("<f4").tobytes()).decode("ascii")
    return [float(number) for number in vector]
