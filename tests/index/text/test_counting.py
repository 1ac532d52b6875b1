"""Counting tokens: exact, offline, and never what fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import index
from index.text.counting import count_tokens, is_exact

ROOT = Path(index.__file__).parents[1]

OFFLINE = """
import socket
def refuse(*_args, **_kwargs):
    raise AssertionError("a socket was opened")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from index.text.counting import count_tokens, is_exact
print(is_exact(), count_tokens("中国的大模型 hello world"))
"""


def run_offline(**variables: str) -> str:
    environment = {k: v for k, v in os.environ.items() if k not in ("TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR")}
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE],
        cwd=ROOT,
        env=environment | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_counts_are_exact_with_sockets_closed() -> None:
    assert run_offline() == f"True {count_tokens('中国的大模型 hello world')}"


def test_counts_are_exact_where_the_readers_own_cache_is_elsewhere(tmp_path: Path) -> None:
    assert run_offline(TIKTOKEN_CACHE_DIR=str(tmp_path)).startswith("True")


def test_the_table_is_there() -> None:
    assert is_exact()


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("hello world", 2), ("Hello, world!", 4), (" ", 1)])
def test_counts_are_those_of_o200k_base(text: str, tokens: int) -> None:
    assert count_tokens(text) == tokens


def test_what_looks_like_a_special_token_is_counted_as_text() -> None:
    assert count_tokens("<|endoftext|>") > 1


@given(st.text(st.characters()))
def test_any_text_can_be_counted_and_only_an_empty_one_has_no_token(text: str) -> None:
    assert (count_tokens(text) == 0) == (text == "")


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "\ud83d\ude00", "\0" * 100, "中" * 20_000, "é" * 5_000])
def test_odd_text_can_be_counted(text: str) -> None:
    assert count_tokens(text) > 0


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1))
def test_a_han_text_counts_at_most_three_tokens_a_character(text: str) -> None:
    assert len(text) / 8 <= count_tokens(text) <= 3 * len(text)


@pytest.mark.skipif(sys.platform == "win32", reason="the stack's size differs")
def test_a_long_run_of_spaces_can_be_counted() -> None:
    script = "from index.text.counting import count_tokens; assert count_tokens('一' + ' ' * 1_000_000 + '二') > 0"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0
