"""`yuanwen models` as a user meets it."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.ui.conftest import Program


def test_the_list_names_endpoints_keys_and_files(program: Program) -> None:
    done = program.run("models", DASHSCOPE_API_KEY="sk-secret")
    assert done.returncode == 0, done.stderr
    [line] = [line for line in done.stdout.splitlines() if line.strip().startswith("qwen ")]
    assert "DASHSCOPE_API_KEY (set)" in line
    assert "sk-secret" not in done.stdout
    listed = json.loads(program.run("models", "--json").stdout)
    assert {"name": "ollama", "key_variable": ""}.items() <= {p["name"]: p for p in listed["presets"]}["ollama"].items()
    assert listed["local"] == []


def test_a_file_is_pulled_and_listed(program: Program, tmp_path: Path) -> None:
    source = tmp_path / "own.gguf"
    source.write_bytes(b"GGUF" + b"x" * 1_000)
    refused = program.run("models", "pull", str(source))
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "--sha256" in refused.stderr
    done = program.run("models", "pull", str(source), "--sha256", sha256(source.read_bytes()).hexdigest())
    assert done.returncode == 0, done.stderr
    assert (program.home / "models" / "own.gguf").read_bytes() == source.read_bytes()
    assert "own  0 MB" in program.run("models").stdout


def test_serving_with_a_model_that_is_not_here_is_one_line(program: Program) -> None:
    for words, line in ((["--model", "local"], "yuanwen models pull"), (["--model", "gtp"], "use one of openai")):
        done = program.run("serve", "--port", "0", *words)
        assert done.returncode == 1
        assert line in done.stderr
        assert done.stderr.count("\n") == 1
