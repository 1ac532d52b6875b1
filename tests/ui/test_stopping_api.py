"""A client that hangs up while its answer is written."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import Request

from assistant.chain import AnswerChain
from tests.doubles.writers import PatientWriter
from ui.api.asking import ask
from ui.api.errors import HungUpError

if TYPE_CHECKING:
    from assistant import Assistant

QUESTION = "悟道2.0有多少参数？"


async def test_a_client_that_hangs_up_stops_the_work_within_a_second(assistant: Assistant) -> None:
    async def gone() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    writer = PatientWriter()
    patient = replace(assistant, chain=AnswerChain(assistant.index, writer, 4))
    started = time.monotonic()
    with pytest.raises(HungUpError):
        await ask(Request({"type": "http", "state": {}}, gone), patient, QUESTION, (), None)
    assert time.monotonic() - started < 1
