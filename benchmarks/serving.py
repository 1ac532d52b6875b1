"""What people who come over HTTP meet: a real server with its page, asked by one, ten and fifty clients at once.

    python -m benchmarks.serving [--questions 40] [--home FOLDER] [--json out.json]

Every client asks questions of its own, and answers are not kept. ``first_word`` is the time to the first word in model
mode, whose model answers at once (``benchmarks.stub_model``): what is left is what the program adds, its check of the
first sentence included.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from assistant import load_settings, open_assistant
from benchmarks.server import running_server
from benchmarks.stub_model import stub_model
from benchmarks.timing import (
    Summary,
    at_once,
    held_megabytes,
    one_by_one,
    peak_megabytes,
    questions,
    summary,
    write_json,
)

CLIENTS = (1, 10, 50)
_UNREMEMBERED = {
    "YUANWEN_INDEX__REMEMBERED": "0",
    "YUANWEN_ANSWER__REMEMBERED": "0",
    "YUANWEN_SERVER__EACH": "100",
}
_LISTS = {"articles_page": "/v1/articles?limit=100", "titles": "/page/articles?q=大模型"}


def main() -> None:
    """Measure and print a line for each figure."""
    arguments = _arguments()
    results = measure_serving(arguments.home, arguments.questions)
    for name, result in results.items():
        print(f"{name:16s} {result}")
    write_json(arguments.json, results)


def measure_serving(home: Path | None, asked: int) -> dict[str, Any]:
    """Milliseconds and megabytes over a home folder, or over the five articles."""
    with tempfile.TemporaryDirectory() as folder:
        home = home or Path(folder)
        open_assistant(load_settings(home=home)).close()
        with running_server(home, settings=_UNREMEMBERED) as server:
            result = asyncio.run(_ask_all(server.url, asked))
            result |= {"megabytes": peak_megabytes(server.pid), "megabytes_held": held_megabytes(server.pid)}
        with stub_model() as endpoint:
            model = {"YUANWEN_MODEL__NAME": "stub", "YUANWEN_MODEL__BASE_URL": endpoint}
            with running_server(home, settings=_UNREMEMBERED | model) as server:
                result["first_word"] = asyncio.run(_wait_for_words(server.url, asked))
    return result


async def _ask_all(url: str, asked: int) -> dict[str, Any]:
    chosen = questions(max(asked, *CLIENTS))
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=120) as client:

        async def ask(number: int) -> None:
            body = {"messages": [{"role": "user", "content": chosen[number % len(chosen)]}]}
            (await client.post("/v1/chat/completions", json=body)).raise_for_status()

        async def get(path: str, _number: int) -> None:
            (await client.get(path)).raise_for_status()

        await client.get("/")  # what opens the page loads the rest of Gradio
        await one_by_one(ask, min(10, asked))
        result: dict[str, Any] = {"1_client": summary(await one_by_one(ask, asked))}
        for clients in CLIENTS[1:]:
            result[f"{clients}_clients"] = summary(await at_once(ask, clients))
        for name, path in _LISTS.items():
            result[name] = summary(await one_by_one(partial(get, path), 10))
    return result


async def _wait_for_words(url: str, asked: int) -> Summary:
    chosen = questions(asked)
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=120) as client:
        waits = [await _first_word(client, question) for question in [*chosen[:5], *chosen]]
    return summary(waits[5:])


async def _first_word(client: httpx.AsyncClient, question: str) -> float:
    body = {"messages": [{"role": "user", "content": question}], "stream": True}
    started, first = time.perf_counter(), 0.0
    async with client.stream("POST", "/v1/chat/completions", json=body) as response:
        response.raise_for_status()
        async for line in response.aiter_lines():
            if not first and '"content": "' in line and '"content": ""' not in line:
                first = time.perf_counter() - started
    return first


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=40, help="of each measurement, after ten to warm up")
    parser.add_argument("--home", type=Path, help="an index that is there already; without it the five articles")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    return parser.parse_args()


if __name__ == "__main__":
    main()
