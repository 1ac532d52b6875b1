"""What every command needs: the settings, and its answer as lines or as JSON."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from assistant import Settings

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def load(sections: dict[str, Any] | None = None) -> Settings:
    """The settings, with what the command line says over them."""
    from assistant import load_settings

    return load_settings(**(sections or {}))


@contextmanager
def opening() -> Iterator[None]:
    """Import and open without looking for garbage: next to nothing that is imported is any.

    The search took a fifth of the time to start.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # what is there now stays to the end
        gc.enable()


def show(data: dict[str, Any], as_json: bool, lines: Callable[[dict[str, Any]], Iterable[str]]) -> None:
    """Print an answer."""
    if as_json:
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        print("\n".join(lines(data)))
