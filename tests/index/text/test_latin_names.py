from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.names import find_names, name_key


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("GPT-3.5的十倍", ["GPT-3.5"]),
        ("GPT 3.5,", ["GPT 3.5"]),
        ("GPT4、ChatGLM-6B", ["GPT4", "ChatGLM-6B"]),
        ("悟道2.0,参数量", ["悟道2.0"]),
        ("“悟道”2.0", ["悟道”2.0"]),
        ("5G和3D", ["5G", "3D"]),
        ("v2.0.1", ["v2.0.1"]),
        ("Wudao 2.0, released", ["Wudao 2.0", "released"]),
        ("it had 1.6 trillion", ["it", "had", "trillion"]),
        ("32GB内存,5km,10kg", []),
        ("增长2.0%", []),
        ("达到2.5", []),
        ("110、03-3501-0110", ["03-3501-0110"]),
        ("ＧＰＴ３．５", ["ＧＰＴ３．５"]),
    ],
)
def test_finds_names(text: str, names: list[str]) -> None:
    assert [name.text for name in find_names(text)] == names


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("GPT-3.5", "GPT 3.5"),
        ("GPT-3.5", "gpt3.5"),
        ("GPT4", "GPT-4"),
        ("“悟道”2.0", "悟道2.0"),
        ("ＯｐｅｎＡＩ", "OpenAI"),
    ],
)
def test_one_key_for_one_name(a: str, b: str) -> None:
    assert name_key(a) == name_key(b)


@pytest.mark.parametrize(
    ("a", "b"), [("GPT-3.5", "GPT-3"), ("GPT-3.5", "GPT-35"), ("GPT4", "GPT-3"), ("悟道2.0", "悟道1.0")]
)
def test_other_names_have_other_keys(a: str, b: str) -> None:
    assert name_key(a) != name_key(b)


@given(st.text(alphabet="GPTchat0123456789.- 悟道”“，ＧＰ", max_size=30))
def test_spans_hold(text: str) -> None:
    for name in find_names(text):
        assert text[name.start : name.end] == name.text
