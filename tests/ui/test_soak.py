"""Many clients at once, for a minute: none refused, none kept waiting, and no memory that only grows."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from tests.ui.conftest import Program

CLIENTS, SECONDS, MOST_WAIT = 50, 60, 5.0
WARM_UP = 15  # seconds
MOST_GROWTH = 0.10  # of the memory held once warm
QUESTIONS = ["悟道2.0有多少参数？", "北京有多少个大模型？", "ChatGPT發布後多久月活躍用戶破億？", "怎么做红烧肉？"]


@dataclass
class Tally:
    """What all clients met: seconds to each answer's first word, and how often they were told to wait."""

    waits: list[float] = field(default_factory=list)
    refused: int = 0


async def ask_once(client: httpx.AsyncClient, question: str, tally: Tally) -> float:
    """Seconds the server wants to be left alone for, 0 after an answer."""
    started = time.monotonic()
    body = {"messages": [{"role": "user", "content": question}], "stream": True}
    async with client.stream("POST", "/v1/chat/completions", json=body) as response:
        if response.status_code in (429, 503):
            tally.refused += 1
            return float(response.headers["Retry-After"])
        assert response.status_code == 200, await response.aread()
        lines = response.aiter_lines()
        await anext(lines)
        tally.waits.append(time.monotonic() - started)
        assert [line async for line in lines if line][-1] == "data: [DONE]"
    return 0


async def keep_asking(url: str, number: int, until: float, tally: Tally) -> None:
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
        while time.monotonic() < until:
            await asyncio.sleep(await ask_once(client, QUESTIONS[number % len(QUESTIONS)], tally))
            number += 1


def memory_of(home: Path) -> int:
    """Megabytes the server holds: of this machine's memory, not of addresses."""
    pid = json.loads((home / "index" / "holder.json").read_text(encoding="utf-8"))["pid"]
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1]) // 1024


async def remember_warm(home: Path) -> int:
    await asyncio.sleep(WARM_UP)
    return memory_of(home)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="memory is read from /proc, which this system has not")
async def test_fifty_clients_are_all_answered(serving: Callable[..., str], program: Program) -> None:
    url, tally = serving(), Tally()
    until = time.monotonic() + SECONDS
    asking = (keep_asking(url, number, until, tally) for number in range(CLIENTS))
    warm, *_ = await asyncio.gather(remember_warm(program.home), *asking)
    end, longest = memory_of(program.home), max(tally.waits)
    print(f"{len(tally.waits)} answers, median wait {median(tally.waits):.2f} s, longest {longest:.2f} s,")
    print(f"{tally.refused} told to wait; {warm} MB after {WARM_UP} s, {end} MB after {SECONDS} s")
    assert len(tally.waits) > CLIENTS
    assert tally.refused == 0
    assert longest < MOST_WAIT
    assert end < warm * (1 + MOST_GROWTH)
