"""The regression gate: what may not become slower, held against something beside it in the same moment.

    python -m benchmarks.gate [--update] [--rounds 15]

Nothing is held to a number of seconds: both sides of each ratio take turns, so that a busy machine slows both, and the
median of the ratios is compared with what is stored in ``gate.json``. A ratio may be worse by its tolerance, and one
that is worse is measured once more before it counts. ``--update`` stores what is measured.

Each is by the processor where one process can be read alone, so that other programs do not count at all:

- ``question``: a quoted answer, to the embedding of its question alone.
- ``filtered``: a search narrowed to half of some 2,000 passages, to one that is not narrowed.
- ``few``: the same narrowed to a twentieth.
- ``grown``: a search of 2,000 passages, to one of the five articles' 48.
- ``list``: a page of 20 articles' heads of 500, to one of the five.
- ``indexing``: cutting and storing an article whose vectors are there, to cutting and embedding one sentence.
- ``help``: ``yuanwen --help``, to importing typer.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

from assistant import Assistant, load_settings, open_assistant
from benchmarks.grown import Drawing, grow, read_pool
from benchmarks.server import STARTED
from benchmarks.starting import run_program
from benchmarks.timing import questions
from index import Index, Where
from ui.api.wire import entries_json

STORED = Path(__file__).with_name("gate.json")
GROWN = 2_000  # passages
HALF, FEW = Where(since="2020-01-01"), Where(publishers=("第3社",))
Job = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two jobs that take turns, and how much worse than stored their ratio may be: 1.5 is half as much again."""

    job: Job
    beside: Job
    tolerance: float = 1.6
    rounds: float = 1.0  # of those asked for


def main() -> None:
    """Measure every ratio; exit status 1 when one has become worse."""
    arguments = _arguments()
    stored = json.loads(arguments.stored.read_text(encoding="utf-8")) if arguments.stored.is_file() else {}
    with open_pairs() as pairs:
        unmeasured = sorted(stored.keys() - pairs.keys())
        if unmeasured and not arguments.update:
            sys.exit(f"{', '.join(unmeasured)} of {arguments.stored} is measured no more: store anew with --update")
        found = {name: ratio_of(pair, arguments.rounds) for name, pair in pairs.items()}
        if not arguments.update:
            found |= {
                name: min(found[name], ratio_of(pairs[name], arguments.rounds)) for name in worse(found, stored, pairs)
            }
        for name, ratio in found.items():
            print(f"{name:10s} {ratio:7.2f}   stored {stored.get(name, '-')}")
        bad = [] if arguments.update else worse(found, stored, pairs)
    if arguments.update:
        arguments.stored.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    for name in bad:
        print(
            f"{name} has become slower: {found[name]} where at most {stored[name] * pairs[name].tolerance:.2f} is let"
        )
    sys.exit(1 if bad else 0)


def worse(found: Mapping[str, float], stored: Mapping[str, float], pairs: Mapping[str, Pair]) -> list[str]:
    """The ratios that are beyond their tolerance; one that is not stored yet is none of them."""
    return [name for name, ratio in found.items() if name in stored and ratio > stored[name] * pairs[name].tolerance]


def ratio_of(pair: Pair, rounds: int) -> float:
    """The median of the ratios of the two jobs' processor time, taking turns."""
    ratios = []
    for number in range(max(3, round(rounds * pair.rounds)) + 1):
        above, below = _spent(pair.job), _spent(pair.beside)
        if number:  # the first only warms up
            ratios.append(above / below)
    return round(statistics.median(ratios), 3)


def _spent(job: Job) -> float:
    """Processor seconds of a job: what it says itself, or what this process has used meanwhile."""
    started = time.process_time()
    said = job()
    return said if isinstance(said, float) else max(1e-6, time.process_time() - started)


@contextmanager
def open_pairs(grown: int = GROWN) -> Iterator[dict[str, Pair]]:
    """The pairs, over the five articles and over a grown index."""
    with ExitStack() as opened:
        folder = opened.enter_context(tempfile.TemporaryDirectory())
        with closing(_open(Path(folder, "five"))) as made:
            made.index.glossary.prepare()  # a server does so when it starts
        shutil.copytree(Path(folder, "five"), Path(folder, "many"))
        five, many = (opened.enter_context(closing(_open(Path(folder, name)))) for name in ("five", "many"))
        grow(many.index, grown)
        asked = cycle(questions(50))
        yield {
            "question": Pair(_asking(five), lambda: _embed(five.index, next(asked))),
            "filtered": Pair(_searching(many.index, HALF), _searching(many.index), 1.4),
            "few": Pair(_searching(many.index, FEW), _searching(many.index), 1.4),
            "grown": Pair(_searching(many.index), _searching(five.index), 1.4),
            "list": Pair(_listing(many.index, 20), _listing(five.index, 20), 2.0),
            "indexing": Pair(_storing(many.index), lambda: _embed(five.index, "一句话。" * 40), 2.0),
            "help": Pair(lambda: run_program(Path(folder), "-c", STARTED, "--help")[1], _importing(folder), 1.6, 0.2),
        }


def _open(home: Path) -> Assistant:
    return open_assistant(load_settings(home=home, index={"remembered": 0}, answer={"remembered": 0}))


def _asking(assistant: Assistant) -> Job:
    asked = cycle(questions(50))
    return lambda: asyncio.run(_discard(assistant, next(asked)))


async def _discard(assistant: Assistant, question: str) -> None:
    await assistant.ask(question)


def _embed(index: Index, text: str) -> None:
    index.space.embedder.embed_queries([text])


def _searching(index: Index, where: Where | None = None) -> Job:
    asked = cycle(questions(50))
    return lambda: _search(index, next(asked), where)


def _search(index: Index, question: str, where: Where | None) -> None:
    index.search(question, 8, where)


def _listing(index: Index, limit: int) -> Job:
    def read() -> None:
        for _ in range(10):  # one is too short for the processor's clock
            entries_json(index, limit)

    return read


def _storing(index: Index) -> Job:
    drawing = Drawing(read_pool(index.space), named="gate")

    def store() -> None:
        index.store.commit([drawing.put()], [])

    return store


def _importing(folder: str) -> Job:
    return lambda: run_program(Path(folder), "-c", "import typer")[1]


def _arguments() -> Any:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15, help="of each pair, after one to warm up")
    parser.add_argument("--update", action="store_true", help="store what is measured in place of comparing")
    parser.add_argument("--stored", type=Path, default=STORED, help="file of the ratios")
    return parser.parse_args()


if __name__ == "__main__":
    main()
