"""The examples in the README, in the documentation and in the API's own description, as they stand there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.ui.conftest import ROOT, served

_BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_WRITTEN = "http://127.0.0.1:7860"
PAGES = ("README.md", "docs/api.md", "ui/manual.md")
# The rest of the README's shell is not for a server: it installs, starts, and adds what the reader has.
EXAMPLES = [
    pytest.param(kind, code, id=f"{page}-{number}")
    for page in PAGES
    for number, (kind, code) in enumerate(_BLOCK.findall((ROOT / page).read_text(encoding="utf-8")))
    if _WRITTEN in code and (kind == "python" or code.startswith(("curl", "printf")))
]


@pytest.fixture(scope="module")
def address(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server over an index of its own, to which the examples add."""
    from assistant import load_settings, open_assistant
    from ui.app import build_app

    home = tmp_path_factory.mktemp("examples") / "home"
    shutil.copytree(built_home, home)
    opened = open_assistant(load_settings(home=home))
    with served(build_app(opened)) as url:
        yield url
    opened.close()


def test_every_page_has_examples() -> None:
    assert {str(example.id).rsplit("-", 1)[0] for example in EXAMPLES} == set(PAGES)


@pytest.mark.parametrize(("kind", "code"), EXAMPLES)
def test_an_example_runs_as_it_stands(address: str, kind: str, code: str) -> None:
    if kind == "sh" and shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    command = ["bash", "-euo", "pipefail", "-c"] if kind == "sh" else [sys.executable, "-c"]
    ran = subprocess.run(
        [*command, code.replace(_WRITTEN, address)],
        check=False,
        env={**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip()
    assert '"error": {' not in ran.stdout


def described(address: str) -> dict[str, Any]:
    """The API's description."""
    return dict(httpx.get(f"{address}/openapi.json", trust_env=False, timeout=60).json())


def test_the_description_s_examples_are_answered(address: str) -> None:
    document = described(address)
    tried = 0
    for path, methods in document["paths"].items():
        content = methods.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json")
        if content is None:
            continue
        examples = document["components"]["schemas"][content["schema"]["$ref"].rsplit("/", 1)[1]]["examples"]
        for example in examples:
            answer = httpx.post(f"{address}{path}", json=example, trust_env=False, timeout=60)
            assert answer.is_success, (path, answer.text)
            tried += 1
    assert tried >= 7


def test_the_description_carries_the_manual(address: str) -> None:
    assert described(address)["info"]["description"] == (ROOT / "ui/manual.md").read_text(encoding="utf-8")
