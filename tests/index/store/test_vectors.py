"""Packing vectors: small, nearly the same direction, and no silent misreading."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from index.store.vectors import pack_vectors, unpack_vectors


def unit_vectors(count: int, dimension: int, seed: int = 0) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).normal(size=(count, dimension))
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("dimension", [64, 384, 1024])
def test_the_direction_survives(dimension: int) -> None:
    vectors = unit_vectors(200, dimension)
    back = unpack_vectors(pack_vectors(vectors), dimension)
    cosines = (vectors * back).sum(axis=1) / np.linalg.norm(back, axis=1)
    assert cosines.min() > 0.9999
    # Scores are plain products with a unit vector, so the length must survive as well.
    assert np.abs(np.linalg.norm(back, axis=1) - 1).max() < 0.003


@given(hnp.arrays(np.float32, st.tuples(st.integers(1, 5), st.integers(1, 40)), elements=st.floats(-1, 1, width=32)))
def test_no_number_moves_by_more_than_half_a_step(vectors: NDArray[np.float32]) -> None:
    back = unpack_vectors(pack_vectors(vectors), vectors.shape[1])
    step = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-12) / 127
    assert back.shape == vectors.shape
    assert (np.abs(back - vectors) <= step * 0.5 + 1e-6).all()


def test_packing_twice_changes_nothing_more() -> None:
    once = unpack_vectors(pack_vectors(unit_vectors(5, 48)), 48)
    assert np.allclose(unpack_vectors(pack_vectors(once), 48), once, atol=1e-7)


def test_a_zero_vector_stays_zero() -> None:
    assert not unpack_vectors(pack_vectors(np.zeros((2, 8), dtype=np.float32)), 8).any()


def test_one_byte_a_dimension_and_four_a_vector() -> None:
    assert len(pack_vectors(unit_vectors(3, 384))) == 3 * 388


def test_no_vectors_give_an_empty_blob_and_back() -> None:
    blob = pack_vectors(np.empty((0, 16), dtype=np.float32))
    assert blob == b""
    assert unpack_vectors(blob, 16).shape == (0, 16)


@pytest.mark.parametrize("change", [-1, 1, 50])
def test_a_blob_of_the_wrong_length_is_refused(change: int) -> None:
    blob = pack_vectors(unit_vectors(2, 384))
    wrong = blob[:change] if change < 0 else blob + b"\0" * change
    with pytest.raises(ValueError, match=rf"{len(wrong)} bytes .* 384-dimension"):
        unpack_vectors(wrong, 384)


def test_another_dimension_is_refused() -> None:
    with pytest.raises(ValueError, match="385-dimension"):
        unpack_vectors(pack_vectors(unit_vectors(1, 384)), 385)


def test_vectors_keep_their_order() -> None:
    vectors = unit_vectors(10, 32)
    back = unpack_vectors(pack_vectors(vectors), 32)
    assert (back @ vectors.T).argmax(axis=1).tolist() == list(range(10))
