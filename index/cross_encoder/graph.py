"""The cross-encoder as an ONNX graph, from token vectors to two numbers a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.embedding.layers import INPUT, Encoder
from index.embedding.onnx_writer import GraphWriter

if TYPE_CHECKING:
    from index.cross_encoder.tuned import TunedModel

RECIPE = 1  # raised whenever another graph is made of the same weights
OUTPUT = "said"
HEADS = 2


def build_graph(model: TunedModel) -> bytes:
    """Return the ONNX model: ``embedded`` (texts, tokens, hidden) to ``said`` (texts * tokens, 2).

    The first number of a sentence's tokens says, on average, how well it answers; the second of the first token,
    that none does. Activations have one byte: an order among a few sentences needs no more.
    """
    import numpy as np

    g = GraphWriter()
    encoder = Encoder(g, model, precise=False)
    hidden = encoder.enter()
    for number in range(model.layers):
        hidden = encoder.layer(number, hidden)
    weight = model.numbers("head.w").reshape(HEADS, model.hidden)
    product = g.node("MatMul", [hidden, g.constant("head.w", np.ascontiguousarray(weight.T))], "head")
    g.node("Add", [product, g.constant("head.b", model.numbers("head.b"))], OUTPUT)
    return g.serialize({INPUT: ("texts", "tokens", model.hidden)}, {OUTPUT: ("rows", HEADS)})
