"""A question taken apart: how long each step of a quoted answer takes, called one after another as the chain does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter

from assistant import Turn
from assistant.draft import Draft
from assistant.follow_up import stand_alone
from assistant.question import language_of
from assistant.quote import QuoteWriter
from assistant.weighing import weigh
from benchmarks.timing import Summary, summary
from index import Index
from index.search import Asked, rank, score_passages
from index.spread import spread

STAGES = ("condense", "embed", "dense", "keyword", "rescore", "evidence", "verify")
_BEFORE = (Turn("中国有多少个大模型？", "截至2023年5月，中国10亿参数规模以上的大模型已发布79个。"),)


class Steps:
    """Times the steps of questions asked of one index."""

    def __init__(self, index: Index, passages: int = 8) -> None:
        self._index = index
        self._passages = passages
        self._writer = QuoteWriter(3)
        self.seconds: dict[str, list[float]] = {stage: [] for stage in STAGES}

    def ask(self, question: str) -> None:
        """Take every step for one question."""
        index, limit = self._index, self._index.settings.candidates
        with self._during("condense"):
            stand_alone("它有多少参数？", _BEFORE)
        with self._during("embed"):
            languages = index.store.catalog.heads.headings().languages
            vectors = {name: index.space.embed_question(question, name) for name in languages}
        asked = Asked(question, vectors, index.glosses(question))
        with self._during("dense"):
            near = [i for vector in vectors.values() for i, _ in index.store.vectors.search(vector, limit)]
        with self._during("keyword"):
            keywords = dict(index.store.keywords.search(question, limit, None, asked.glosses))
        with self._during("rescore"):
            ranked = rank(score_passages(index.store, asked, near, keywords), "fused", index.settings.dense_weight)
            found = tuple(spread(ranked, self._passages))
        with self._during("evidence"):
            draft = weigh(index, question, language_of(question), found)
        with self._during("verify"):
            asyncio.run(self._write(draft))

    async def _write(self, draft: Draft) -> None:
        async for _ in self._writer.write(draft):
            pass

    @contextmanager
    def _during(self, stage: str) -> Iterator[None]:
        started = perf_counter()
        yield
        self.seconds[stage].append(perf_counter() - started)


def measure_stages(index: Index, asked: Sequence[str]) -> dict[str, Summary]:
    """Median and 95th percentile of each step, in milliseconds; the first questions only warm up."""
    steps = Steps(index)
    for question in asked[:5]:
        steps.ask(question)
    steps.seconds = {stage: [] for stage in STAGES}
    for question in asked:
        steps.ask(question)
    return {stage: summary(seconds) for stage, seconds in steps.seconds.items()}
