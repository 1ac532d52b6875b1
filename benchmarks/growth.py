"""How a question's time, memory and disk grow with the corpus, beside LlamaIndex's starter on the same embedding.

    python -m benchmarks.growth [--passages 0 1000 10000] [--questions 60] [--homes FOLDER] [--json out.json]

0 stands for the five bundled articles alone; up to ``REAL`` passages are embedded, larger corpora are drawn around the
five by ``benchmarks.grown``. Each size and system is measured in a process of its own, so that its peak memory is its
own; times are of the whole way from question to answer, embedding included, with nothing kept between questions.
``--homes`` keeps what was grown for the next run.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from assistant import Assistant, load_settings, open_assistant
from benchmarks.grown import Drawing, embed_real, grow, read_pool
from benchmarks.stages import measure_stages
from benchmarks.timing import (
    at_once,
    disk_megabytes,
    in_own_process,
    peak_megabytes,
    questions,
    summary,
    with_processor,
    write_json,
)
from index import Where

REAL = 1_000
SYSTEMS = ("yuanwen", "starter")
READERS = (10, 50)
WARM_UP = 30  # other questions asked before
FILTERS = {
    "publisher": Where(publishers=("第3社",)),
    "dates": Where(since="2023-05-01", until="2023-06-30"),
    "half": Where(since="2020-01-01"),
}


def main() -> None:
    """Measure each size and print a line for it."""
    arguments = _arguments()
    if arguments.one:
        print(json.dumps(PARTS[arguments.one](arguments.homes, arguments.passages[0], arguments.questions)))
        return
    results = measure_growth(arguments.passages, arguments.questions, arguments.homes, print)
    write_json(arguments.json, results)


def measure_growth(
    sizes: list[int], asked: int, homes: Path | None, tell: Callable[[str], object]
) -> list[dict[str, Any]]:
    """The figures of each size, both systems; ``tell`` is given a line for each."""
    results: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            words = ("--passages", str(size), "--questions", str(asked), "--homes", str(homes or folder))
            found = {}
            for name in SYSTEMS:  # what is grown takes more memory than what is asked
                grown = in_own_process("growth", "--one", f"grow-{name}", *words)
                found[name] = grown | in_own_process("growth", "--one", name, *words)
            results.append(found)
            tell(_line(results[-1], results[0]))
    return results


def measure_yuanwen(homes: Path, passages: int, asked: int) -> dict[str, Any]:
    """All figures of one size: milliseconds, megabytes and passages."""
    home = homes / f"yuanwen-{passages}"
    result: dict[str, Any] = {}
    started = time.perf_counter()
    with closing(_open(home)) as assistant:
        result["seconds_to_open"] = round(time.perf_counter() - started, 2)
        result |= asyncio.run(_ask_yuanwen(assistant, asked))
        result["megabytes"] = peak_megabytes()
        result["stages"] = measure_stages(assistant.index, questions(asked, seed=5))
        result |= {"passages": assistant.index.counts()[1], "disk_megabytes": disk_megabytes(home / "index")}
    return result


def grow_yuanwen(homes: Path, passages: int, _asked: int) -> dict[str, Any]:
    """Make an index of one size unless it is there; how long that took, and how much was embedded a second."""
    home = homes / f"yuanwen-{passages}"
    done = home / "grown.json"  # written last: what a stopped run left is grown on
    if not done.is_file():
        result = _grow_yuanwen(home, passages)
        write_json(done, result)
    grown: dict[str, Any] = json.loads(done.read_text(encoding="utf-8"))
    return grown


def _grow_yuanwen(home: Path, passages: int) -> dict[str, Any]:
    started = time.perf_counter()
    with closing(_open(home)) as assistant:
        index, first = assistant.index, time.perf_counter() - started
        index.glossary.prepare()  # a server does so when it starts
        if not passages:
            return {"indexing": {"articles": index.counts()[0], "seconds": round(first, 2)}}
        started = time.perf_counter()
        if passages > REAL:
            grow(index, passages)
            return {"seconds_to_grow": round(time.perf_counter() - started, 1)}
        articles, _ = embed_real(index, passages)
        seconds = time.perf_counter() - started
        tokens = sum(_tokens(a.text) for a in index.articles(index.ids_in("real")))
        return {"indexing": _speed(articles, tokens, seconds)}


def _speed(articles: int, tokens: int, seconds: float) -> dict[str, float]:
    return {
        "articles": articles,
        "seconds": round(seconds, 1),
        "articles_per_second": round(articles / seconds, 1),
        "tokens_per_second": round(tokens / seconds),
    }


def _tokens(text: str) -> int:
    from index.text.counting import count_tokens

    return count_tokens(text)


async def _ask_yuanwen(assistant: Assistant, asked: int) -> dict[str, Any]:
    chosen = questions(asked)

    async def ask(number: int, where: Where | None = None) -> None:
        await assistant.ask(chosen[number % len(chosen)], where=where)

    for question in questions(WARM_UP, seed=11):  # of all kinds: tables of names and sounds are read when first asked
        await assistant.ask(question)
    result: dict[str, Any] = {"question": await with_processor(ask, asked)}
    for name, where in FILTERS.items():
        result[f"by_{name}"] = await with_processor(partial(ask, where=where), asked)
    for readers in READERS:
        result[f"{readers}_at_once"] = summary(await at_once(ask, readers))
    return result


def _open(home: Path) -> Assistant:
    return open_assistant(load_settings(home=home, index={"remembered": 0}, answer={"remembered": 0}))


def measure_starter(homes: Path, passages: int, asked: int) -> dict[str, Any]:
    """The same of the starter: from question to the two passages that a model would be given."""
    from benchmarks.starter import open_kept

    home = homes / f"starter-{passages}"
    started = time.perf_counter()
    with open_kept(home) as starter:
        result: dict[str, Any] = {"seconds_to_open": round(time.perf_counter() - started, 2)}
        result |= asyncio.run(_ask_starter(starter, asked))
        result |= {"megabytes": peak_megabytes(), "passages": starter.count()}
        result["disk_megabytes"] = disk_megabytes(home / "starter")
    return result


def grow_starter(homes: Path, passages: int, _asked: int) -> dict[str, Any]:
    """The same for the starter."""
    home = homes / f"starter-{passages}"
    done = home / "grown.json"
    if not done.is_file():
        result = _grow_starter(home, passages)
        write_json(done, result)
    grown: dict[str, Any] = json.loads(done.read_text(encoding="utf-8"))
    return grown


def _grow_starter(home: Path, passages: int) -> dict[str, Any]:
    from benchmarks.starter import open_kept
    from index.reading.bundled import bundled_articles
    from index.space import VectorSpace

    with open_kept(home) as starter:
        started, bundled = time.perf_counter(), list(bundled_articles())
        starter.add(bundled)
        if not passages:
            return {"indexing": {"articles": len(bundled), "seconds": round(time.perf_counter() - started, 2)}}
        drawing = Drawing(read_pool(VectorSpace(starter.embedder)), named="real" if passages <= REAL else "drawn")
        started = time.perf_counter()
        if passages > REAL:
            for puts in drawing.puts(passages - starter.count()):
                starter.add_drawn(puts)
            return {"seconds_to_grow": round(time.perf_counter() - started, 1)}
        articles = [drawing.article() for _ in range(passages // 4)]
        starter.add(articles)
        tokens = sum(_tokens(article.text) for article in articles)
        return {"indexing": _speed(len(articles), tokens, time.perf_counter() - started)}


async def _ask_starter(starter: Any, asked: int) -> dict[str, Any]:
    chosen = questions(asked)
    found = {name: starter.retriever(filters) for name, filters in _starter_filters().items()}

    async def ask(number: int, name: str = "") -> None:
        await asyncio.to_thread(found[name].retrieve, chosen[number % len(chosen)])

    for question in questions(WARM_UP, seed=11):
        await asyncio.to_thread(found[""].retrieve, question)
    result: dict[str, Any] = {"question": await with_processor(ask, asked)}
    for name in FILTERS:
        result[f"by_{name}"] = await with_processor(partial(ask, name=name), asked)
    for readers in READERS:
        result[f"{readers}_at_once"] = summary(await at_once(ask, readers))
    return result


def _starter_filters() -> dict[str, Any]:
    from llama_index.core.vector_stores.types import FilterOperator, MetadataFilter, MetadataFilters

    day = "published"
    since = MetadataFilter(key=day, value=20230501, operator=FilterOperator.GTE)
    until = MetadataFilter(key=day, value=20230630, operator=FilterOperator.LTE)
    half = MetadataFilter(key=day, value=20200101, operator=FilterOperator.GTE)
    publisher = MetadataFilter(key="publisher", value="第3社", operator=FilterOperator.EQ)
    named = {"publisher": [publisher], "dates": [since, until], "half": [half]}
    return {"": None, **{name: MetadataFilters(filters=[*filters]) for name, filters in named.items()}}


def _line(result: dict[str, Any], first: dict[str, Any]) -> str:
    timed = ("question", *(f"by_{name}" for name in FILTERS), "10_at_once", "50_at_once")
    lines = []
    for name, figures in result.items():
        times = "  ".join(f"{kind} {figures[kind]['p50']:.0f}/{figures[kind]['p95']:.0f}" for kind in timed)
        ratio = figures["question"]["processor_p95"] / first[name]["question"]["processor_p95"]
        sizes = f"{figures['megabytes']} MB, disk {figures['disk_megabytes']} MB"
        lines.append(f"{figures['passages']:>7} {name:8} processor p95 x{ratio:.2f}  {times} ms  {sizes}")
    return "\n".join(lines)


PARTS = {
    "yuanwen": measure_yuanwen,
    "starter": measure_starter,
    "grow-yuanwen": grow_yuanwen,
    "grow-starter": grow_starter,
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="+", default=[0, REAL, 10_000])
    parser.add_argument("--questions", type=int, default=60, help="of each measurement, after others to warm up")
    parser.add_argument("--homes", type=Path, help="folder that keeps what was grown")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument("--one", choices=PARTS, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
