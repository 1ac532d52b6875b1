"""The index's own settings."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from index.embedding import EmbeddingSettings


class IndexSettings(BaseModel):
    """How documents are cut, embedded and searched.

    Attributes:
        bundled: whether the five articles that come with the program are part of the index.
        passage_tokens: most o200k_base tokens in a passage; one longer sentence still makes one passage.
        candidates: passages taken from each leg before they are rescored.
        dense_weight: the share of the vectors' score in the fused score, 0 to 1; the rest is the keywords'.
        embedding: the model that turns text into vectors.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    bundled: bool = True
    passage_tokens: Annotated[int, Field(ge=32, le=480)] = 256
    candidates: Annotated[int, Field(ge=10, le=500)] = 50
    dense_weight: Annotated[float, Field(ge=0, le=1)] = 0.5
    embedding: EmbeddingSettings = EmbeddingSettings()
