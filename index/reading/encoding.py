"""Bytes to text: the encodings Chinese files come in, told apart by their marks, then by what reads as language."""

from __future__ import annotations

import codecs
import re

from index.reading.problems import Unreadable
from index.text.fold import strip_unsafe

_BOMS = (  # UTF-32 first: its little-endian mark opens with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = ["gb18030", "big5", "big5hkscs", "utf_16_le", "utf_16_be", "cp1252"]
_SAMPLE = 200_000
_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]{0,200}?\bcharset|\?xml\b[^>]{0,200}?\bencoding)\s*=\s*["']?([\w.:-]{2,40})""", re.I
)


def decode(data: bytes) -> str:
    """The text, by byte order mark, as UTF-8, or in the encoding whose reading is likeliest language.

    A file that is UTF-8 but for a few broken bytes is read as UTF-8, with U+FFFD in their places.

    Raises:
        Unreadable: it is not text.
    """
    mark = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    for text in _readings(data, mark):
        if text is not None and not _looks_binary(text):
            return text
    raise Unreadable("is not text in any encoding known here: save it as UTF-8")


def decode_html(data: bytes, declared: str = "") -> str:
    """As ``decode``, but a charset that the transport or the page itself declares is tried first."""
    found = _DECLARED.search(data[:4_096])
    for name in (declared, found.group(1).decode("ascii") if found else ""):
        # A page that says GB2312 holds GBK in practice; GB18030 contains both.
        wide = "gb18030" if name.lower() in ("gb2312", "gbk", "gb18030") else name
        if text := _try(data, wide):
            return text
    return decode(data)


def _readings(data: bytes, mark: str | None) -> list[str | None]:
    if mark:
        return [_try(data, mark)]
    if (text := _try(data, "utf-8")) is not None:
        return [text]
    if (text := _mostly_utf8(data)) is not None:
        return [text]
    return [_guess(data)]


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding) if encoding else None
    except (UnicodeError, LookupError):
        return None


def _mostly_utf8(data: bytes) -> str | None:
    """UTF-8 with a few broken bytes: no other encoding reads its many valid sequences as sense."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    wide = sum(not c.isascii() for c in text[:_SAMPLE])
    return text if 0 < broken <= max(1, wide // 20) and wide > broken * 3 else None


def _guess(data: bytes) -> str | None:
    """The likeliest legacy encoding by charset-normalizer's measure of disorder, from the head of the data."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE], cp_isolation=_LEGACY).best()
    if best is None:
        return None
    # A sample may end inside a character; the whole is read with the rest's broken bytes marked.
    return data.decode(best.encoding, "replace")


def _looks_binary(text: str) -> bool:
    sample = text[:100_000]
    odd = len(sample) - len(strip_unsafe(sample)) + sample.count("\ufffd")
    return odd > max(2, len(sample) // 100)
