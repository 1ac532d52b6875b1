"""JSON lines in, JSON lines out, and one clear error for each bad line."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading.clean_stream import BadLine, clean_json_lines, print_article

FIRST = "昨天，市水务局宣布，环城河的水质经过三年治理，已经从劣五类提升到三类，沿岸居民可以重新散步。"
SECOND = "局长介绍，治理分为截污、清淤和补水三步，累计投入十二亿元，其中一半用于改造老城区的排水管网。"
PAGE = f"首页\n首页 > 新闻 > 正文\n环城河三年治理见成效\n2023-05-28 09:15 来源：江城晚报\n{FIRST}\n{SECOND}\n分享到："


def row(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False)


def test_a_page_becomes_its_title_and_paragraphs() -> None:
    (out,) = clean_json_lines([row(id="a", page=PAGE)])
    assert isinstance(out, str)
    assert json.loads(out) == {"id": "a", "text": f"环城河三年治理见成效\n{FIRST}\n{SECOND}"}
    assert "\n" not in out


def test_bytes_and_other_keys_and_blank_lines() -> None:
    lines = [row(id="a", page=PAGE, host="x").encode(), b"  \n", row(id="b", page="").encode() + b"\n"]
    out = [json.loads(line) for line in clean_json_lines(lines) if isinstance(line, str)]
    assert [r["id"] for r in out] == ["a", "b"]
    assert out[1]["text"] == ""


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not JSON"),
        ("[1]", "a JSON list, not an object"),
        ('"page"', "a JSON str, not an object"),
        ('{"id": "a"}', '"page" is missing'),
        ('{"page": "x"}', '"id" is missing'),
        ('{"id": 7, "page": "x"}', '"id" is a int'),
        ('{"id": "a", "page": null}', '"page" is a NoneType'),
        ('{"id": "\\u0000", "page": "x"}', "control character"),
        ('{"id": "\\ud800", "page": "x"}', "lone surrogate"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_line_is_one_error_and_the_rest_goes_on(line: str, message: str) -> None:
    out = list(clean_json_lines([row(id="a", page=PAGE), line, row(id="b", page=PAGE)]))
    assert [isinstance(x, BadLine) for x in out] == [False, True, False]
    bad = out[1]
    assert isinstance(bad, BadLine)
    assert bad.number == 2
    assert bad.message.startswith("line 2: ")
    assert message in bad.message
    assert "\n" not in bad.message


def test_bytes_that_are_not_utf8() -> None:
    (bad,) = clean_json_lines(['{"id": "a", "page": "中"}'.encode("gb18030")])
    assert isinstance(bad, BadLine)
    assert "UTF-8" in bad.message


def test_a_page_with_lone_surrogates_can_be_written() -> None:
    (out,) = clean_json_lines(['{"id": "a", "page": "\\ud800' + FIRST + '"}'])
    assert isinstance(out, str)
    assert json.loads(out.encode("utf-8"))["text"] == FIRST


def test_an_article_without_a_title_prints_no_blank_line() -> None:
    assert print_article(f"{FIRST}\n{SECOND}") == f"{FIRST}\n{SECOND}"
    assert print_article("") == ""


@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_lines_give_one_answer_each(lines: list[str]) -> None:
    assert len(list(clean_json_lines(lines))) == sum(bool(line.strip()) for line in lines)
