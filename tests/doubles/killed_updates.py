"""A program that kills its own child at random moments of an update and says what a start afterwards finds.

``python -m tests.doubles.killed_updates HOME ROUNDS SEED`` prints one JSON line a round. The child is forked from a
process that has imported everything and opened nothing, so that a round costs no start-up.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

import chromadb  # noqa: F401 - imported before the fork
import tantivy  # noqa: F401

from index import Article, Index, IndexSettings
from index.reindexing import data_folder
from index.space import VectorSpace
from index.store.lock import lock_folder
from index.store.store import open_store
from index.text.counting import count_tokens
from index.text.tokens import search_tokens
from tests.doubles.hash_embedder import HashEmbedder

ARTICLES = 12


def open_at(home: Path) -> Index:
    space = VectorSpace(HashEmbedder())
    lock = lock_folder(home / "index")
    store = open_store(data_folder(home), space.name, space.dimension)
    return Index(IndexSettings(passage_tokens=32), store, space, ThreadPoolExecutor(1), lock, Lock())


def generation(number: int) -> list[Article]:
    """Twelve articles, one update: half of each text is the same in every generation, half is new."""
    same = "大模型开源生态发展得很快，各地的企业都在跟进。" * 3
    return [
        Article(f"a{n}", f"第{number}代", f"{same}\n第{number}代的第{n}篇文章讲到数字{number * n}。" * 2)
        for n in range(ARTICLES)
    ]


def update_forever(home: Path, ready: int) -> None:
    index = open_at(home)
    first = int(index.articles()[0].title[1:-1]) if index.articles() else 0
    for number in range(first + 1, first + 10_000):
        index.update(generation(number), "test")
        os.write(ready, b"1")


def find_damage(home: Path, answer: int) -> None:
    index = open_at(home)
    found = index.search("大模型开源生态", 5)
    texts = {a.id: a.text for a in index.articles()}
    report = {
        "problems": index.verify().problems,
        "generations": sorted({a.title for a in index.articles()}),
        "articles": len(texts),
        "pending": len(index.store.catalog.pending()),
        "found": len(found),
        "exact": all(texts[p.article_id][p.start : p.end] == p.text for p in found),
    }
    index.close()
    os.write(answer, json.dumps(report).encode())


def in_child(work: object, home: Path) -> tuple[int, int]:
    """Fork a child for ``work``; returns its process id and the end of a pipe that it writes to."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work(home, write)  # type: ignore[operator]
            os._exit(0)
        finally:
            os._exit(1)
    os.close(write)
    return child, read


def main() -> None:
    home, rounds, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    moments = random.Random(seed)
    count_tokens("tables are loaded before the fork")
    search_tokens("字表")
    for _ in range(rounds):
        child, ready = in_child(update_forever, home)
        # After one to three updates have ended, however slow the machine is, and somewhere within the next one.
        for _ in range(moments.randint(1, 3)):
            assert os.read(ready, 1) == b"1", "the updating child did not update"
        time.sleep(moments.uniform(0.0, 0.15))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(ready)
        child, answer = in_child(find_damage, home)
        print(os.read(answer, 65_536).decode() or '{"problems": ["the index did not open"]}', flush=True)
        os.waitpid(child, 0)
        os.close(answer)


if __name__ == "__main__":
    main()
