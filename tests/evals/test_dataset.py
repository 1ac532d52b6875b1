"""The question set's reader: what counts as the same fact, how a file is read, where its quotes stand."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.dataset import (
    Question,
    Span,
    Support,
    comparable,
    find_span,
    load_questions,
    resolve,
    stands_in,
)
from index.errors import YuanwenError
from tests.doubles.questions import ARTICLES, TEXT, question, refusal

# --- comparing


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("79个", "已发布79個"),
        ("79个", "已发布７９个大模型"),
        ("79个", "已发布七十九个"),
        ("79个", "已发布 79 个大模型"),
        ("一千亿", "规模1000亿元"),
        ("1000亿", "规模1,000亿元"),
        ("2个月", "用了两个月"),
        ("3-4个月", "每三到四个月翻一番"),
        ("3-4 months", "doubles every 3–4 months"),
        ("2023年", "二〇二三年"),
        ("huang tiejun", "Its first president was Huang  Tiejun."),
        ("破亿", "月活躍用戶破億"),
        ("fine-tun", "after finetuning and fine-tuning"),
        ("10%", "保持10%以上增长"),
    ],
)
def test_a_fact_is_found_in_another_spelling(fact: str, text: str) -> None:
    assert stands_in(fact, text)


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("9个", "已发布79个"),
        ("5个", "有15个开源"),
        ("5个", "十五个"),
        ("38", "共381个"),
        ("38", "38.5分"),
        ("5", "GPT-3.5"),
        ("GPT-3", "GPT-3.5"),
        ("1000亿", "11000亿"),
        ("art", "a smart chart"),
        ("1万亿", "1.1万亿"),
        ("北京", "广东"),
        ("", "anything"),
        ("  ", "anything"),
    ],
)
def test_a_fact_is_not_found_inside_another(fact: str, text: str) -> None:
    assert not stands_in(fact, text)


@given(st.integers(min_value=0, max_value=9999))
def test_chinese_numbers_below_ten_thousand_become_digits(number: int) -> None:
    assert comparable(_in_chinese(number) + "个") == f"{number}个"


def _in_chinese(number: int) -> str:
    """The plain way to write it: 1005 is 一千零五, 10 is 十."""
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    if number < 20:
        return "十" + (digits[number % 10] if number % 10 else "")
    for unit, name in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= unit:
            head, rest = divmod(number, unit)
            gap = "零" if 0 < rest < unit // 10 else ""
            tens = "一" if 10 <= rest < 20 else ""
            return digits[head] + name + (gap + tens + _in_chinese(rest) if rest else "")
    raise AssertionError(number)


@given(st.text(alphabet="數据第一二十百千萬億两〇0123,.-～ abＡ％", max_size=40))
def test_comparable_is_stable(text: str) -> None:
    assert comparable(comparable(text)) == comparable(text)


@given(st.text(alphabet="数据模型北京abc 0123", min_size=1, max_size=8).filter(str.strip))
def test_a_fact_between_marks_is_always_found(fact: str) -> None:
    assert stands_in(fact, f"，{fact}。")


# --- loading


def write(folder: Path, *records: dict[str, Any], name: str = "a.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return path


def as_record(record: Question) -> dict[str, Any]:
    return {key: value for key, value in dataclasses.asdict(record).items() if value is not None}


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, as_record(question()), as_record(refusal()))
    assert load_questions(path) == (question(), refusal())


def test_a_folder_is_read_in_name_order_and_blank_lines_are_skipped(tmp_path: Path) -> None:
    write(tmp_path, as_record(refusal()), name="b.jsonl")
    first = write(tmp_path, as_record(question()), name="a.jsonl")
    first.write_text("\n" + first.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    assert [q.id for q in load_questions(tmp_path)] == ["q1", "q2"]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"type": "riddle"}, "type"),
        ({"language": "fr"}, "language"),
        ({"split": "train"}, "split"),
        ({"turns": None}, "turns"),
        ({"answer": "79"}, "answer"),
        ({"support": [{"fact": 0, "article": "news"}]}, "support.0.quote"),
    ],
)
def test_a_bad_record_is_named_by_file_line_and_field(tmp_path: Path, change: dict[str, Any], named: str) -> None:
    path = write(tmp_path, as_record(refusal()), as_record(question()) | change)
    with pytest.raises(YuanwenError, match=rf"^a\.jsonl, line 2: {named}[.:]") as error:
        load_questions(path)
    assert "\n" not in str(error.value)


def test_a_line_that_is_not_json_and_a_file_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(YuanwenError, match=r"a\.jsonl, line 1: the line: "):
        load_questions(path)
    path.write_bytes("中国".encode("gb18030"))
    with pytest.raises(YuanwenError, match="is not UTF-8 text"):
        load_questions(path)


def test_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(YuanwenError, match="No questions at"):
        load_questions(tmp_path)
    with pytest.raises(YuanwenError, match="No questions at"):
        load_questions(tmp_path / "missing.jsonl")


# --- spans


def test_a_quote_resolves_to_its_first_place_or_the_one_asked_for() -> None:
    quote = "中国的9个大模型中有5个开源。"
    first, second = (find_span(Support(0, "news", quote, n), ARTICLES["news"]) for n in (1, 2))
    assert first == Span(0, "news", 0, len(quote))
    assert second is not None and second.start == TEXT.rindex(quote)
    assert find_span(Support(0, "news", quote, 3), ARTICLES["news"]) is None
    assert find_span(Support(0, "news", quote, 0), ARTICLES["news"]) is None


def test_resolve_keeps_the_order_of_the_support_and_names_what_is_missing() -> None:
    two = question(support=(Support(0, "news", "广东20个"), Support(0, "news", "北京38个")))
    spans = resolve(two, ARTICLES)
    assert [TEXT[s.start : s.end] for s in spans] == ["广东20个", "北京38个"]
    with pytest.raises(YuanwenError, match="q1: news does not hold"):
        resolve(question(support=(Support(0, "news", "上海30个"),)), ARTICLES)
    with pytest.raises(YuanwenError, match="q1: no article 'gone'"):
        resolve(question(support=(Support(0, "gone", "北京38个"),)), ARTICLES)
