"""What a command imports: what is slow to import is imported by the commands that use it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"chromadb", "llama_index", "openai", "gradio", "numpy"}
STARTED = "import sys; from ui.cli import main; sys.argv[0] = 'yuanwen'; main()"


def imported(home: Path, *words: str) -> set[str]:
    """The top packages a command imports, as the interpreter lists them."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", STARTED, *words],
        cwd=ROOT,
        env={**os.environ, "YUANWEN_HOME": str(home), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    names = re.findall(r"^import time: +\d+ \| +\d+ \| +(\S+)$", done.stderr, re.M)
    assert len(names) > 50  # the list was there to be read
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("words", [["--help"], ["serve", "--help"], ["models"]])
def test_help_imports_nothing_heavy(tmp_path: Path, words: list[str]) -> None:
    assert not imported(tmp_path, *words) & (HEAVY | {"sqlalchemy", "fastapi", "onnxruntime", "httpx"})


def test_asking_imports_neither_the_page_nor_the_api(built_home: Path, tmp_path: Path) -> None:
    import shutil

    home = tmp_path / "home"
    shutil.copytree(built_home, home)
    found = imported(home, "ask", "悟道2.0有多少参数？")
    assert {"chromadb", "llama_index", "onnxruntime"} <= found
    assert not found & {"fastapi", "starlette", "uvicorn", "gradio", "mcp", "trafilatura", "openai"}
