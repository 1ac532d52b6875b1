"""The embedding model in PyTorch, to be tuned: what ``index.embedding.layers`` writes, in full precision."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from benchmarks.cross_encoder_data import Example
from index.cross_encoder.tuned import TunedModel
from index.embedding.weights import PackedModel, dequantize

FROZEN = 6  # the lower layers stay as they are
_DROPPED = 0.1

Tensors = dict[str, Any]
"""By the names of the packed file, and ``head.w`` of shape ``(2, hidden)`` with ``head.b``: an answer, and none."""


@lru_cache(maxsize=1)
def load_torch() -> Any:
    """PyTorch, which is no dependency of the program."""
    try:
        return importlib.import_module("torch")
    except ImportError as error:
        raise SystemExit("tuning needs PyTorch: pip install torch") from error


def initial(model: PackedModel) -> Tensors:
    """The weights, those that are to be tuned with a gradient, and a head, small and random where ``model`` is not yet
    tuned; the same every time."""
    torch = load_torch()
    torch.manual_seed(0)
    tensors = {f"emb.ln.{kind}": _tensor(model.numbers(f"emb.ln.{kind}"), tuned=False) for kind in "wb"}
    for number in range(model.layers):
        for part in ("q", "k", "v", "ao", "fi", "fo"):
            width = model.numbers(f"l{number}.fi.b").size if part == "fo" else model.hidden
            name, tuned = f"l{number}.{part}", number >= FROZEN
            tensors[f"{name}.w"] = _tensor(model.matrix(f"{name}.w", width), tuned=tuned)
            tensors[f"{name}.b"] = _tensor(model.numbers(f"{name}.b"), tuned=tuned)
        for part in ("aln", "oln"):
            for kind in "wb":
                name = f"l{number}.{part}.{kind}"
                tensors[name] = _tensor(model.numbers(name), tuned=number >= FROZEN)
    head = 0.02 * torch.randn(2, model.hidden), torch.zeros(2)
    if isinstance(model, TunedModel):
        head = (
            _tensor(model.numbers("head.w").reshape(2, -1), tuned=False),
            _tensor(model.numbers("head.b"), tuned=False),
        )
    return tensors | {"head.w": head[0].requires_grad_(), "head.b": head[1].requires_grad_()}


def _tensor(values: Any, *, tuned: bool) -> Any:
    return load_torch().tensor(np.array(values)).requires_grad_(tuned)


def forward(model: PackedModel, tensors: Tensors, group: Sequence[Example], *, train: bool) -> tuple[Any, Any]:
    """The logits of each example's sentences, shape ``(examples, most sentences)``, -10,000 where there is none, and of
    "none", shape ``(examples,)``; while training with dropout, and half the precision where that is faster."""
    torch = load_torch()
    x, there = _embed(model, group)
    with torch.autocast("cpu", torch.bfloat16, enabled=train and _has_bfloat16()):
        with torch.no_grad():
            x = _normalize(model, tensors, "emb.ln", x)
            for number in range(FROZEN):
                x = _layer(model, tensors, f"l{number}", x, there, train)
        for number in range(FROZEN, model.layers):
            x = _layer(model, tensors, f"l{number}", x, there, train)
        said = torch.nn.functional.linear(x, tensors["head.w"], tensors["head.b"]).float()
    pool = _pool(group, x.shape[1])
    answers = (pool @ said[:, :, :1]).squeeze(-1)
    return answers.masked_fill(pool.sum(2) == 0, -1e4), said[:, 0, 1]


@lru_cache(maxsize=1)
def _has_bfloat16() -> bool:
    """Whether the processor counts in bfloat16: one that has to feign it took more than ten times as long."""
    able = load_torch().cpu.get_capabilities()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16") or able.get("bf16"))


def _embed(model: PackedModel, group: Sequence[Example]) -> tuple[Any, Any]:
    """The token vectors, padded, and where a token is; shapes ``(n, tokens, hidden)`` and ``(n, 1, 1, tokens)``."""
    torch = load_torch()
    words = model.blocks("emb.word", model.hidden)
    places = model.numbers("emb.pos").reshape(-1, model.hidden) + model.numbers("emb.type")[: model.hidden]
    longest = max(len(e.tokens) for e in group)
    x = np.zeros((len(group), longest, model.hidden), np.float32)
    there = torch.zeros(len(group), 1, 1, longest, dtype=torch.bool)
    for row, example in enumerate(group):
        size = len(example.tokens)
        x[row, :size] = dequantize(words[np.array(example.tokens), :]) + places[:size]
        there[row, ..., :size] = True
    return torch.from_numpy(x), there


def _pool(group: Sequence[Example], tokens: int) -> Any:
    """What takes the mean over each sentence's tokens, shape ``(n, sentences, tokens)``."""
    pool = load_torch().zeros(len(group), max(len(e.spans) for e in group), tokens)
    for row, example in enumerate(group):
        for place, (start, end) in enumerate(example.spans):
            pool[row, place, start:end] = 1 / (end - start)
    return pool


def _layer(model: PackedModel, tensors: Tensors, layer: str, x: Any, there: Any, train: bool) -> Any:
    functional = load_torch().nn.functional
    n, length, hidden = x.shape

    def linear(part: str, values: Any) -> Any:
        return functional.linear(values, tensors[f"{layer}.{part}.w"], tensors[f"{layer}.{part}.b"])

    q, k, v = (linear(part, x).view(n, length, model.heads, -1).transpose(1, 2) for part in "qkv")
    seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=there)
    mixed = linear("ao", seen.transpose(1, 2).reshape(n, length, hidden))
    x = _normalize(model, tensors, f"{layer}.aln", x + functional.dropout(mixed, _DROPPED, train))
    narrow = linear("fo", functional.gelu(linear("fi", x)))
    return _normalize(model, tensors, f"{layer}.oln", x + functional.dropout(narrow, _DROPPED, train))


def _normalize(model: PackedModel, tensors: Tensors, name: str, x: Any) -> Any:
    norm = load_torch().nn.functional.layer_norm
    return norm(x, (model.hidden,), tensors[f"{name}.w"], tensors[f"{name}.b"], model.epsilon)
