"""A transformer's encoder layers as ONNX nodes in eight-bit integers.

Weights are scaled by output channel. Activations are scaled by token while running, in one byte or split into a high
and a low one. Scaling by token rather than by tensor, as ONNX Runtime's fused ``DynamicQuantizeMatMul`` does, also
keeps a text's numbers from depending on the texts it is run with. Bias, residual and normalization are plain nodes:
the fused ``SkipLayerNormalization`` takes several times as long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.embedding.onnx_writer import MICROSOFT, GraphWriter

if TYPE_CHECKING:
    from index.embedding.weights import PackedModel

INPUT = "embedded"

# AVX2 without VNNI adds two products of an unsigned and a signed byte in 16 bits and saturates: 2 x 255 x 127 is
# too much, 2 x 127 x 127 is not. So weights have eight bits, and each half of an activation has seven.
WEIGHT_LIMIT = 127
ACTIVATION_LIMIT = 63
ZERO_POINT = 64


@dataclass(frozen=True, slots=True)
class _Quantized:
    """Names of tensors: rows in bytes about ``ZERO_POINT``, high and low, and the rows' scales as a column.

    ``low`` is empty where one byte is enough.
    """

    high: str
    low: str
    scale: str


@dataclass(frozen=True, slots=True)
class Encoder:
    """Writes a model's layers into a graph. ``precise`` splits activations into two bytes, at twice the time."""

    graph: GraphWriter
    model: PackedModel
    precise: bool

    def enter(self) -> str:
        """Begin with ``INPUT``, shape ``(texts, tokens, hidden)``, and return what goes into the first layer.

        ``INPUT`` is the sum of word, position and type vectors. All texts of a run have the same number of tokens, so
        there is neither padding nor mask. Between layers tokens are rows, shape ``(texts * tokens, hidden)``.
        """
        import numpy as np

        g = self.graph
        g.node("Shape", [INPUT], "shape")
        g.constant("flat", np.array([-1, self.model.hidden], dtype=np.int64))
        g.constant("last", np.array([1], dtype=np.int64))
        g.constant("one", np.float32(1))
        g.constant("step", np.float32(1 / ACTIVATION_LIMIT))
        g.constant("low", np.float32(0.5 / ACTIVATION_LIMIT))  # a remainder is at most half a step
        g.constant("zero", np.uint8(ZERO_POINT))
        rows = g.node("Reshape", [INPUT, "flat"], "rows")
        count = g.node("Shape", [rows], "row_count", start=0, end=1)
        g.node("Expand", [g.constant("zero_1d", np.array([ZERO_POINT], dtype=np.uint8)), count], "zeros")
        return self._normalize(rows, "emb.ln")

    def layer(self, number: int, hidden: str) -> str:
        """One layer of self-attention and two dense layers."""
        return self._feed_forward(f"l{number}", self._attend(f"l{number}", hidden))

    def leave(self, hidden: str) -> str:
        """Give the rows the input's shape again."""
        return self.graph.node("Reshape", [hidden, "shape"], "last_layer")

    def _attend(self, layer: str, hidden: str) -> str:
        """Self-attention, residual and normalization."""
        import numpy as np

        g, model = self.graph, self.model
        quantized = self._quantize(hidden)
        heads = []
        for part in "qkv":
            flat = self._multiply(f"{layer}.{part}", quantized, model.hidden)
            heads.append(g.node("Reshape", [flat, "shape"], f"{flat}.3d"))
        bias = np.concatenate([model.numbers(f"{layer}.{part}.b") for part in "qkv"])
        inputs = [*heads, g.constant(f"{layer}.qkv.b", bias)]
        context = g.node("MultiHeadAttention", inputs, f"{layer}.context", MICROSOFT, num_heads=model.heads)
        context = g.node("Reshape", [context, "flat"], f"{layer}.context.2d")
        mixed = self._multiply(f"{layer}.ao", self._quantize(context), model.hidden)
        total = g.node("Add", [self._add_bias(f"{layer}.ao", mixed), hidden], f"{layer}.ao.sum")
        return self._normalize(total, f"{layer}.aln")

    def _feed_forward(self, layer: str, hidden: str) -> str:
        """Two dense layers around GELU, residual and normalization."""
        g = self.graph
        wide = self._multiply(f"{layer}.fi", self._quantize(hidden), self.model.hidden)
        wide = g.node("Gelu", [self._add_bias(f"{layer}.fi", wide)], f"{layer}.gelu", MICROSOFT)
        width = self.model.numbers(f"{layer}.fi.b").size
        narrow = self._multiply(f"{layer}.fo", self._quantize(wide), width)
        total = g.node("Add", [self._add_bias(f"{layer}.fo", narrow), hidden], f"{layer}.fo.sum")
        return self._normalize(total, f"{layer}.oln")

    def _quantize(self, x: str) -> _Quantized:
        """Turn the rows of ``x`` into bytes and, where precise, the bytes of what those leave over.

        A row of zeros has scale 0; whatever its bytes become, they are multiplied by 0 again.
        """
        g = self.graph
        largest = g.node("ReduceMax", [g.node("Abs", [x], f"{x}.abs")], f"{x}.max", axes=[1], keepdims=0)
        scale = g.node("Mul", [largest, "step"], f"{x}.scale")
        high = g.node("QuantizeLinear", [x, scale, "zeros"], f"{x}.high", axis=0)
        low = self._remainder(x, high, scale) if self.precise else ""
        return _Quantized(high, low, g.node("Unsqueeze", [scale, "last"], f"{x}.column"))

    def _remainder(self, x: str, high: str, scale: str) -> str:
        g = self.graph
        rounded = g.node("DequantizeLinear", [high, scale, "zeros"], f"{x}.rounded", axis=0)
        remainder = g.node("Sub", [x, rounded], f"{x}.remainder")
        low_scale = g.node("Mul", [scale, "low"], f"{x}.low_scale")
        return g.node("QuantizeLinear", [remainder, low_scale, "zeros"], f"{x}.low", axis=0)

    def _multiply(self, name: str, x: _Quantized, width: int) -> str:
        """Multiply quantized rows by the weights ``name``, without bias."""
        import numpy as np

        g = self.graph
        weights = self.model.matrix(f"{name}.w", width)
        scale = np.abs(weights).max(axis=1) / np.float32(WEIGHT_LIMIT)
        quantized = np.rint(weights / np.maximum(scale, np.finfo(np.float32).tiny)[:, None]).astype(np.int8)
        weight = g.constant(f"{name}.w", np.ascontiguousarray(quantized.T))
        columns = g.constant(f"{name}.scale", scale)
        product = g.node("MatMulIntegerToFloat", [x.high, weight, "one", columns, "zero"], f"{name}.high", MICROSOFT)
        if x.low:
            low = g.node("MatMulIntegerToFloat", [x.low, weight, "low", columns, "zero"], f"{name}.low", MICROSOFT)
            product = g.node("Add", [product, low], f"{name}.product")
        return g.node("Mul", [product, x.scale], name)

    def _add_bias(self, name: str, x: str) -> str:
        return self.graph.node(
            "Add", [x, self.graph.constant(f"{name}.b", self.model.numbers(f"{name}.b"))], f"{name}.biased"
        )

    def _normalize(self, x: str, name: str) -> str:
        g, model = self.graph, self.model
        weight = g.constant(f"{name}.w", model.numbers(f"{name}.w"))
        bias = g.constant(f"{name}.b", model.numbers(f"{name}.b"))
        return g.node("LayerNormalization", [x, weight, bias], f"{name}.out", axis=-1, epsilon=model.epsilon)
