"""What every test shares: a clean environment and one real assistant over the five articles."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from assistant import Assistant
    from tests.doubles.model_server import ModelServer

KEPT = {"YUANWEN_DATA"}


@pytest.fixture(autouse=True, scope="session")
def _clean_environment() -> Iterator[None]:
    """A developer's own settings must not change what is tested."""
    taken = {
        name: os.environ.pop(name)
        for name in list(os.environ)
        if name.startswith(("YUANWEN_", "OPENAI_")) and name not in KEPT
    }
    yield
    os.environ.update(taken)


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder whose index of the five articles has been built once, and is closed. Copy it, don't open it.

    Processes that test side by side share it: whoever comes first builds it, which takes half a minute.
    """
    from filelock import FileLock

    if "PYTEST_XDIST_WORKER" not in os.environ:
        return _build(tmp_path_factory.mktemp("built"))
    shared = tmp_path_factory.getbasetemp().parent / "built"
    with FileLock(f"{shared}.lock"):
        return shared if shared.exists() else _build(shared.with_suffix(".part")).rename(shared)


def _build(home: Path) -> Path:
    from assistant import load_settings, open_assistant

    opened = open_assistant(load_settings(home=home))
    opened.index.glossary.prepare()
    opened.close()
    return home


@pytest.fixture(scope="session")
def assistant(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The real assistant over the five articles, in quote mode."""
    import shutil

    from assistant import load_settings, open_assistant

    home = tmp_path_factory.mktemp("shared") / "home"
    shutil.copytree(built_home, home)
    opened = open_assistant(load_settings(home=home))
    yield opened
    opened.close()


@pytest.fixture
def model_server() -> Iterator[ModelServer]:
    """A scripted model behind a real socket on the loopback address."""
    from tests.doubles.model_server import serving

    with serving() as server:
        yield server
