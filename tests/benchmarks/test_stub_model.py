"""The endpoint of the benchmarks is one the program takes for a model."""

from __future__ import annotations

import shutil
from pathlib import Path

from openai import OpenAI

from assistant import load_settings, open_assistant
from benchmarks.stub_model import REPLY, stub_model


def test_openai_s_client_reads_its_stream() -> None:
    with stub_model() as url, OpenAI(base_url=url, api_key="none", max_retries=0) as client:
        asked = [{"role": "user", "content": "?"}]
        stream = client.chat.completions.create(model="stub", messages=asked, stream=True)  # type: ignore[call-overload]
        assert "".join(chunk.choices[0].delta.content or "" for chunk in stream) == REPLY


async def test_its_sentence_is_verified_like_any_model_s(built_home: Path, tmp_path: Path) -> None:
    home = shutil.copytree(built_home, tmp_path / "home")
    with stub_model() as url:
        opened = open_assistant(load_settings(home=home, model={"name": "stub", "base_url": url}))
        answer = await opened.ask("悟道2.0有多少参数？")
        opened.close()
    assert answer.mode == "model"
    assert answer.grounded
    assert "1.75万亿" in answer.text
