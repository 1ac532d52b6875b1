"""Counting a text's tokens, offline."""

from __future__ import annotations

import os
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken


_PIECE = 50_000


@lru_cache(maxsize=1)
def _encoding() -> tiktoken.Encoding | None:
    """The o200k_base table that llama-index-core ships; tiktoken itself would download it."""
    spec = find_spec("llama_index")
    roots = list(spec.submodule_search_locations or []) if spec else []
    tables = [Path(root, "core/_static/tiktoken_cache") for root in roots]
    found = next((table for table in tables if table.is_dir()), None)
    if found is None:
        return None
    before = os.environ.get("TIKTOKEN_CACHE_DIR")
    os.environ["TIKTOKEN_CACHE_DIR"] = str(found)  # a cache of the reader's own need not hold this table
    try:
        import tiktoken

        return tiktoken.get_encoding("o200k_base")
    except Exception:  # counting is an estimate for budgets; it must not be what fails
        return None
    finally:
        if before is None:
            del os.environ["TIKTOKEN_CACHE_DIR"]
        else:
            os.environ["TIKTOKEN_CACHE_DIR"] = before


def count_tokens(text: str) -> int:
    """The number of o200k_base tokens in ``text``; where the table is missing, an estimate of one a Han character
    and one for four others."""
    encoding = _encoding()
    if encoding is None:
        han = sum(c > "\u2e80" for c in text)
        return han + (len(text) - han + 3) // 4
    # In pieces: tiktoken's regex overflows its stack on a long run of spaces.
    pieces = (text[at : at + _PIECE] for at in range(0, len(text), _PIECE))
    return sum(len(encoding.encode_ordinary(piece)) for piece in pieces)


def is_exact() -> bool:
    """Whether the token table is there, so that counts are exact."""
    return _encoding() is not None
