"""Writes an ONNX model's bytes: the dozen protobuf fields one graph needs, without the ``onnx`` package.

Field numbers are those of ``onnx.proto`` (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), the wire
format that of https://protobuf.dev/programming-guides/encoding/.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

MICROSOFT = "com.microsoft"  # ONNX Runtime's own operators
_IR_VERSION = 8
_OPSETS = {"": 17, MICROSOFT: 1}
_ELEMENT_TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int32": 6, "int64": 7}
_FLOAT, _INT, _INTS = 1, 2, 7


class GraphWriter:
    """Collects constants and nodes in order, then serializes the model."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._constants: dict[str, bytes] = {}

    def constant(self, name: str, value: NDArray[Any] | np.generic) -> str:
        """Add a constant tensor, once a name, and return its name."""
        if name not in self._constants:
            dims = b"".join(_number(1, size) for size in value.shape)
            kind = _number(2, _ELEMENT_TYPES[value.dtype.name])
            self._constants[name] = dims + kind + _bytes(8, name.encode()) + _bytes(9, value.tobytes())
        return name

    def node(
        self, operator: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: int | float | list[int]
    ) -> str:
        """Add a node with one output and return the output's name."""
        parts = [_bytes(1, name.encode()) for name in inputs]
        parts += [_bytes(2, output.encode()), _bytes(3, output.encode()), _bytes(4, operator.encode())]
        parts += [_bytes(5, _attribute(name, value)) for name, value in attributes.items()]
        if domain:
            parts.append(_bytes(7, domain.encode()))
        self._nodes.append(b"".join(parts))
        return output

    def serialize(self, inputs: dict[str, Sequence[int | str]], outputs: dict[str, Sequence[int | str]]) -> bytes:
        """Return the model; inputs and outputs are float32, given by name and shape (a word names a free size)."""
        graph = [_bytes(1, node) for node in self._nodes] + [_bytes(2, b"graph")]
        graph += [_bytes(5, constant) for constant in self._constants.values()]
        graph += [_bytes(11, _value(name, shape)) for name, shape in inputs.items()]
        graph += [_bytes(12, _value(name, shape)) for name, shape in outputs.items()]
        opsets = [_bytes(8, _bytes(1, domain.encode()) + _number(2, v)) for domain, v in _OPSETS.items()]
        return b"".join([_number(1, _IR_VERSION), _bytes(2, b"yuanwen"), _bytes(7, b"".join(graph)), *opsets])


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1  # negative numbers travel as 64-bit two's complement
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _attribute(name: str, value: int | float | list[int]) -> bytes:
    if isinstance(value, list):
        content, kind = b"".join(_number(8, item) for item in value), _INTS
    elif isinstance(value, float):
        content, kind = _varint(2 << 3 | 5) + struct.pack("<f", value), _FLOAT
    else:
        content, kind = _number(3, value), _INT
    return _bytes(1, name.encode()) + content + _number(20, kind)


def _value(name: str, shape: Sequence[int | str]) -> bytes:
    sizes = [_number(1, size) if isinstance(size, int) else _bytes(2, size.encode()) for size in shape]
    dims = b"".join(_bytes(1, size) for size in sizes)
    tensor = _number(1, _ELEMENT_TYPES["float32"]) + _bytes(2, dims)
    return _bytes(1, name.encode()) + _bytes(2, _bytes(1, tensor))
