"""The index's settings: unknown keys are refused and every number is bounded."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from index import IndexSettings


def test_the_defaults_are_those_that_were_measured() -> None:
    settings = IndexSettings()
    places = {name for name in IndexSettings.model_fields if name.startswith(("catalog_", "chroma_"))}
    assert settings.model_dump(exclude={"embedding", "rerank", "fetch", *places}) == {
        "bundled": True,
        "passage_tokens": 256,
        "candidates": 50,
        "dense_weight": 0.5,
        "remembered": 1000,
        "cross_encoder": True,
    }
    assert settings.embedding.kind == "builtin"
    assert settings.fetch.allow_private is False
    assert not settings.elsewhere  # nothing is kept on any server


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("passage_tokens", 31),
        ("passage_tokens", 481),
        ("candidates", 9),
        ("candidates", 501),
        ("dense_weight", -0.01),
        ("dense_weight", 1.01),
        ("dense_weight", float("nan")),
        ("candidates", "many"),
        ("bundled", "perhaps"),
        ("embedding", {"kind": "magic"}),
        ("pasage_tokens", 100),
    ],
)
def test_a_value_out_of_bounds_or_unknown_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        IndexSettings.model_validate({name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [("passage_tokens", 32), ("passage_tokens", 480), ("candidates", 10), ("dense_weight", 0), ("dense_weight", 1)],
)
def test_the_bounds_themselves_are_allowed(name: str, value: float) -> None:
    assert getattr(IndexSettings.model_validate({name: value}), name) == value


def test_settings_do_not_change_once_they_are_made() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        IndexSettings().candidates = 20  # type: ignore[misc]
