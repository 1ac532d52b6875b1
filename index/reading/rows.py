"""A corpus in one file: rows of ``{id, title, text, url, published}`` as JSON lines or CSV, read one by one."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.article import Article
from index.reading.controls import without_controls
from index.reading.document import ReadFile, join_lines
from index.text.fold import find_unsafe, strip_unsafe

ROWS = (".jsonl", ".ndjson", ".csv")
_MOST = 20_000_000  # characters in one row
_ID = re.compile(r"[^\s/?#\\]{1,200}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?")
_FIELDS = ("title", "publisher", "author", "editor", "published", "place", "url", "script")


class BadRowError(Exception):
    """What is wrong with a row and what to do."""


def read_rows(path: Path) -> Iterator[ReadFile]:
    """An article a row, or the row's problem by its number; one row is held at a time. UTF-8, with or without a mark.

    ``id`` and ``text`` are required; unknown columns are passed over.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="" if path.suffix.lower() == ".csv" else None) as file:
            rows = _csv(file) if path.suffix.lower() == ".csv" else _json(file)
            for number, row in rows:
                try:
                    yield ReadFile(path, _article(row))
                except BadRowError as error:
                    yield ReadFile(path, None, f"{path} row {number}: {error}")
    except UnicodeDecodeError as error:
        yield ReadFile(path, None, f"{path} is not UTF-8 ({error.reason}): save it as UTF-8; rows before it were read")
    except (OSError, csv.Error) as error:
        yield ReadFile(path, None, f"{path} cannot be read on ({error}): check the file")


def _json(file: Any) -> Iterator[tuple[int, Any]]:
    number = 0
    while line := file.readline(_MOST):
        number += 1
        if len(line) == _MOST and not line.endswith("\n"):
            while (rest := file.readline(_MOST)) and not rest.endswith("\n"):
                pass
            yield number, BadRowError(f"longer than {_MOST:,} characters; split it")
        elif line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                yield number, BadRowError(f"not JSON ({str(error).splitlines()[0]}); write one object a line")


def _csv(file: Any) -> Iterator[tuple[int, Any]]:
    csv.field_size_limit(_MOST)
    yield from enumerate(csv.DictReader(file, restval=""), start=1)


def _article(row: Any) -> Article:
    if isinstance(row, BadRowError):
        raise row
    if not isinstance(row, dict):
        raise BadRowError(f'a JSON {type(row).__name__}, not an object; write {{"id": …, "text": …}}')
    said = {name: _text(row, name) for name in ("id", "text", *_FIELDS)}
    if not _ID.fullmatch(said["id"]) or find_unsafe(said["id"]):
        raise BadRowError(
            f'"id" is {said["id"][:50]!r}; give 1 to 200 characters without space, "/", "?", "#" and "\\"'
        )
    if said["published"] and not _DATE.fullmatch(said["published"]):
        raise BadRowError(f'"published" is {said["published"][:30]!r}; write it as 2023-05-28 or 2023-05-28T18:41:56')
    if said["url"] and not said["url"].startswith(("http://", "https://")):
        raise BadRowError(f'"url" is {said["url"][:50]!r}; give an http or https address')
    body = join_lines(said.pop("text").replace("\r\n", "\n").replace("\r", "\n"))
    if not strip_unsafe(body).strip():
        raise BadRowError('"text" is empty; leave the row out')
    return without_controls(replace(Article(said.pop("id"), "", body), **said))  # type: ignore[arg-type]


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None or value == "":
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise BadRowError(f'"{name}" is a {type(value).__name__}; give it as a string')
    return str(value) if name == "text" else " ".join(str(value).split())
