"""Where the tests pull files from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.doubles.file_server import FileServer, serving_file


@pytest.fixture
def file_server() -> Iterator[FileServer]:
    """Gives a megabyte that begins as a model file does."""
    with serving_file() as server:
        yield server


@pytest.fixture
def other_server() -> Iterator[FileServer]:
    """A second one with the same file."""
    with serving_file() as server:
        yield server
