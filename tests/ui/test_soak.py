"""Many clients at once, for a while."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
import pytest

CLIENTS, SECONDS, MOST_WAIT = 50, 20, 5.0
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


@pytest.mark.slow
async def test_fifty_clients_are_all_answered(serving: Callable[..., str]) -> None:
    url, tally = serving(), Tally()
    until = time.monotonic() + SECONDS
    await asyncio.gather(*(keep_asking(url, number, until, tally) for number in range(CLIENTS)))
    print(f"{len(tally.waits)} answers, longest wait {max(tally.waits):.2f} s, {tally.refused} told to wait")
    assert len(tally.waits) > CLIENTS
    assert max(tally.waits) < MOST_WAIT
