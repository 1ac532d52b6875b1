"""Files to articles: what can be read, and one clear line for what cannot."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from index.article import Article, Cut
from index.errors import YuanwenError
from index.reading.page import read_page
from index.text.fold import strip_unsafe

READABLE = (".txt", ".md")
MAX_BYTES = 50_000_000
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# ATX heading on the first line that is not empty; closing marks need a space before them (CommonMark 0.31, 4.2).
_HEADING = re.compile(r"\s*^#{1,6}[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$", re.MULTILINE)


class UnreadableFileError(YuanwenError):
    """A file that cannot become an article."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file of an addition: its article, or why there is none."""

    path: Path
    article: Article | None
    problem: str = ""


def read_paths(paths: list[Path]) -> Iterator[ReadFile]:
    """Read files and folders one by one; a bad file is reported and the rest goes on.

    A folder gives every readable file below it, in name order; other files in it are passed over.

    Raises:
        YuanwenError: a path does not exist.
    """
    for path in paths:
        if not os.path.lexists(path):  # unlike exists(), raises nothing
            raise YuanwenError(f"{path} does not exist: check the path")
    for path in paths:
        if path.is_dir():
            yield from _read_folder(path)
        else:
            yield _read(path)


def _read(path: Path) -> ReadFile:
    try:
        return ReadFile(path, read_file(path))
    except UnreadableFileError as error:
        return ReadFile(path, None, str(error))


def _read_folder(folder: Path) -> Iterator[ReadFile]:
    """Every readable file below a folder in name order; hidden ones are passed over, closed folders reported."""
    closed: list[OSError] = []
    found: list[Path] = []
    for root, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(root, name) for name in names if not name.startswith(".")]
    for error in closed:
        reason = f"{error.filename} cannot be read ({error.strerror}): check its permissions"
        yield ReadFile(Path(error.filename), None, reason)
    for path in sorted(found):
        if path.suffix.lower() in READABLE:
            yield _read(path)


def read_file(path: Path) -> Article:
    """One text file as an article. ``.md`` keeps all its text; any other file is read as a page dump.

    Raises:
        UnreadableFileError: it is too large, empty, not text, or holds no sentence.
    """
    text = _decode(path)
    article_id = _id_of(path)
    article = _plain(text, article_id, path) if path.suffix.lower() == ".md" else read_page(text, article_id)
    if not article.text.strip():
        raise UnreadableFileError(f"{path} holds no article text: only navigation or empty lines were found")
    return article if article.title else replace(article, title=path.stem)


def _decode(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableFileError(f"{path} has {size:,} bytes, the limit is {MAX_BYTES:,}: split it")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read ({error.strerror}): check its permissions") from error
    if not data.strip():
        raise UnreadableFileError(f"{path} is empty")
    bom = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    # GB18030 reads almost any bytes, so it comes last and only without the control bytes of a binary file.
    for encoding in (bom,) if bom else ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if not _looks_binary(text):
            return text
    raise UnreadableFileError(f"{path} is not text: give a {' or '.join(READABLE)} file")


def _looks_binary(text: str) -> bool:
    sample = text[:100_000]
    return len(sample) - len(strip_unsafe(sample)) > max(2, len(sample) // 100)


def _plain(text: str, article_id: str, path: Path) -> Article:
    body = strip_unsafe(text.replace("\r\n", "\n").replace("\r", "\n"))
    heading = _HEADING.match(body)
    title = heading.group(1) if heading else path.stem
    cuts = (Cut(heading.group().strip(), "title", heading.group().count("\n") + 1),) if heading else ()
    lines = (line.strip() for line in body[heading.end() if heading else 0 :].split("\n"))
    return Article(article_id, title, "\n".join(line for line in lines if line), cuts=cuts)


def _id_of(path: Path) -> str:
    """The file's name and six digits of its place: two files of the same name in two folders stay two articles."""
    name = re.sub(r"[^\w.-]+", "-", path.stem).strip("-.")[:80] or "document"
    place = sha256(str(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:6]
    return f"{name}-{place}"
