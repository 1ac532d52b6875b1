"""Retrieval on a part of the measuring sets, where ``YUANWEN_DATA`` says they are."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

import pytest

from assistant import load_settings
from evals.corpus import read_corpus, read_queries
from evals.retrieval import run_leg
from index import open_index

DATA = os.environ.get("YUANWEN_DATA", "")
DOCUMENTS, QUESTIONS = 40, 60


@pytest.mark.slow
@pytest.mark.skipif(not DATA, reason="YUANWEN_DATA names no folder of measuring sets")
@pytest.mark.parametrize("name", ["drcd", "cmrc2018"])
def test_the_fused_leg_keeps_up_with_the_better_one(name: str, tmp_path: Path) -> None:
    folder = Path(DATA) / name
    articles = list(islice(read_corpus([folder / "corpus.jsonl"]), DOCUMENTS))
    ids = {article.id for article in articles}
    asked = [q for q in read_queries(folder / "queries.jsonl") if q.positives & ids][:QUESTIONS]
    index = open_index(load_settings().index, tmp_path)
    try:
        index.update(articles, "measured")
        dense, keyword, fused = (run_leg(index, asked, leg) for leg in ("dense", "keyword", "fused"))
    finally:
        index.close()
    assert fused.json()["hit@1"] >= 0.9
    for other in (dense, keyword):
        assert fused.against(other)["hit@1"].high >= 0
