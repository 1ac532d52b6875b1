"""The model as an ONNX graph in eight-bit integers, from token vectors to the mean of the last layer.

Weights are scaled by output channel. Activations are scaled by token while running and split into a high and a
low byte: with one byte a vector strays little (cosine .999), but vectors of this model all lie close together, and
a tenth of the first ten passages changed; with two it is .9999 and they stay. Scaling by token rather than by
tensor, as ONNX Runtime's fused ``DynamicQuantizeMatMul`` does, also keeps a text's vector from depending on the
texts it is batched with. Bias, residual and normalization are plain nodes: the fused ``SkipLayerNormalization``
takes several times as long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.embedding.onnx_writer import MICROSOFT, GraphWriter
from index.embedding.weights import dequantize

if TYPE_CHECKING:
    from index.embedding.weights import PackedModel

RECIPE = 2  # raised whenever this module makes another graph of the same weights
INPUT, OUTPUT = "embedded", "mean"

# AVX2 without VNNI adds two products of an unsigned and a signed byte in 16 bits and saturates: 2 x 255 x 127 is
# too much, 2 x 127 x 127 is not. So weights have eight bits, and each half of an activation has seven.
_WEIGHT_LIMIT = 127
_ACTIVATION_LIMIT = 63
_ZERO_POINT = 64


@dataclass(frozen=True, slots=True)
class _Quantized:
    """Names of tensors: rows in bytes about ``_ZERO_POINT``, high and low, and the rows' scales as a column."""

    high: str
    low: str
    scale: str


def build_graph(model: PackedModel) -> bytes:
    """Return the ONNX model: ``embedded`` (texts, tokens, hidden) to ``mean`` (texts, hidden).

    ``embedded`` is the sum of word, position and type vectors. All texts of a run have the same number of
    tokens, so there is neither padding nor mask. ``mean`` is not normalized.
    """
    import numpy as np

    g = GraphWriter()
    shape = g.node("Shape", [INPUT], "shape")
    g.constant("flat", np.array([-1, model.hidden], dtype=np.int64))
    g.constant("last", np.array([1], dtype=np.int64))
    g.constant("one", np.float32(1))
    g.constant("step", np.float32(1 / _ACTIVATION_LIMIT))
    g.constant("low", np.float32(0.5 / _ACTIVATION_LIMIT))  # a remainder is at most half a step
    g.constant("zero", np.uint8(_ZERO_POINT))
    rows = g.node("Reshape", [INPUT, "flat"], "rows")
    count = g.node("Shape", [rows], "row_count", start=0, end=1)
    g.node("Expand", [g.constant("zero_1d", np.array([_ZERO_POINT], dtype=np.uint8)), count], "zeros")
    hidden = _normalize(g, model, rows, "emb.ln")
    for layer in range(model.layers):
        hidden = _attend(g, model, f"l{layer}", hidden)
        hidden = _feed_forward(g, model, f"l{layer}", hidden)
    g.node("Reshape", [hidden, shape], "last_layer")
    g.node("ReduceMean", ["last_layer"], OUTPUT, axes=[1], keepdims=0)
    return g.serialize({INPUT: ("texts", "tokens", model.hidden)}, {OUTPUT: ("texts", model.hidden)})


def _attend(g: GraphWriter, model: PackedModel, layer: str, hidden: str) -> str:
    """Self-attention, residual and normalization."""
    import numpy as np

    quantized = _quantize(g, hidden)
    heads = []
    for part in "qkv":
        flat = _multiply(g, model, f"{layer}.{part}", quantized, model.hidden)
        heads.append(g.node("Reshape", [flat, "shape"], f"{flat}.3d"))
    bias = np.concatenate([model.numbers(f"{layer}.{part}.b") for part in "qkv"])
    inputs = [*heads, g.constant(f"{layer}.qkv.b", bias)]
    context = g.node("MultiHeadAttention", inputs, f"{layer}.context", MICROSOFT, num_heads=model.heads)
    context = g.node("Reshape", [context, "flat"], f"{layer}.context.2d")
    mixed = _multiply(g, model, f"{layer}.ao", _quantize(g, context), model.hidden)
    total = g.node("Add", [_add_bias(g, model, f"{layer}.ao", mixed), hidden], f"{layer}.ao.sum")
    return _normalize(g, model, total, f"{layer}.aln")


