"""Settings refuse what cannot be meant, and never show the key."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from index.embedding import EmbeddingSettings


def test_nothing_needs_to_be_set() -> None:
    settings = EmbeddingSettings()
    assert (settings.kind, settings.engine, settings.threads) == ("builtin", "auto", 0)


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "magic"},
        {"engine": "torch"},
        {"threads": -1},
        {"threads": 257},
        {"base_url": "localhost:8000"},
        {"base_url": "file:///etc/passwd"},
        {"dimension": -1},
        {"dimension": 16_385},
        {"batch_size": 0},
        {"batch_size": 2_049},
        {"timeout": 0},
        {"timeout": 3_601},
        {"timeout": float("inf")},
        {"timeout": float("nan")},
        {"requests_per_minute": -1},
        {"model": "m" * 201},
        {"query_prefix": "q" * 1_001},
        {"passage_prefix": "p" * 1_001},
        {"colour": "red"},
    ],
)
def test_what_cannot_be_meant_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        EmbeddingSettings.model_validate(values)
    assert next(iter(values)) in str(caught.value)


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "openai", "model": "m", "dimension": 16_384},
        {"base_url": "http://127.0.0.1:8000/v1"},
        {"threads": 256, "batch_size": 2_048, "timeout": 3_600},
        {"query_prefix": "为这个句子生成表示以用于检索相关文章："},
    ],
)
def test_the_bounds_themselves_are_allowed(values: dict[str, Any]) -> None:
    assert EmbeddingSettings.model_validate(values)


def test_the_key_is_not_shown() -> None:
    settings = EmbeddingSettings.model_validate({"api_key": "sk-secret"})
    shown = [repr(settings), str(settings), settings.model_dump_json(), str(settings.model_dump())]
    assert not [text for text in shown if "sk-secret" in text]
    assert settings.api_key.get_secret_value() == "sk-secret"


def test_settings_do_not_change_once_made() -> None:
    with pytest.raises(ValidationError):
        EmbeddingSettings().threads = 3  # type: ignore[misc]
