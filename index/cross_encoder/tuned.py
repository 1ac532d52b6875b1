"""The embedding model's weights as they were tuned to read a question and its candidates together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from index.embedding.weights import PackedModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TUNED_FILE = Path(__file__).with_name("tuned.npz")
"""Written by ``benchmarks/fit_cross_encoder.py``."""


@dataclass(frozen=True, slots=True)
class TunedModel(PackedModel):
    """A packed model with what tuning added to it.

    Attributes:
        changes: by name, a small tensor whole (``l6.q.b``, ``head.w``), or the two factors of what was added to a
            matrix, ``l6.q.w.left`` of shape ``(outputs, rank)`` and ``l6.q.w.right`` of shape ``(rank, inputs)``.
    """

    changes: Mapping[str, NDArray[np.float16]]

    def numbers(self, name: str) -> NDArray[np.float32]:
        """Return a float32 tensor, flat."""
        import numpy as np

        if name in self.changes:
            return self.changes[name].astype(np.float32).ravel()
        return PackedModel.numbers(self, name)

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        """Return a matrix with what was added to it, shape ``(rows, columns)``."""
        import numpy as np

        whole = PackedModel.matrix(self, name, columns)
        if f"{name}.left" in self.changes:
            left, right = (self.changes[f"{name}.{side}"].astype(np.float32) for side in ("left", "right"))
            whole += left @ right
        return whole


def read_tuned(base: PackedModel, path: Path = TUNED_FILE) -> TunedModel:
    """The tuned model: what was added is read from ``path``."""
    import numpy as np

    with np.load(path) as file:
        return TunedModel(**{f.name: getattr(base, f.name) for f in fields(base)}, changes=dict(file))
