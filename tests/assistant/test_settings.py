"""Settings: file, variables, bounds, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import load_settings
from index import YuanwenError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YUANWEN_HOME", str(tmp_path))
    return tmp_path


def test_defaults_need_nothing(home: Path) -> None:
    settings = load_settings()
    assert settings.home == home
    assert settings.model.name == ""
    assert (settings.server.host, settings.server.port) == ("127.0.0.1", 7860)


def test_the_file_is_read_and_a_variable_goes_over_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "yuanwen.toml").write_text('[server]\nport = 8000\nhost = "0.0.0.0"\n[answer]\npassages = 4\n')
    monkeypatch.setenv("YUANWEN_SERVER__PORT", "9000")
    settings = load_settings()
    assert (settings.server.host, settings.server.port) == ("0.0.0.0", 9000)
    assert settings.answer.passages == 4


def test_an_argument_goes_over_both(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUANWEN_SERVER__PORT", "9000")
    assert load_settings(server={"port": 9001}).server.port == 9001


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[server]\nprot = 1\n", "server.prot is not known"),
        ("[sevrer]\nport = 1\n", "sevrer is not known"),
        ("[server]\nport = 99999\n", r"server.port \('99999'\)"),
        ("[index]\npassage_tokens = 'many'\n", "index.passage_tokens"),
        ("[server\n", "cannot be read"),
    ],
)
def test_a_bad_file_is_one_clear_line(home: Path, text: str, words: str) -> None:
    (home / "yuanwen.toml").write_text(text)
    with pytest.raises(YuanwenError, match=words) as refused:
        load_settings()
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("variable", ["YUANWEN_PORT", "YUANWEN_MODLE__NAME", "YUANWEN_MODEL__NAEM"])
def test_an_unknown_variable_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "x")
    with pytest.raises(YuanwenError, match="(?i)" + variable.rsplit("__", maxsplit=1)[-1].replace("YUANWEN_", "")):
        load_settings()


def test_the_data_variable_is_not_a_setting(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUANWEN_DATA", "/nowhere")
    load_settings()


def test_openai_s_own_variables_name_a_model(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    model = load_settings().model
    assert model.name
    assert model.base_url == "http://127.0.0.1:1/v1"
    assert model.api_key.get_secret_value() == "sk-secret"


def test_our_variables_go_over_openai_s(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-theirs")
    monkeypatch.setenv("YUANWEN_MODEL__NAME", "qwen-plus")
    monkeypatch.setenv("YUANWEN_MODEL__API_KEY", "sk-ours")
    model = load_settings().model
    assert (model.name, model.api_key.get_secret_value()) == ("qwen-plus", "sk-ours")


def test_a_key_is_never_printed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUANWEN_MODEL__API_KEY", "sk-secret")
    assert "sk-secret" not in repr(load_settings())


def test_home_is_never_the_working_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("YUANWEN_HOME", raising=False)
    assert load_settings().home.is_absolute()
    assert load_settings().home != Path.cwd()
