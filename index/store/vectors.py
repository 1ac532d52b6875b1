"""Vectors in small: one byte a dimension and one scale a vector."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def pack_vectors(vectors: NDArray[np.float32]) -> bytes:
    """Quantize ``(n, d)`` vectors to int8 with one float32 scale each; ``n * (d + 4)`` bytes.

    Symmetric absolute-maximum quantization: the cosine to the original stays above .9999 for unit vectors.
    """
    import numpy as np

    scales = np.abs(vectors).max(axis=1, initial=1e-12) / 127.0
    whole = np.rint(vectors / scales[:, None]).astype(np.int8)
    return bytes(scales.astype("<f4").tobytes() + whole.tobytes())


def unpack_vectors(blob: bytes, dimension: int) -> NDArray[np.float32]:
    """Return the ``(n, dimension)`` vectors of a blob made by ``pack_vectors``.

    Raises:
        ValueError: the blob's length does not fit the dimension.
    """
    import numpy as np

    count, rest = divmod(len(blob), dimension + 4)
    if rest:
        raise ValueError(f"a blob of {len(blob)} bytes holds no whole number of {dimension}-dimension vectors")
    scales = np.frombuffer(blob, dtype="<f4", count=count)
    whole = np.frombuffer(blob, dtype=np.int8, offset=4 * count).reshape(count, dimension)
    vectors: NDArray[np.float32] = whole.astype(np.float32) * scales[:, None]
    return vectors
