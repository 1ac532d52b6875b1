"""Readers beside a writer: one version of an article or the other, never some of each."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from assistant.weighing import weigh
from index import Article, Index

OpenIndex = Callable[..., Index]
COUNT, VERSIONS, SENTENCES = 8, 6, 6
_VERSION = re.compile(r"第(\d+)版")


def article(number: int, version: int) -> Article:
    # Passages of 32 tokens at most: one sentence each. Later versions begin with more, so that every offset moves.
    lines = [f"青河大桥第{version}版第{k}段全长{number}百米，于{k}月通车。" for k in range(SENTENCES)]
    return Article(f"a{number}", "青河大桥", "\n".join(["前言。" * version, *lines]), "东报", script="Hans")


def write(index: Index) -> None:
    for version in range(1, VERSIONS):
        index.update([article(number, version) for number in range(COUNT)], "test")
    index.remove([f"a{number}" for number in range(0, COUNT, 2)])


def versions_of(texts: list[str]) -> set[str]:
    return {found[1] for text in texts if (found := _VERSION.search(text))}


def read_articles(index: Index, done: Callable[[], bool]) -> int:
    looked = 0
    while not done():
        held: dict[str, list[str]] = defaultdict(list)
        for passage in index.store.catalog.passages_of([f"a{number}" for number in range(COUNT)]):
            held[passage.article_id].append(passage.chunk.text)
        for texts in held.values():
            assert len(versions_of(texts)) == 1
            assert sum(len(_VERSION.findall(text)) for text in texts) == SENTENCES
        looked += 1
    return looked


def search(index: Index, done: Callable[[], bool]) -> int:
    looked = 0
    while not done():
        found: dict[str, list[str]] = defaultdict(list)
        for passage in index.search("青河大桥全长多少米？", 10):
            found[passage.article_id].append(passage.text)
        assert all(len(versions_of(texts)) <= 1 for texts in found.values())
        looked += 1
    return looked


def quote(index: Index, done: Callable[[], bool]) -> int:
    """What is quoted stands at its place in the article that is shown beside it."""
    looked = 0
    while not done():
        found = tuple(index.search("青河大桥何时通车？", 8))
        draft = weigh(index, "青河大桥何时通车？", "zh-Hans", found)
        for evidence in draft.ranked:
            assert draft.articles[evidence.article_id].text[evidence.start : evidence.end] == evidence.text
        looked += 1
    return looked


def test_readers_see_whole_articles_of_one_version(open_hashed: OpenIndex) -> None:
    index = open_hashed(bundled=False, passage_tokens=32)
    index.update([article(number, 0) for number in range(COUNT)], "test")
    with ThreadPoolExecutor(4) as pool:
        writing = pool.submit(write, index)
        reading = [pool.submit(read, index, writing.done) for read in (read_articles, search, quote)]
        looked = [reader.result(timeout=120) for reader in reading]
        writing.result()
    assert min(looked) > 3
    assert index.counts()[0] == COUNT // 2


def test_what_was_replaced_or_removed_since_the_search_is_not_weighed(open_hashed: OpenIndex) -> None:
    index = open_hashed(bundled=False, passage_tokens=32)
    index.update([article(0, 0), article(1, 0)], "test")
    found = tuple(index.search("青河大桥全长多少米？", 8))
    assert {p.article_id for p in found} == {"a0", "a1"}
    index.update([replace(article(0, 0), text="别的事。")], "test")
    draft = weigh(index, "青河大桥全长多少米？", "zh-Hans", found)
    assert {e.article_id for e in draft.ranked} == {p.article_id for p in draft.passages} == {"a1"}
    index.remove(["a1"])
    started = time.perf_counter()
    assert weigh(index, "青河大桥全长多少米？", "zh-Hans", found).ranked == []
    assert time.perf_counter() - started < 30
