"""What tuning added to the weights is added, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest

from index.cross_encoder.tuned import TUNED_FILE, TunedModel, read_tuned
from index.embedding.weights import PackedModel


@pytest.fixture(scope="module")
def tuned(model: PackedModel) -> TunedModel:
    return read_tuned(model)


def test_a_matrix_is_the_packed_one_and_the_product_of_its_factors(model: PackedModel, tuned: TunedModel) -> None:
    name, size = "l11.fo.w", 4 * model.hidden
    left, right = tuned.changes[f"{name}.left"], tuned.changes[f"{name}.right"]
    expected = model.matrix(name, size) + left.astype(np.float32) @ right.astype(np.float32)
    assert np.array_equal(tuned.matrix(name, size), expected)
    assert not np.array_equal(tuned.matrix(name, size), model.matrix(name, size))


def test_the_lower_layers_are_the_embedding_s(model: PackedModel, tuned: TunedModel) -> None:
    changed = {name.split(".")[0] for name in tuned.changes}
    assert changed == {"head", *(f"l{n}" for n in range(6, model.layers))}
    assert np.array_equal(tuned.matrix("l0.q.w", model.hidden), model.matrix("l0.q.w", model.hidden))
    assert np.array_equal(tuned.numbers("l5.q.b"), model.numbers("l5.q.b"))


def test_small_tensors_are_given_whole(model: PackedModel, tuned: TunedModel) -> None:
    assert tuned.numbers("head.w").shape == (2 * model.hidden,)
    assert tuned.numbers("head.b").shape == (2,)
    assert tuned.numbers("l9.fi.b").shape == model.numbers("l9.fi.b").shape
    assert tuned.numbers("l9.fi.b").dtype == np.float32


def test_the_sizes_are_the_model_s(model: PackedModel, tuned: TunedModel) -> None:
    sizes = ("hidden", "layers", "heads", "epsilon")
    assert [getattr(tuned, name) for name in sizes] == [getattr(model, name) for name in sizes]


def test_every_number_is_finite_and_the_file_small(tuned: TunedModel) -> None:
    assert all(np.isfinite(values).all() for values in tuned.changes.values())
    assert TUNED_FILE.stat().st_size < 4_000_000
