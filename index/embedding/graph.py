"""The embedding model as an ONNX graph, from token vectors to the mean of the last layer.

Activations have two bytes: with one a vector strays little (cosine .999), but vectors of this model all lie close
together, and a tenth of the first ten passages changed; with two it is .9999 and they stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.embedding.layers import INPUT, Encoder
from index.embedding.onnx_writer import GraphWriter

if TYPE_CHECKING:
    from index.embedding.weights import PackedModel

RECIPE = 2  # raised whenever another graph is made of the same weights
OUTPUT = "mean"


def build_graph(model: PackedModel) -> bytes:
    """Return the ONNX model: ``embedded`` (texts, tokens, hidden) to ``mean`` (texts, hidden), not normalized."""
    g = GraphWriter()
    encoder = Encoder(g, model, precise=True)
    hidden = encoder.enter()
    for number in range(model.layers):
        hidden = encoder.layer(number, hidden)
    g.node("ReduceMean", [encoder.leave(hidden)], OUTPUT, axes=[1], keepdims=0)
    return g.serialize({INPUT: ("texts", "tokens", model.hidden)}, {OUTPUT: ("texts", model.hidden)})
