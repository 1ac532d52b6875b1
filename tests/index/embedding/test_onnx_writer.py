"""What the writer writes is ONNX: ONNX Runtime loads it and computes what was meant."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from index.embedding.onnx_writer import MICROSOFT, GraphWriter

onnxruntime = pytest.importorskip("onnxruntime")


def run(graph: bytes, **inputs: Any) -> Any:
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    return session.run(None, inputs)[0]


def one_node(operator: str, constants: list[Any], domain: str = "", **attributes: Any) -> bytes:
    """A graph of one node that takes ``x`` and the constants."""
    writer = GraphWriter()
    names = [writer.constant(f"c{i}", value) for i, value in enumerate(constants)]
    writer.node(operator, ["x", *names], "y", domain, **attributes)
    return writer.serialize({"x": ("rows", 3)}, {"y": ("rows", "columns")})


X = np.array([[1.0, -2.0, 3.0], [4.0, 5.0, -6.0]], dtype=np.float32)


def test_a_matrix_product() -> None:
    weights = np.arange(6, dtype=np.float32).reshape(3, 2)
    assert run(one_node("MatMul", [weights]), x=X) == pytest.approx(X @ weights)


def test_a_scalar_constant() -> None:
    assert run(one_node("Mul", [np.float32(2.5)]), x=X) == pytest.approx(2.5 * X)


def test_a_negative_whole_number_attribute() -> None:
    normalized = run(one_node("Softmax", [], axis=-1), x=X)
    assert normalized.sum(axis=1) == pytest.approx([1, 1])
    assert normalized[0] == pytest.approx(np.exp(X[0]) / np.exp(X[0]).sum())


def test_a_list_attribute() -> None:
    assert run(one_node("ReduceMax", [], axes=[1], keepdims=1), x=X).tolist() == [[3], [5]]


def test_a_fraction_attribute() -> None:
    leaky = run(one_node("LeakyRelu", [], alpha=0.25), x=X)
    assert leaky == pytest.approx(np.where(X > 0, X, 0.25 * X))


def test_operators_of_onnx_runtime() -> None:
    gelu = run(one_node("Gelu", [], MICROSOFT), x=X)
    assert gelu[0] == pytest.approx([0.8413447, -0.0455003, 2.9959507], abs=1e-6)


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int32, np.int64])
def test_every_kind_of_whole_number(kind: type) -> None:
    writer = GraphWriter()
    values = np.array([0, 1, 100], dtype=kind)
    cast = writer.node("Cast", [writer.constant("c", values)], "floats", to=1)
    writer.node("Add", ["x", cast], "y")
    graph = writer.serialize({"x": ("rows", 3)}, {"y": ("rows", 3)})
    assert run(graph, x=X).tolist() == (X + values).tolist()


def test_a_constant_is_kept_once_and_large_ones_whole() -> None:
    writer = GraphWriter()
    large = np.random.default_rng(0).normal(size=(3, 70_000)).astype(np.float32)
    assert writer.constant("w", large) == writer.constant("w", large)
    writer.node("MatMul", ["x", "w"], "product")
    writer.node("MatMul", ["x", "w"], "again")
    writer.node("Add", ["product", "again"], "y")
    graph = writer.serialize({"x": ("rows", 3)}, {"y": ("rows", 70_000)})
    assert len(graph) == pytest.approx(large.nbytes, rel=0.01)
    assert run(graph, x=X) == pytest.approx(2 * X @ large, abs=1e-4)


def test_free_sizes_take_any_size() -> None:
    graph = one_node("Abs", [])
    for rows in (1, 7):
        assert run(graph, x=np.full((rows, 3), -1, np.float32)).tolist() == [[1, 1, 1]] * rows


def test_fixed_sizes_are_checked() -> None:
    with pytest.raises(Exception, match="dimensions"):
        run(one_node("Abs", []), x=np.zeros((2, 4), np.float32))
