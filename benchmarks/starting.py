"""How long the program takes to start, beside the bare imports of what it is built on and LlamaIndex's starter.

    python -m benchmarks.starting [--rounds 5] [--cold 2] [--json out.json]

``cold`` is from nothing to the first answer: the five articles are embedded on the way. ``listen`` is when the port
takes a connection, ``ready`` when ``/readyz`` says that questions are answered. Commands run as whole processes; a
command and what it is held against take turns, so that a busy machine slows both. Medians and their ratio are printed,
by the clock and, but for the server, by the processor, which hardly depends on what else the machine does.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.server import STARTED, is_ready, listens, running_server
from benchmarks.timing import plain_variables, write_json

QUESTION = "悟道2.0有多少参数？"
_PAGE = "import chromadb, fastapi, gradio, llama_index.core, uvicorn"
BARE = {"help": "import typer", "ask": "import chromadb, llama_index.core", "listen": _PAGE, "ready": _PAGE}
Spent = tuple[float, float]  # seconds by the clock and by the processor; 0 where the latter is not known
Job = Callable[[], Spent]


def main() -> None:
    """Measure each command and print a line for it."""
    arguments = _arguments()
    results = measure_starting(arguments.rounds, arguments.cold)
    for name, result in results.items():
        print(f"{name:20s} {result}")
    write_json(arguments.json, results)


def measure_starting(rounds: int, cold: int) -> dict[str, Any]:
    """By command: medians of what it and the other took, and of their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        home, starter = Path(folder, "home"), Path(folder, "starter")
        results = {}
        if cold:
            results["cold, to starter's"] = _compare(_cold(folder, _ask), _cold(folder, _ask_starter), cold, warm_up=0)
        _ask(home), _ask_starter(starter)  # build what the others find there
        results["ask, to starter's"] = _compare(lambda: _ask(home), lambda: _ask_starter(starter), rounds)
        jobs: dict[str, Job] = {
            "help": lambda: run_program(home, "-c", STARTED, "--help"),
            "ask": lambda: _ask(home),
            "listen": lambda: _serve(home, listens),
            "ready": lambda: _serve(home, is_ready),
        }
        for name, job in jobs.items():
            bare = BARE[name]
            results[f"{name}, to imports"] = _compare(job, lambda code=bare: run_program(home, "-c", code), rounds)  # type: ignore[misc]
    return results


def _ask(home: Path) -> Spent:
    return run_program(home, "-c", STARTED, "ask", QUESTION)


def _ask_starter(home: Path) -> Spent:
    return run_program(home, "-m", "benchmarks.starter", str(home), QUESTION)


def _cold(folder: str, ask: Callable[[Path], Spent]) -> Job:
    return lambda: ask(Path(tempfile.mkdtemp(dir=folder)))


def _compare(job: Job, other: Job, rounds: int, warm_up: int = 1) -> dict[str, float]:
    pairs = [(job(), other()) for _ in range(rounds + warm_up)][warm_up:]
    found = {
        "seconds": statistics.median(a[0] for a, _ in pairs),
        "other": statistics.median(b[0] for _, b in pairs),
        "ratio": statistics.median(a[0] / b[0] for a, b in pairs),
    }
    if all(a[1] for a, _ in pairs):
        found["processor_ratio"] = statistics.median(a[1] / b[1] for a, b in pairs)
    return {name: round(value, 2) for name, value in found.items()}


def run_program(home: Path, *words: str) -> Spent:
    """What a program takes to its end.

    Raises:
        RuntimeError: it failed.
    """
    started = time.perf_counter()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([sys.executable, *words], env=plain_variables(str(home)), **quiet)  # type: ignore[call-overload]
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)[:200]} ended with status {process.returncode}")
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime


def _serve(home: Path, is_up: Callable[[int], bool]) -> Spent:
    """Seconds until the server is up."""
    with running_server(home, is_up) as server:
        return server.seconds, 0.0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="of each measurement, after one to warm up")
    parser.add_argument("--cold", type=int, default=2, help="rounds of starting from nothing")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    return parser.parse_args()


if __name__ == "__main__":
    main()
