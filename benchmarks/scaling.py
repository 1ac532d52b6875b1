"""What a passage and a question cost, and what that says for a size that fits on no desk.

    python -m benchmarks.scaling [--passages 1000 10000] [--rounds 60] [--served] [--catalog-url URL] [--json out.json]

Corpora are drawn around the bundled articles by ``benchmarks.grown``; what one passage costs is the slope between the
two sizes, so that what every process costs once does not count. ``--served`` keeps the vectors on a ``chroma run`` of
its own, and ``--catalog-url`` names an empty database of a PostgreSQL on this machine: then their processor time and
memory are counted too. Times are processor time, which other work on the machine lengthens little; nothing is
remembered between questions. Each size is measured in a process of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text

from assistant import Assistant, load_settings, open_assistant
from benchmarks.grown import grow
from index import Index
from index.search import Asked, find_candidates
from index.space import Language
from index.store.check import check_store

TICK = os.sysconf("SC_CLK_TCK")
GIGA = 1_000_000_000
ONE = "--one"
QUESTIONS = (
    "中国参数超百亿的大模型有几个？",
    "悟道2.0有多少参数？",
    "ChatGPT發布後多久月活躍用戶破億？",
    "Who was the first president of the institute that released WuDao 2.0?",
    "全国十亿参数以上的大模型有多少个？",
    "大模型面临哪些挑战？",
)


def main() -> None:
    """Measure both sizes, and print the costs and a projection as JSON."""
    arguments = _arguments()
    if arguments.one:
        print(json.dumps(measure(arguments)))
        return
    small, large = (_in_own_process(size, arguments) for size in arguments.passages)
    costs = slope(small, large)
    result = {"small": small, "large": large, "costs": costs, "projected": project(costs, 10_000_000, 1_000.0)}
    print(json.dumps(result, indent=1))
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def slope(small: dict[str, Any], large: dict[str, Any]) -> dict[str, Any]:
    """What one more passage costs, in bytes and processor milliseconds, and a question at the larger size."""
    more = large["passages"] - small["passages"]
    by_part = {
        kind: {part: round((large[kind][part] - small[kind][part]) / more) for part in large[kind]}
        for kind in ("disk", "memory")
    }
    return {
        **{f"{kind}_bytes_a_passage": parts for kind, parts in by_part.items()},
        "embedding_ms_a_passage": large["embedding_ms_a_passage"],
        "copying_ms_a_passage": large["copying_ms_a_passage"],
        "question_ms": large["question_ms"],
        "question_growth": round(
            sum(large["question_ms"]["app"].values()) / sum(small["question_ms"]["app"].values()), 2
        ),
    }


def project(costs: dict[str, Any], passages: int, questions: float, busy: float = 0.6) -> dict[str, Any]:
    """What so many passages and so many questions a second need, with cores kept ``busy`` at most.

    Questions are taken to cost what they do at the measured size: see docs/scaling.md for where that ends.
    """
    ms = costs["question_ms"]
    return {
        "disk_gigabytes": {k: round(v * passages / GIGA, 1) for k, v in costs["disk_bytes_a_passage"].items()},
        "memory_gigabytes": {k: round(v * passages / GIGA, 1) for k, v in costs["memory_bytes_a_passage"].items()},
        "core_hours_to_embed": round(costs["embedding_ms_a_passage"] * passages / 3.6e6, 1),
        "core_hours_to_copy_keywords": round(costs["copying_ms_a_passage"] * passages / 3.6e6, 1),
        "cores": {who: round(sum(stages.values()) * questions / 1_000 / busy) for who, stages in ms.items()},
    }


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """All figures of one size."""
    with tempfile.TemporaryDirectory() as folder, _chroma(Path(folder) / "served", arguments.served) as (url, pid):
        home = Path(folder) / "home"
        given = {"remembered": 0, "catalog_url": arguments.catalog_url, "chroma_url": url}
        settings = load_settings(home=home, index=given, answer={"remembered": 0})
        watched = _Watched(pid, arguments.catalog_url)
        assistant = open_assistant(settings)
        index = assistant.index
        embedding = _embedding_ms(index)
        grow(index, arguments.passages[0])
        assistant.close()
        assistant = open_assistant(settings)
        index = assistant.index
        before_questions = watched.memory()
        result = {
            "passages": index.counts()[1],
            "embedding_ms_a_passage": embedding,
            "question_ms": asyncio.run(_questions_ms(assistant, watched, arguments.rounds)),
            "memory": watched.memory() if before_questions else {},
            "disk": _disk(index, home, Path(folder) / "served"),
            "copying_ms_a_passage": _copying_ms(index),
        }
        _empty(index, arguments.catalog_url)
        assistant.close()
        return result


def _embedding_ms(index: Index) -> float:
    """Processor milliseconds to embed a passage with its sentences, over the bundled articles."""
    passages = index.store.catalog.passages_of(index.store.catalog.article_ids())
    texts = [t for p in passages for t in (p.chunk.text, *p.chunk.sentence_texts())]
    begun = time.process_time()
    index.space.embed_passages(texts)
    return round((time.process_time() - begun) * 1_000 / len(passages), 1)


def _copying_ms(index: Index) -> float:
    """Processor milliseconds to put a passage into the keyword copy, as a new process does."""
    begun = time.process_time()
    index.store.fill(keywords=True, vectors=False)
    return round((time.process_time() - begun) * 1_000 / index.counts()[1], 2)


async def _questions_ms(assistant: Assistant, watched: _Watched, rounds: int) -> dict[str, dict[str, float]]:
    """Mean processor milliseconds by process and stage; ``rest`` is what comes after the passages are found."""
    index, store = assistant.index, assistant.index.store
    taken: dict[str, list[dict[str, float]]] = {}

    def timed(stage: str, work: Callable[[], Any]) -> Any:
        before = watched.processor()
        done = work()
        taken.setdefault(stage, []).append({k: v - before[k] for k, v in watched.processor().items()})
        return done

    for number in range(-len(QUESTIONS), rounds):
        if number == 0:
            taken.clear()  # the first were to warm up
        question = QUESTIONS[number % len(QUESTIONS)]
        vectors: dict[Language, Any] = {"zh": timed("embed", partial(index.space.embed_question, question, "zh"))}
        asked = Asked(question, vectors, index.glosses(question))
        timed("dense", partial(store.vectors.search, vectors["zh"], 50))
        timed("keyword", partial(store.keywords.search, asked.text, 50, None, asked.glosses))
        timed("found", partial(find_candidates, store, asked, 50, None))
        before = watched.processor()
        await assistant.ask(question)
        taken.setdefault("whole", []).append({k: v - before[k] for k, v in watched.processor().items()})
    means = {
        who: {stage: statistics.fmean(t[who] for t in times) * 1_000 for stage, times in taken.items()}
        for who in watched.processor()
    }
    return {who: _stages(found) for who, found in means.items()}


def _stages(found: dict[str, float]) -> dict[str, float]:
    """The stages of a question that add up to it."""
    stages = {name: found[name] for name in ("embed", "dense", "keyword")}
    stages["read and rescore"] = found["found"] - found["dense"] - found["keyword"]
    stages["rest"] = found["whole"] - found["found"] - found["embed"]
    return {name: round(max(0.0, ms), 2) for name, ms in stages.items()}


class _Watched:
    """This process, and the servers that work for it on this machine."""

    def __init__(self, chroma: int, catalog_url: str) -> None:
        self._chroma, self._postgres = chroma, bool(catalog_url)

    def processor(self) -> dict[str, float]:
        """Seconds of processor time so far, by process."""
        return {"app": time.process_time()} | {name: sum(map(_seconds, pids)) for name, pids in self._served().items()}

    def memory(self) -> dict[str, int]:
        """Bytes of memory that is each one's own, by process: without what files are mapped to."""
        return {name: sum(map(_anonymous, pids)) for name, pids in ({"app": [os.getpid()]} | self._served()).items()}

    def _served(self) -> dict[str, list[int]]:
        found = {"chroma": [self._chroma]} if self._chroma else {}
        return found | ({"postgres": _named("postgres")} if self._postgres else {})


