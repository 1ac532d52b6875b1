"""fastembed is an extra: what is told without it, and what is made of its answers with it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from index.embedding import EmbeddingCancelled, EmbeddingSettings, open_embedder
from index.errors import YuanwenError

SETTINGS = EmbeddingSettings(kind="fastembed", model="some/model", query_prefix="q: ", passage_prefix="p: ")


class TextEmbedding:
    """Has fastembed's interface; a text's vector is its first two characters and its length."""

    def __init__(self, model_name: str, cache_dir: str, threads: int | None) -> None:
        if model_name == "no/such":
            raise ValueError("Model no/such is not supported\nby this")
        self.options = (model_name, cache_dir, threads)

    def embed(self, documents: list[str]) -> Iterator[Any]:
        for text in documents:
            first, second = (text + "  ")[:2]
            yield np.array([ord(first), ord(second), len(text)], dtype=np.float64)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("fastembed")
    module.TextEmbedding = TextEmbedding  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "fastembed", module)


def test_without_the_package_the_remedy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastembed", None)
    with pytest.raises(YuanwenError, match=r"install fastembed or set embedding\.kind to builtin"):
        open_embedder(SETTINGS, tmp_path)


@pytest.mark.usefixtures("installed")
def test_prefixes_lengths_and_order(tmp_path: Path) -> None:
    embedder = open_embedder(SETTINGS, tmp_path)
    assert embedder.dimension == 3
    texts = ["字" * size for size in range(80)]
    vectors = embedder.embed_passages(texts)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(80), abs=1e-5)
    lengths = vectors[:, 2] / vectors[:, 0] * ord("p")
    assert lengths == pytest.approx([len(text) + 3 for text in texts], rel=1e-4)
    asked = embedder.embed_queries(["x"])[0]
    assert asked[0] / asked[1] == pytest.approx(ord("q") / ord(":"), rel=1e-4)


@pytest.mark.usefixtures("installed")
def test_nothing_progress_and_cancelling(tmp_path: Path) -> None:
    embedder = open_embedder(SETTINGS, tmp_path)
    assert embedder.embed_passages([]).shape == embedder.embed_queries([]).shape == (0, 3)
    seen: list[int] = []
    embedder.embed_passages(["a"] * 70, progress=seen.append)
    assert seen == [32, 64, 70]
    with pytest.raises(EmbeddingCancelled):
        embedder.embed_passages(["a"], cancelled=lambda: True)


@pytest.mark.usefixtures("installed")
def test_the_name_holds_model_and_prefixes(tmp_path: Path) -> None:
    names = {
        open_embedder(SETTINGS.model_copy(update=change), tmp_path).name
        for change in ({}, {"model": "other"}, {"query_prefix": ""}, {"passage_prefix": ""})
    }
    assert len(names) == 4


@pytest.mark.usefixtures("installed")
def test_an_unknown_model_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(YuanwenError, match=r"'no/such'.*not supported by this"):
        open_embedder(SETTINGS.model_copy(update={"model": "no/such"}), tmp_path)
