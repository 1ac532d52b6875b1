"""How long the program takes to start, beside the bare imports of what it is built on.

    python -m benchmarks.starting [--rounds 5] [--json out.json]

``listen`` is when the port takes a connection, ``ready`` when ``/readyz`` says that questions are answered.
Commands run as whole processes on a home folder whose index is built before; a command and its bare imports take turns,
so that a busy machine slows both. Medians and their ratio are printed.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

QUESTION = "悟道2.0有多少参数？"
STARTED = "import sys; from ui.cli import main; sys.argv[0] = 'yuanwen'; main()"
_PAGE = "import chromadb, fastapi, gradio, llama_index.core, uvicorn"
BARE = {
    "help": "import typer",
    "ask": "import chromadb, llama_index.core",
    "listen": _PAGE,
    "ready": _PAGE,
}


def main() -> None:
    """Measure each command and print a line for it."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as home:
        jobs: dict[str, Callable[[], float]] = {
            "help": lambda: _run(home, STARTED, "--help"),
            "ask": lambda: _run(home, STARTED, "ask", QUESTION),
            "listen": lambda: _serve(home, _listens),
            "ready": lambda: _serve(home, _is_ready),
        }
        first = jobs["ask"]()  # builds the index
        results = {"first index and answer": {"seconds": round(first, 2)}}
        for name, job in jobs.items():
            results[name] = _compare(job, lambda code=BARE[name]: _run(home, code), arguments.rounds)
    for name, result in results.items():
        print(f"{name:24s} {result}")
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def _compare(job: Callable[[], float], bare: Callable[[], float], rounds: int) -> dict[str, float]:
    """Median seconds of a command and of its bare imports, taken in turn, and the median of their ratios."""
    pairs = [(job(), bare()) for _ in range(rounds + 1)][1:]
    return {
        "seconds": round(statistics.median(a for a, _ in pairs), 2),
        "bare_imports": round(statistics.median(b for _, b in pairs), 2),
        "ratio": round(statistics.median(a / b for a, b in pairs), 2),
    }


def _run(home: str, code: str, *words: str) -> float:
    """Seconds a program takes to its end."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *words], check=True, env=_variables(home), capture_output=True)
    return time.perf_counter() - started


def _serve(home: str, is_up: Callable[[int], bool]) -> float:
    """Seconds until the server is up."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    started = time.perf_counter()
    command = [sys.executable, "-c", STARTED, "serve", "--port", str(port)]
    with subprocess.Popen(
        command, env=_variables(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        while not is_up(port):
            if server.poll() is not None:
                raise RuntimeError(f"the server ended with status {server.returncode}")
            time.sleep(0.02)
        seconds = time.perf_counter() - started
        server.terminate()
    return seconds


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _is_ready(port: int) -> bool:
    """Whether the index is open and questions are answered."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False, timeout=30).is_success
    except httpx.HTTPError:
        return False


def _variables(home: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YUANWEN_", "OPENAI_"))}
    return {**kept, "YUANWEN_HOME": home}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="of each measurement, after one to warm up")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    return parser.parse_args()


if __name__ == "__main__":
    main()
