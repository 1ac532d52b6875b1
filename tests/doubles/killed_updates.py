"""A program that kills its own child at chosen points of a run and says what a start afterwards finds.

``python -m tests.doubles.killed_updates HOME POINTS SEED TIMED`` prints one JSON line a round. A run syncs a folder
that gained, changed and lost files, adds two articles and removes one. A point is the moment just before or just after
one of the writes to the catalog, to Chroma or to tantivy; ``POINTS`` of them are taken from all, spread evenly from a
seeded start, or all for 0. ``TIMED`` further rounds are killed at random moments, so within a write too. Children are
forked from a process that has imported everything and opened nothing, so that a round costs no start-up.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from threading import Lock
from typing import Any

import chromadb  # noqa: F401 - imported before the fork
import tantivy  # noqa: F401

from index import Article, Index, IndexSettings, sync_folder
from index.reindexing import data_folder
from index.space import VectorSpace
from index.store.lock import lock_folder
from index.store.opening import open_store
from index.text.counting import count_tokens
from index.text.glossary import Glossary
from index.text.tokens import search_tokens
from tests.doubles.hash_embedder import HashEmbedder

WRITES = {"catalog": ("mark_pending", "writing"), "vectors": ("add", "remove"), "keywords": ("replace",)}
NEVER = 1_000_000


class Killing:
    """A real part of the store; before and after each write a point is passed, and at one the process is killed."""

    def __init__(self, part: Any, writes: tuple[str, ...], passed: Callable[[], None]) -> None:
        self._part, self._writes, self._passed = part, writes, passed

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._part, name)
        if name not in self._writes:
            return real

        def write(*args: Any, **named: Any) -> Any:
            self._passed()
            result = real(*args, **named)
            self._passed()
            return result

        return write


class Points:
    """Counts the points passed and kills this process at one of them."""

    def __init__(self, fatal: int) -> None:
        self.passed, self._fatal = 0, fatal

    def __call__(self) -> None:
        self.passed += 1
        if self.passed == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)


def open_at(home: Path, points: Points | None = None) -> Index:
    space = VectorSpace(HashEmbedder())
    lock = lock_folder(home / "index")
    store = open_store(data_folder(home), space.name, space.dimension)
    glossary = Glossary(home / "models")
    if points:
        store = replace(store, **{part: Killing(getattr(store, part), w, points) for part, w in WRITES.items()})
    return Index(IndexSettings(passage_tokens=32), store, space, glossary, ThreadPoolExecutor(1), lock, Lock())


def fill(folder: Path, number: int) -> None:
    """Eight of twelve files, another eight each time: half of each text is always the same, half is new."""
    folder.mkdir(parents=True, exist_ok=True)
    same = "大模型开源生态发展得很快，各地的企业都在跟进。" * 3
    for n in range(12):
        file = folder / f"a{n}.md"
        if (n + number) % 3:
            file.write_text(
                f"# 第{number}代\n\n{same}\n\n第{number}代的第{n}篇讲到数字{number * n}。\n", encoding="utf-8"
            )
        else:
            file.unlink(missing_ok=True)


def run(home: Path, number: int, index: Index) -> None:
    """What is interrupted, and what completes it."""
    sync_folder(index, home / "mine")
    extra = [Article(f"x{n}", f"第{number}代", f"大模型开源生态之外，第{number}次另加的第{n}篇。") for n in range(2)]
    index.update(extra, "files")
    index.remove(["x1"])


def look(index: Index) -> dict[str, Any]:
    """What an index answers and how well its parts agree."""
    found = index.search("大模型开源生态", 5)
    texts = {a.id: a.text for a in index.articles()}
    return {
        "problems": index.verify().problems,
        "pending": len(index.store.catalog.pending()),
        "articles": {a.id: a.title for a in index.articles()},
        "found": len(found),
        "exact": all(texts[p.article_id][p.start : p.end] == p.text for p in found),
    }


def complete(home: Path, number: int) -> dict[str, Any]:
    index = open_at(home)
    after = look(index)
    run(home, number, index)
    completed = look(index)
    again = sync_folder(index, home / "mine")[0]
    index.close()
    return {"after": after, "completed": completed, "left": {k: v for k, v in asdict(again).items() if v}}


def child(work: Callable[[], Any]) -> tuple[int, int]:
    """Fork a child for ``work``; its process id and the end of a pipe that its answer comes through."""
    read, write = os.pipe()
    if process := os.fork():
        os.close(write)
        return process, read
    try:
        os.write(write, json.dumps(work()).encode())
        os._exit(0)
    finally:
        os._exit(1)


def answer(work: Callable[[], Any]) -> Any:
    process, read = child(work)
    with os.fdopen(read) as pipe:
        said = pipe.read()
    os.waitpid(process, 0)
    return json.loads(said or "null")


def interrupted(home: Path, number: int, fatal: int) -> int:
    index = open_at(home, points := Points(fatal))
    run(home, number, index)
    index.close()
    return points.passed


def chosen(count: int, points: int, timed: int, moments: random.Random, seconds: float) -> Iterator[tuple[int, float]]:
    """The points to be killed at, each with no time, then the times in seconds, each with no point."""
    step = count / (points or count)
    start = moments.uniform(0, step)
    yield from ((1 + int(start + n * step) % count, 0.0) for n in range(points or count))
    yield from ((NEVER, moments.uniform(0.0, seconds)) for _ in range(timed))


def main() -> None:
    home, points, seed, timed = Path(sys.argv[1]), *map(int, sys.argv[2:5])
    count_tokens("tables are loaded before the fork")
    search_tokens("字表")
    fill(home / "mine", 0)
    answer(lambda: interrupted(home, 0, NEVER))
    fill(home / "mine", 1)
    begun = time.monotonic()
    count = answer(lambda: interrupted(home, 1, NEVER))
    took = time.monotonic() - begun
    for number, (fatal, seconds) in enumerate(chosen(count, points, timed, random.Random(seed), took), start=2):
        fill(home / "mine", number)
        process, read = child(lambda n=number, f=fatal: interrupted(home, n, f))
        if fatal == NEVER:
            time.sleep(seconds)
            os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        os.close(read)
        killed = os.WIFSIGNALED(status)
        told = answer(lambda n=number: complete(home, n)) or {"left": "the index did not open"}
        print(json.dumps({"number": number, "point": fatal, "of": count, "killed": killed, **told}), flush=True)


if __name__ == "__main__":
    main()
