"""What the benchmarks measure with."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest

from benchmarks.timing import (
    at_once,
    disk_megabytes,
    held_megabytes,
    one_by_one,
    peak_megabytes,
    plain_variables,
    questions,
    summary,
    with_processor,
    write_json,
)


def test_a_summary_is_in_milliseconds() -> None:
    assert summary([0.001 * n for n in range(1, 101)]) == {"p50": 50.5, "p95": 96.0}
    assert summary([0.002]) == {"p50": 2.0, "p95": 2.0}


def test_questions_are_different_and_always_the_same() -> None:
    first = questions(60)
    assert len(set(first)) == 60
    assert first == questions(60)
    assert first != questions(60, seed=4)
    assert any(q.isascii() for q in first)


async def test_readers_at_once_do_not_wait_for_each_other() -> None:
    async def wait(_: int) -> None:
        await asyncio.sleep(0.1)

    assert all(seconds >= 0.1 for seconds in await one_by_one(wait, 2))
    assert sum(await at_once(wait, 20)) < 20 * 0.3


async def test_waiting_takes_time_and_no_processor() -> None:
    async def wait(_: int) -> None:
        await asyncio.sleep(0.05)

    found = await with_processor(wait, 4)
    assert found["p50"] >= 50
    assert found["processor_p50"] < 20


def test_memory_is_read_of_any_process() -> None:
    if not Path("/proc/self/status").is_file():
        pytest.skip("memory is read from /proc, which this system has not")
    assert peak_megabytes() >= held_megabytes(os.getpid()) > 5


def test_the_developer_s_settings_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUANWEN_MODEL__NAME", "mine")
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    assert not {"YUANWEN_MODEL__NAME", "OPENAI_API_KEY", "YUANWEN_HOME"} & plain_variables().keys()
    assert plain_variables("/home")["YUANWEN_HOME"] == "/home"


def test_results_are_written_where_asked(tmp_path: Path) -> None:
    write_json(tmp_path / "new" / "out.json", {"名": 1})
    assert json.loads((tmp_path / "new" / "out.json").read_text(encoding="utf-8")) == {"名": 1}
    (tmp_path / "large").write_bytes(bytes(3 * 2**20))
    assert disk_megabytes(tmp_path) == pytest.approx(3, abs=0.1)
    write_json(None, {})
