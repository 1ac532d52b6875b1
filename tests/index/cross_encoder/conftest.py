"""The cross-encoder, opened once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.cross_encoder import CrossEncoder, open_cross_encoder
from index.embedding.onnx_engine import OnnxEmbedder
from index.embedding.weights import PackedModel, find_weights, read_model


@pytest.fixture(scope="session")
def model() -> PackedModel:
    return read_model(find_weights())


@pytest.fixture(scope="session")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnnxEmbedder]:
    opened = OnnxEmbedder(find_weights(), tmp_path_factory.mktemp("cross-encoder"), threads=2)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def reader(embedder: OnnxEmbedder, tmp_path_factory: pytest.TempPathFactory) -> CrossEncoder:
    opened = open_cross_encoder(embedder, tmp_path_factory.mktemp("cross-encoder"))
    assert opened is not None
    return opened