def _named(name: str) -> list[int]:
    comms = Path("/proc").glob("[0-9]*/comm")
    return [int(c.parent.name) for c in comms if _read(c).strip() == name]


def _seconds(pid: int) -> float:
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK if fields else 0.0


def _anonymous(pid: int) -> int:
    lines = [x for x in _read(Path(f"/proc/{pid}/status")).splitlines() if x.startswith("RssAnon")]
    return 1024 * int(lines[0].split()[1]) if lines else 0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:  # the process has ended
        return ""


def _disk(index: Index, home: Path, served: Path) -> dict[str, int]:
    """Bytes on disk by part."""
    data = home / "index" / "data"
    with index.store.catalog.writing() as connection:
        if connection.dialect.name == "sqlite":
            catalog = sum(f.stat().st_size for f in data.glob("catalog.sqlite3*"))
        else:
            catalog = connection.scalar(text("SELECT pg_database_size(current_database())")) or 0
    vectors = served if served.exists() else data / "chroma"
    return {"catalog": catalog, "vectors": _bytes(vectors), "keywords": _bytes(data / "tantivy")}


def _bytes(folder: Path) -> int:
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())


def _empty(index: Index, catalog_url: str) -> None:
    """Leave a database as empty as it was, for the next size."""
    assert check_store(index.store).problems == ()
    if catalog_url:
        with index.store.catalog.writing() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))


@contextmanager
def _chroma(folder: Path, wanted: bool) -> Iterator[tuple[str, int]]:
    """A Chroma server's address and process id."""
    if not wanted:
        yield "", 0
        return
    program, port = Path(sys.executable).parent / "chroma", 8_765
    command = [str(program), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            while server.poll() is None and not _answers(url):
                time.sleep(0.1)
            yield url, server.pid
        finally:
            server.terminate()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/v2/heartbeat").is_success
    except httpx.TransportError:
        return False


def _in_own_process(size: int, arguments: argparse.Namespace) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.scaling", ONE, "--passages", str(size)]
    command += ["--rounds", str(arguments.rounds), "--catalog-url", arguments.catalog_url]
    command += ["--served"] if arguments.served else []
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    result: dict[str, Any] = json.loads(output.splitlines()[-1])
    return result


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--rounds", type=int, default=60, help="questions of each size, after a round to warm up")
    parser.add_argument("--served", action="store_true", help="keep the vectors on a Chroma server started for this")
    parser.add_argument("--catalog-url", default="", help="an empty database of a PostgreSQL on this machine")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument(ONE, action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
