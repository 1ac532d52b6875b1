"""Simplified, Traditional or Latin, by the characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading.script import read_script


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("大模型发展需要开放的产业生态。", "Hans"),
        ("大模型發展需要開放的產業生態。", "Hant"),
        ("我國需完善人工智能產業生態,并加快推動范式轉變", "Hant"),
        ("Large models need open ecosystems.", "Latn"),
        ("GPT4 发布", "Hans"),
        ("人工智能大模型", ""),
        ("上山下水", ""),
        ("12345", ""),
        ("", ""),
        ("Большие модели", ""),
        ("ab", ""),
    ],
)
def test_script(text: str, script: str) -> None:
    assert read_script(text) == script


def test_the_majority_decides() -> None:
    assert read_script("發展產業" + "发") == "Hant"
    assert read_script("发展产业" + "發") == "Hans"
    assert read_script("发發") == ""


@given(st.text(max_size=200))
def test_any_text_has_one_answer(text: str) -> None:
    assert read_script(text) in ("Hans", "Hant", "Latn", "")
