"""The embedding model's weights as they were tuned to read a question and its candidates together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.embedding.weights import PackedModel

TUNED_FILE = Path(__file__).with_name("tuned.npz")
"""Written by ``benchmarks/fit_cross_encoder.py``."""


@dataclass(frozen=True)
class TunedModel:
    """A packed model with what tuning added to it.

    Attributes:
        base: the model as packed.
        changes: by name, a small tensor whole (``l6.q.b``, ``head.w``), or the two factors of what was added to a
            matrix, ``l6.q.w.left`` of shape ``(outputs, rank)`` and ``l6.q.w.right`` of shape ``(rank, inputs)``.
    """

    base: PackedModel
    changes: Mapping[str, NDArray[np.float16]]

    @cached_property
    def hidden(self) -> int:
        """Numbers in a token's vector."""
        return self.base.hidden

    @cached_property
    def layers(self) -> int:
        """How many layers there are."""
        return self.base.layers

    @cached_property
    def heads(self) -> int:
        """Attention heads in a layer."""
        return self.base.heads

    @cached_property
    def epsilon(self) -> float:
        """Of every layer normalization."""
        return self.base.epsilon

    def numbers(self, name: str) -> NDArray[np.float32]:
        """A small tensor, flat."""
        import numpy as np

        return self.changes[name].astype(np.float32).ravel() if name in self.changes else self.base.numbers(name)

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        """A dense layer's weights, shape ``(outputs, columns)``."""
        import numpy as np

        whole = self.base.matrix(name, columns)
        if f"{name}.left" in self.changes:
            left, right = (self.changes[f"{name}.{side}"].astype(np.float32) for side in ("left", "right"))
            whole += left @ right
        return whole


def read_tuned(base: PackedModel, path: Path = TUNED_FILE) -> TunedModel:
    """The tuned model: what was added is read from ``path``."""
    import numpy as np

    with np.load(path) as file:
        return TunedModel(base, dict(file))
