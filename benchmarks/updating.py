"""What readers feel while 10,000 passages are added, and whether any of them sees half an article.

    python -m benchmarks.updating [--passages 10000] [--readers 1] [--home FOLDER] [--json out.json]

Readers ask one question after another: before the update, while it goes on, and after it. Vectors are drawn, so that
what is measured is the writing and not the model, which on two cores would leave readers one. Beside them somebody
looks an article up again and again, and counts the times it did not hold together.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

from assistant import Assistant, load_settings, open_assistant
from benchmarks.grown import Drawing, read_pool
from benchmarks.timing import questions, summary, write_json
from index import Index
from index.store.store import Put


def main() -> None:
    """Measure and print what was found."""
    arguments = _arguments()
    result = measure_updating(arguments.home, arguments.passages, arguments.readers, arguments.questions)
    print(result)
    write_json(arguments.json, result)


def measure_updating(home: Path | None, passages: int, readers: int, asked: int) -> dict[str, Any]:
    """Milliseconds of readers' questions before, during and after, and the ratio of the 95th percentiles."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(home=home or Path(folder), index={"remembered": 0}, answer={"remembered": 0})
        with closing(open_assistant(settings)) as assistant:
            assistant.index.glossary.prepare()  # a server does so when it starts
            named = f"added-{time.time_ns()}"  # a home that is used again has what earlier runs added
            drawing = Drawing(read_pool(assistant.index.space), named=named)
            batches = list(drawing.puts(passages))
            try:
                return asyncio.run(_measure(assistant, batches, readers, asked))
            finally:
                if home is not None:
                    _take_out(assistant.index, named)


async def _measure(assistant: Assistant, batches: Sequence[Sequence[Put]], readers: int, asked: int) -> dict[str, Any]:
    before = await _read(assistant, readers, asked)
    halves = {"seen": 0, "looked": 0}
    started = time.perf_counter()
    writing = asyncio.ensure_future(asyncio.to_thread(_write, assistant.index, batches))
    watching = asyncio.ensure_future(asyncio.to_thread(_watch, assistant.index, batches, writing, halves))
    during = await _read(assistant, readers, asked, writing)
    await asyncio.gather(writing, watching)
    seconds = time.perf_counter() - started
    after = await _read(assistant, readers, asked)
    found = {"before": summary(before), "during": summary(during), "after": summary(after)}
    beside = (found["before"]["p95"] + found["after"]["p95"]) / 2
    passages = sum(len(put.passages) for batch in batches for put in batch)
    return found | {
        "ratio": round(found["during"]["p95"] / beside, 2),
        "questions_during": len(during),
        "passages_per_second": round(passages / seconds),
        "halves_seen": halves["seen"],
        "looked": halves["looked"],
    }


async def _read(
    assistant: Assistant, readers: int, asked: int, until: asyncio.Future[None] | None = None
) -> list[float]:
    """Seconds of each question of so many readers: a number of them, or as many as fit before ``until``."""
    chosen, times = questions(200), []

    async def reader(first: int) -> None:
        for number in count():
            if until.done() if until is not None else number >= asked:
                return
            started = time.perf_counter()
            await assistant.ask(chosen[(first + number) % len(chosen)])
            times.append(time.perf_counter() - started)

    await asyncio.gather(*(reader(place * 50) for place in range(readers)))
    return times


def _write(index: Index, batches: Sequence[Sequence[Put]]) -> None:
    for batch in batches:
        index.store.commit(batch, [])


def _watch(
    index: Index, batches: Sequence[Sequence[Put]], writing: asyncio.Future[None], halves: dict[str, int]
) -> None:
    """Look the newest articles up while they come in: each is there with all its passages, or not at all."""
    puts = {put.article.id: put for batch in batches for put in batch}
    last = [batch[-1].article.id for batch in batches]
    while not writing.done():
        stored = index.store.catalog.passages_of(last)
        for article_id in last:
            held = [p.chunk.id for p in stored if p.article_id == article_id]
            whole = {p.chunk.id for p in puts[article_id].passages}
            halves["seen"] += bool(held) and set(held) != whole
        halves["looked"] += 1
        time.sleep(0.1)


def _take_out(index: Index, scope: str) -> None:
    index.remove(index.ids_in(scope))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=10_000, help="to add")
    parser.add_argument("--readers", type=int, default=1, help="who ask at the same time")
    parser.add_argument("--questions", type=int, default=100, help="of each reader before and after")
    parser.add_argument("--home", type=Path, help="an index that is there already; without it the five articles")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    return parser.parse_args()


if __name__ == "__main__":
    main()
