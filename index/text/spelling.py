"""The spelling in which text is parsed: one code point for each of the original's, so that offsets hold."""

from __future__ import annotations

from index.text.fold import to_simplified

# NFKC would change lengths (㎡, ½); these are the forms digits, letters and marks really come in.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    0xA0: 0x20,
    0x2009: 0x20,
    0x202F: 0x20,
}
# Marks that end a clause keep their form: between digits a full-width comma may be one, a point never is.
_MARKS = {
    ord(a): ord(b)
    for a, b in {"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "～": "~", "﹪": "%", "，": ",", "０": "0"}.items()
}
_TABLE = _NARROW | _MARKS


def plain(text: str) -> str:
    """The text with full-width forms narrowed, dashes made one and Simplified characters, code point for code point."""
    return to_simplified(text.translate(_TABLE))
