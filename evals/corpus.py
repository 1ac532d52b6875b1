"""A user's own corpus and questions: two JSONL files."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index import Article, YuanwenError
from index.passages import digest
from index.text.fold import strip_unsafe

Item = TypeVar("Item")
Row = TypeVar("Row", bound=BaseModel)


class _Document(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str = Field(min_length=1)
    text: str
    title: str = ""
    url: str = ""
    published: str = ""


class _Query(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    question: str = Field(min_length=1)
    id: str = ""
    answers: list[str] = []
    positive_ids: list[str] = []


@dataclass(frozen=True, slots=True)
class Query:
    """A question with its right answers and the ids of the documents that hold one."""

    id: str
    question: str
    answers: tuple[str, ...]
    positives: frozenset[str]


def read_corpus(paths: list[Path]) -> Iterator[Article]:
    """The rows ``{id, text[, title, url, published]}`` of JSONL files as articles, one at a time.

    Raises:
        YuanwenError: a file or a line cannot be read; both are named.
    """
    for path, number, line in _lines(paths):
        row = _parse(_Document, line, path, number)
        text = "\n".join(part.strip() for part in strip_unsafe(row.text).splitlines() if part.strip())
        yield Article(row.id, row.title, text, url=row.url, published=row.published)


def read_queries(path: Path) -> list[Query]:
    """The rows ``{question[, id, answers, positive_ids]}`` of a JSONL file.

    Raises:
        YuanwenError: the file or a line cannot be read, or it holds no question.
    """
    queries = []
    for _, number, line in _lines([path]):
        row = _parse(_Query, line, path, number)
        queries.append(Query(row.id or str(number), row.question, tuple(row.answers), frozenset(row.positive_ids)))
    if not queries:
        raise YuanwenError(f"{path} holds no question: write one JSON object a line")
    return queries


def fingerprint(paths: list[Path]) -> str:
    """Names a corpus by its files' bytes, which are never held all at once."""
    from hashlib import file_digest

    digests = []
    for path in paths:
        with path.open("rb") as file:
            digests.append(file_digest(file, "sha256").hexdigest())
    return digest(digests)


def counted(queries: Sequence[Item]) -> Iterator[Item]:
    """The questions one by one, with a bar on standard error where that is a terminal."""
    from tqdm import tqdm

    yield from tqdm(queries, unit="question", disable=None, leave=False)


def findable(queries: Sequence[Query], ids: Iterable[str]) -> list[Query]:
    """The questions that have a right document in the corpus; how many others there were is told.

    Raises:
        YuanwenError: there is none.
    """
    there = set(ids)
    found = [q for q in queries if q.positives & there]
    lost = [q for q in queries if not q.positives & there]
    if not found:
        named = sorted(queries[0].positives)[0] if queries else ""
        raise YuanwenError(f"no question names a document of the corpus, which has no {named!r}: check positive_ids")
    if lost:
        print(f"{len(lost)} questions name no document of the corpus, such as {lost[0].id}: left out", file=sys.stderr)
    return found


def _lines(paths: list[Path]) -> Iterator[tuple[Path, int, str]]:
    for path in paths:
        try:
            with path.open(encoding="utf-8") as lines:
                for number, line in enumerate(lines, 1):
                    if line.strip():
                        yield path, number, line
        except (OSError, UnicodeDecodeError) as error:
            raise YuanwenError(f"{path} cannot be read ({error}): give a UTF-8 JSONL file") from error


def _parse(model: type[Row], line: str, path: Path, number: int) -> Row:
    try:
        return model.model_validate_json(line)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in problem["loc"]) or "the line"
        raise YuanwenError(f"{path}, line {number}: {where}: {problem['msg']}") from error
