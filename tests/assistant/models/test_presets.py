"""Endpoints by name: what a preset fills in, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import load_settings
from assistant.models.presets import PRESETS, Preset
from assistant.settings import ModelSettings, with_preset
from index import YuanwenError

ASKED_FOR = {"openai", "qwen", "ernie", "spark", "glm", "pangu", "deepseek", "kimi", "gemini"}
OWN = {"ollama", "vllm", "llama.cpp"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YUANWEN_HOME", str(tmp_path))
    for preset in PRESETS.values():
        if preset.key_variable:
            monkeypatch.delenv(preset.key_variable, raising=False)
    return tmp_path


def test_every_family_is_there() -> None:
    assert set(PRESETS) == ASKED_FOR | OWN


@pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
def test_a_preset_is_a_valid_setting(preset: Preset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUANWEN_MODEL__PRESET", preset.name)
    if preset.key_variable:
        monkeypatch.setenv(preset.key_variable, "sk-theirs")
    model = load_settings().model
    assert ModelSettings.model_validate(model.model_dump()) == model
    assert (model.name, model.base_url) == (preset.model, preset.base_url)
    assert model.api_key.get_secret_value() == ("sk-theirs" if preset.key_variable else "")
    assert model.base_url.startswith("http://127.0.0.1" if preset.name in OWN else "https://")
    assert model.wanted


def test_what_is_set_goes_over_the_preset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-theirs")
    given = {"preset": "qwen", "name": "qwen-max", "api_key": "sk-ours", "context_window": 4_096}
    model = load_settings(model=given).model
    assert (model.name, model.api_key.get_secret_value(), model.context_window) == ("qwen-max", "sk-ours", 4_096)
    assert model.base_url == PRESETS["qwen"].base_url


def test_openai_s_variables_do_not_go_over_a_preset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai")
    monkeypatch.setenv("YUANWEN_MODEL__PRESET", "kimi")
    model = load_settings().model
    assert model.base_url == PRESETS["kimi"].base_url
    assert model.api_key.get_secret_value() == ""


def test_the_file_names_a_preset_too(home: Path) -> None:
    (home / "yuanwen.toml").write_text('[model]\npreset = "ollama"\n')
    assert load_settings().model.name == PRESETS["ollama"].model


def test_an_unknown_preset_is_refused_with_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUANWEN_MODEL__PRESET", "gtp")
    with pytest.raises(YuanwenError, match=r"model.preset \('gtp'\).*openai.*local") as refused:
        load_settings()
    assert "\n" not in str(refused.value)


def test_local_has_no_endpoint_until_it_runs() -> None:
    model = with_preset(ModelSettings(preset="local"))
    assert (model.name, model.wanted) == ("", True)
