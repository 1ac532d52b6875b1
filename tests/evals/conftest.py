"""The evaluation's commands as a user runs them, over one home."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evals import __main__ as commands

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def home(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all commands: they run one after another."""
    folder = tmp_path_factory.mktemp("commands") / "home"
    shutil.copytree(built_home, folder)
    return folder


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def evals(home: Path, tmp_path: Path) -> Run:
    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """``python -m evals`` in a process of its own, away from the project folder's files but for the code."""
        environment = {**os.environ, "YUANWEN_HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "-m", "evals", *map(str, arguments)]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False
        )

    return run


@pytest.fixture
def mistake(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs a command in this process, which is quicker, and gives the one line it must end with."""

    def run(*arguments: str | Path) -> str:
        monkeypatch.setenv("YUANWEN_HOME", str(home))
        monkeypatch.setattr(sys, "argv", ["evals", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            commands.main()
        said = capsys.readouterr()
        assert left.value.code == 1
        assert said.out == ""
        [line] = said.err.splitlines()
        assert line.startswith("evals: ")
        return line

    return run
