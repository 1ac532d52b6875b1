"""The measuring set's score and the reader's speed. Skipped where the set is not at hand."""

from __future__ import annotations

import importlib.util
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from index.reading.clean_stream import print_article
from index.reading.page import read_page

DATA = os.environ.get("YUANWEN_DATA", "")
pytestmark = pytest.mark.skipif(not DATA, reason="YUANWEN_DATA names no folder of measuring data")

Score = Callable[..., tuple[int, int, int, int, int]]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    with (Path(DATA) / "news_pages" / "pages.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def score() -> Score:
    spec = importlib.util.spec_from_file_location("score_pages", Path(DATA) / "score_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Score = module.score
    return found


def test_f1_and_leak(rows: list[dict[str, Any]], score: Score) -> None:
    """The figures of the fit itself; ``benchmarks/fit_cleaner.py`` gives those on sites held out."""
    total, leaked, furniture = 0.0, 0, 0
    for row in rows:
        right, wrong, missed, leak, of = score(
            row["page"], row["article"], row["furniture"], print_article(row["page"])
        )
        precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
        total += 2 * precision * recall / max(1e-9, precision + recall)
        leaked, furniture = leaked + leak, furniture + of
    assert total / len(rows) >= 0.965
    assert leaked / furniture <= 0.01


def test_every_page_has_an_article_with_its_script(rows: list[dict[str, Any]]) -> None:
    scripts = {"simplified": "Hans", "traditional": "Hant"}
    for row in rows:
        article = read_page(row["page"], row["id"])
        assert article.text
        assert article.script == scripts[row["script"]]


def test_most_pages_give_their_title_and_date(rows: list[dict[str, Any]]) -> None:
    articles = [read_page(row["page"], row["id"]) for row in rows]
    assert sum(bool(article.title) for article in articles) >= 0.95 * len(rows)
    assert sum(article.published[:2] == "20" for article in articles) >= 0.85 * len(rows)


@pytest.mark.slow
def test_two_hundred_pages_a_second(rows: list[dict[str, Any]]) -> None:
    """Processor time, best of ten, on a machine that may be shared."""
    best = float("inf")
    for _ in range(10):
        start = time.process_time()
        for row in rows:
            read_page(row["page"], row["id"])
        best = min(best, time.process_time() - start)
    assert len(rows) / best >= 200