def _feed_forward(g: GraphWriter, model: PackedModel, layer: str, hidden: str) -> str:
    """Two dense layers around GELU, residual and normalization."""
    wide = _multiply(g, model, f"{layer}.fi", _quantize(g, hidden), model.hidden)
    wide = g.node("Gelu", [_add_bias(g, model, f"{layer}.fi", wide)], f"{layer}.gelu", MICROSOFT)
    width = model.numbers(f"{layer}.fi.b").size
    narrow = _multiply(g, model, f"{layer}.fo", _quantize(g, wide), width)
    total = g.node("Add", [_add_bias(g, model, f"{layer}.fo", narrow), hidden], f"{layer}.fo.sum")
    return _normalize(g, model, total, f"{layer}.oln")


def _quantize(g: GraphWriter, x: str) -> _Quantized:
    """Split the rows of ``x`` into bytes and the bytes of what those leave over.

    A row of zeros has scale 0; whatever its bytes become, they are multiplied by 0 again.
    """
    largest = g.node("ReduceMax", [g.node("Abs", [x], f"{x}.abs")], f"{x}.max", axes=[1], keepdims=0)
    scale = g.node("Mul", [largest, "step"], f"{x}.scale")
    high = g.node("QuantizeLinear", [x, scale, "zeros"], f"{x}.high", axis=0)
    rounded = g.node("DequantizeLinear", [high, scale, "zeros"], f"{x}.rounded", axis=0)
    remainder = g.node("Sub", [x, rounded], f"{x}.remainder")
    low_scale = g.node("Mul", [scale, "low"], f"{x}.low_scale")
    low = g.node("QuantizeLinear", [remainder, low_scale, "zeros"], f"{x}.low", axis=0)
    return _Quantized(high, low, g.node("Unsqueeze", [scale, "last"], f"{x}.column"))


def _multiply(g: GraphWriter, model: PackedModel, name: str, x: _Quantized, width: int) -> str:
    """Multiply quantized rows by the weights ``name``, without bias."""
    import numpy as np

    weights = dequantize(model.blocks(f"{name}.w", width))
    scale = np.abs(weights).max(axis=1) / np.float32(_WEIGHT_LIMIT)
    quantized = np.rint(weights / np.maximum(scale, np.finfo(np.float32).tiny)[:, None]).astype(np.int8)
    weight = g.constant(f"{name}.w", np.ascontiguousarray(quantized.T))
    columns = g.constant(f"{name}.scale", scale)
    high = g.node("MatMulIntegerToFloat", [x.high, weight, "one", columns, "zero"], f"{name}.high", MICROSOFT)
    low = g.node("MatMulIntegerToFloat", [x.low, weight, "low", columns, "zero"], f"{name}.low", MICROSOFT)
    return g.node("Mul", [g.node("Add", [high, low], f"{name}.product"), x.scale], name)


def _add_bias(g: GraphWriter, model: PackedModel, name: str, x: str) -> str:
    return g.node("Add", [x, g.constant(f"{name}.b", model.numbers(f"{name}.b"))], f"{name}.biased")


def _normalize(g: GraphWriter, model: PackedModel, x: str, name: str) -> str:
    weight = g.constant(f"{name}.w", model.numbers(f"{name}.w"))
    bias = g.constant(f"{name}.b", model.numbers(f"{name}.b"))
    return g.node("LayerNormalization", [x, weight, bias], f"{name}.out", axis=-1, epsilon=model.epsilon)
