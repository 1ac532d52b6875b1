"""Whether what comes with the program is still the same, without reading it as articles."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path

_HERE = Path(__file__).parent
_PARTS = ("reading", "sources", "text", "article.py")


@cache
def digest_of_reading() -> str:
    """A digest of the bundled sources and of the code that makes articles of them, in hexadecimal."""
    state = blake2b(digest_size=16)
    for part in _PARTS:
        files = [_HERE / part] if part.endswith(".py") else (_HERE / part).iterdir()
        for file in sorted(f for f in files if f.suffix != ".pyc" and f.is_file()):
            content = file.read_bytes()
            state.update(f"{part}/{file.name} {len(content)}\n".encode() + content)
    return state.hexdigest()
