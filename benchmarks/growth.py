"""How a question's time, memory and disk grow with the corpus.

    python -m benchmarks.growth [--passages 0 1000 10000] [--rounds 40] [--json out.json]

0 stands for the five bundled articles alone. Larger corpora are drawn around them by ``benchmarks.grown``. Each size is
measured in a process of its own, so that its peak memory is its own; times are of the whole chain, embedding included,
and nothing is cached between questions. Ratios are to the first size, measured in the same run.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from assistant import Assistant, load_settings, open_assistant
from benchmarks.grown import grow, read_pool
from index import Where

ONE = "--one"
QUESTIONS = (
    "中国参数超百亿的大模型有几个？",
    "悟道2.0有多少参数？",
    "ChatGPT發布後多久月活躍用戶破億？",
    "Who was the first president of the institute that released WuDao 2.0?",
    "全国十亿参数以上的大模型有多少个？",
    "大模型面临哪些挑战？",
)
FILTERS = {"publisher": Where(publishers=("第3社",)), "dates": Where(since="2023-05-01", until="2023-06-30")}


def main() -> None:
    """Measure each size and print a table and the same as JSON."""
    arguments = _arguments()
    if arguments.one:
        print(json.dumps(measure(arguments.passages[0], arguments.rounds)))
        return
    results = [_in_own_process(size, arguments.rounds) for size in arguments.passages]
    base = results[0]["question"]["p50"]
    for result in results:
        result["ratio"] = round(result["question"]["p50"] / base, 2)
        print(_line(result))
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def measure(passages: int, rounds: int) -> dict[str, Any]:
    """All figures of one size, in milliseconds, megabytes and passages."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        assistant = open_assistant(load_settings(home=home, index={"remembered": 0}, answer={"remembered": 0}))
        started = time.perf_counter()
        if passages:
            grow(assistant.index, read_pool(assistant.index), passages)
        result = {"seconds_to_grow": round(time.perf_counter() - started, 1)}
        assistant.close()
        started = time.perf_counter()
        assistant = open_assistant(load_settings(home=home, index={"remembered": 0}, answer={"remembered": 0}))
        result["seconds_to_open"] = round(time.perf_counter() - started, 2)
        result |= asyncio.run(_ask_all(assistant, rounds))
        result |= {"passages": assistant.index.counts()[1], "megabytes": _peak(), "disk_megabytes": _disk(home)}
        assistant.close()
    return result


async def _ask_all(assistant: Assistant, rounds: int) -> dict[str, Any]:
    stages: dict[str, list[float]] = {}

    async def ask(number: int, where: Where | None = None) -> None:
        answer = await assistant.ask(QUESTIONS[number % len(QUESTIONS)], where=where)
        for stage, seconds in answer.timings.items():
            stages.setdefault(stage, []).append(seconds * 1_000)

    await _timed(ask, len(QUESTIONS))  # to warm up
    stages.clear()
    result: dict[str, Any] = {"question": summary(await _timed(ask, rounds))}
    result["stages"] = {stage: summary(times) for stage, times in stages.items()}
    for name, where in FILTERS.items():
        result[f"by_{name}"] = summary(await _timed(lambda n, w=where: ask(n, w), rounds))
    for readers in (10, 50):
        result[f"{readers}_at_once"] = summary(await _together(ask, readers))
    return result


async def _timed(ask: Callable[[int], Awaitable[None]], rounds: int) -> list[float]:
    """Milliseconds of each question, one after another."""
    return [await _time(ask(number)) for number in range(rounds)]


async def _together(ask: Callable[[int], Awaitable[None]], readers: int) -> list[float]:
    """Milliseconds each of so many readers waits who ask at the same moment."""
    return list(await asyncio.gather(*(_time(ask(number)) for number in range(readers))))


async def _time(work: Awaitable[None]) -> float:
    started = time.perf_counter()
    await work
    return (time.perf_counter() - started) * 1_000


def summary(times: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile, rounded."""
    ordered = sorted(times)
    return {
        "p50": round(statistics.median(ordered), 1),
        "p95": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 1),
    }


def _in_own_process(size: int, rounds: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.growth", ONE, "--passages", str(size), "--rounds", str(rounds)]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    result: dict[str, Any] = json.loads(output.splitlines()[-1])
    return result


def _line(result: dict[str, Any]) -> str:
    timed = ("question", "by_publisher", "by_dates", "10_at_once", "50_at_once")
    times = "  ".join(f"{name} {result[name]['p50']:.0f}/{result[name]['p95']:.0f}" for name in timed)
    sizes = f"{result['megabytes']} MB  disk {result['disk_megabytes']} MB  open {result['seconds_to_open']} s"
    return f"{result['passages']:>7} passages  x{result['ratio']}  {times} ms  {sizes}"


def _peak() -> int:
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) // 1024


def _disk(home: Path) -> int:
    return sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) // 2**20


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="+", default=[0, 1_000, 10_000])
    parser.add_argument(
        "--rounds", type=int, default=40, help="questions of each measurement, after a round to warm up"
    )
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument(ONE, action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
