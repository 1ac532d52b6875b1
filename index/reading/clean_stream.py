"""Cleans page dumps by the line: ``{id, page}`` JSON lines in, ``{id, text}`` JSON lines out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.errors import YuanwenError
from index.reading.page import read_page
from index.text.fold import find_unsafe


@dataclass(frozen=True, slots=True)
class BadLine:
    """An input line that could not be read: its number from 1 and, in one line, what is wrong and what to do."""

    number: int
    message: str


def clean_json_lines(lines: Iterable[str | bytes]) -> Iterator[str | BadLine]:
    """For each input line the cleaned page as a JSON line without its line feed, or a ``BadLine``; blank lines pass.

    ``text`` is the printed article: its title, where the page has one, and its paragraphs, a line each. One bad line
    does not stop the rest, and the output keeps the input's order.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            identity, page = _read(line)
        except YuanwenError as error:
            yield BadLine(number, f"line {number}: {error}")
            continue
        yield json.dumps({"id": identity, "text": print_article(page)}, ensure_ascii=False)


def print_article(page: str) -> str:
    """A page's article as a reader would print it: the title, then the paragraphs."""
    article = read_page(page, "")
    return "\n".join(part for part in (article.title, article.text) if part)


def _read(line: str | bytes) -> tuple[str, str]:
    try:
        row = json.loads(line)
    except UnicodeDecodeError as error:
        raise YuanwenError(f"not UTF-8 at byte {error.start}; save the input as UTF-8") from None
    except (ValueError, RecursionError) as error:
        reason = str(error).splitlines()[0]
        raise YuanwenError(f'not JSON ({reason}); write one object {{"id": …, "page": …}} a line') from None
    if not isinstance(row, dict):
        raise YuanwenError(f'a JSON {type(row).__name__}, not an object; write {{"id": …, "page": …}}')
    for key in ("id", "page"):
        if not isinstance(row.get(key), str):
            raise YuanwenError(f'"{key}" is {_kind(row, key)}; give it as a string')
    identity, page = row["id"], row["page"]
    if find_unsafe(identity):
        raise YuanwenError('"id" holds a control character or a lone surrogate; give plain text')
    return identity, page


def _kind(row: dict[str, object], key: str) -> str:
    return "missing" if key not in row else f"a {type(row[key]).__name__}"
