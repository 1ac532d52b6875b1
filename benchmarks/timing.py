"""What the benchmarks measure with: medians, percentiles, memory, disk, and a process for each part."""

from __future__ import annotations

import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

from evals.dataset import QUESTIONS, load_questions

Ask = Callable[[int], Awaitable[Any]]
Summary = dict[str, float]


def questions(count: int, seed: int = 3) -> list[str]:
    """So many different questions about the five articles, in all three languages, the same ones each time."""
    found = [q.turns[-1] for q in load_questions(QUESTIONS / "five_articles.jsonl") if len(q.turns) == 1]
    random.Random(seed).shuffle(found)
    return list(dict.fromkeys(found))[:count]


def summary(times: Iterable[float]) -> Summary:
    """Median and 95th percentile of seconds, in milliseconds."""
    ordered = sorted(times)
    last = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return {"p50": round(statistics.median(ordered) * 1_000, 2), "p95": round(last * 1_000, 2)}


async def one_by_one(ask: Ask, count: int) -> list[float]:
    """Seconds each of so many questions takes, one after another."""
    return [await _time(ask(number)) for number in range(count)]


async def with_processor(ask: Ask, count: int) -> Summary:
    """The summary of so many questions, one after another, and of this process's processor time for each.

    The latter hardly depends on what else the machine does, so that ratios of it may be read across minutes.
    """
    clock, processor = [], []
    for number in range(count):
        before = time.process_time()
        clock.append(await _time(ask(number)))
        processor.append(time.process_time() - before)
    spent = summary(processor)
    return summary(clock) | {"processor_p50": spent["p50"], "processor_p95": spent["p95"]}


async def at_once(ask: Ask, readers: int) -> list[float]:
    """Seconds each of so many readers waits who ask at the same moment."""
    return list(await asyncio.gather(*(_time(ask(number)) for number in range(readers))))


async def _time(work: Awaitable[Any]) -> float:
    started = time.perf_counter()
    await work
    return time.perf_counter() - started


def in_own_process(module: str, *words: str) -> dict[str, Any]:
    """What a benchmark's process prints as its last line, which is JSON."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *words]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=plain_variables()).stdout
    result: dict[str, Any] = json.loads(output.splitlines()[-1])
    return result


def plain_variables(home: str = "") -> dict[str, str]:
    """The environment without whatever settings the developer has; with ``home`` as the program's home folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YUANWEN_", "OPENAI_"))}
    return {**kept, "YUANWEN_HOME": home} if home else kept


def peak_megabytes(pid: int | str = "self") -> int:
    """Most megabytes a process has held so far (Linux). ``getrusage`` would count the process that started it too."""
    return _status(pid, "VmHWM")


def held_megabytes(pid: int | str = "self") -> int:
    """Megabytes a process holds now (Linux)."""
    return _status(pid, "VmRSS")


def _status(pid: int | str, name: str) -> int:
    (line,) = [row for row in Path(f"/proc/{pid}/status").read_text().splitlines() if row.startswith(name)]
    return int(line.split()[1]) // 1024


def disk_megabytes(folder: Path) -> float:
    """Megabytes of a folder's files."""
    return round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20, 1)


def write_json(path: Path | None, result: object) -> None:
    """Write what was measured where the caller asked for it, if at all."""
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
