"""Filling the slots of a message, checked both ways."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

_FOLDER = Path(__file__).parent / "messages"
_SLOT = re.compile(r"\{\{ *([a-z_]+) *\}\}")


class PromptError(Exception):
    """A message and what it was rendered with do not fit each other: a mistake in the program, not the reader's."""


def render(name: str, **slots: str) -> str:
    """The message ``name`` with every slot filled.

    A slot's value is put in as it is: braces in it are not slots.

    Raises:
        PromptError: there is no such message, a slot has no value, or a value has no slot.
    """
    message = _read(name)
    wanted = set(_SLOT.findall(message))
    if missing := sorted(wanted - slots.keys()):
        raise PromptError(f"the message {name!r} needs a value for {', '.join(missing)}")
    if unknown := sorted(slots.keys() - wanted):
        raise PromptError(f"the message {name!r} has no slot {', '.join(unknown)}")
    return _SLOT.sub(lambda slot: slots[slot.group(1)], message)


def names() -> list[str]:
    """The messages there are."""
    return sorted(path.stem for path in _FOLDER.glob("*.md"))


@lru_cache(maxsize=8)
def fingerprint(*only: str) -> str:
    """Twelve hexadecimal digits of the SHA-256 of the messages: results made with the same wording share it.

    Of those named, or of all.
    """
    state = sha256()
    for name in only or names():
        state.update(f"{name}\0{_read(name)}\0".encode())
    return state.hexdigest()[:12]


@lru_cache(maxsize=64)
def _read(name: str) -> str:
    path = _FOLDER / f"{name}.md"
    if not re.fullmatch(r"[a-z_]+", name) or not path.is_file():
        raise PromptError(f"there is no message {name!r}; there are {', '.join(names())}")
    return path.read_text(encoding="utf-8").strip()
