from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.dates import find_dates, has_date_parts


def parts(text: str) -> list[tuple[int | None, ...]]:
    return [date.parts[:5] for date in find_dates(text)]


def day(year: int | None, month: int | None = None, date: int | None = None) -> tuple[int | None, ...]:
    return (year, month, date, None, None)


def hour(value: int, minute: int | None = None) -> tuple[int | None, ...]:
    return (None, None, None, value, minute)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023年6月7日", day(2023, 6, 7)),
        ("２０２３年６月７日", day(2023, 6, 7)),
        ("二〇二三年六月七日", day(2023, 6, 7)),
        ("二零二三年十二月三十一日", day(2023, 12, 31)),
        ("一九九八年", day(1998)),
        ("2023-06-07", day(2023, 6, 7)),
        ("2023/6/7", day(2023, 6, 7)),
        ("2023.6.7", day(2023, 6, 7)),
        ("2023-06", day(2023, 6)),
        ("June 7, 2023", day(2023, 6, 7)),
        ("7 June 2023", day(2023, 6, 7)),
        ("the 7th of June, 2023", day(2023, 6, 7)),
        ("In April 2022", day(2022, 4)),
        ("since February 24, 2022", day(2022, 2, 24)),
        ("July 2024", day(2024, 7)),
        ("5月28日", day(None, 5, 28)),
        ("5月份", day(None, 5)),
        ("3日发布", day(None, None, 3)),
        ("2017年谷歌", day(2017)),
        ("17年6月", day(2017, 6)),
        ("2023中关村论坛", day(2023)),
        ("in 2017 Google", day(2017)),
        ("公元前221年", day(-221)),
        ("上午10时许", hour(10)),
        ("下午3时30分", hour(15, 30)),
        ("晚8点,", hour(20)),
        ("8点半", hour(8, 30)),
        ("18:41:56", hour(18, 41)),
        ("at 10 a.m.", hour(10)),
        ("9:15 pm", hour(21, 15)),
    ],
)
def test_reads_dates(text: str, expected: tuple[int | None, ...]) -> None:
    assert parts(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "3个月",
        "3-4个月",
        "4点建议与展望",
        "20世纪90年代",
        "1500多家",
        "2000元",
        "2000 models",
        "5年内",
        "百年",
        "13月",
        "三点建议",
        "GPT-2023x",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert parts(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5月26日至28日", [day(None, 5, 26), day(None, 5, 28)]),
        ("5月28至29日", [day(None, 5, 28), day(None, 5, 29)]),
        ("12月30日、31日晚", [day(None, 12, 30), day(None, 12, 31)]),
        ("2023年1月21日至27日", [day(2023, 1, 21), day(2023, 1, 27)]),
        ("(2023—2025年)", [day(2023), day(2025)]),
        ("2023年6月至2024年5月", [day(2023, 6), day(2024, 5)]),
        ("May 26 to 28, 2023", [day(2023, 5, 26), day(2023, 5, 28)]),
        ("2025-11-12 07:24", [day(2025, 11, 12), hour(7, 24)]),
    ],
)
def test_ranges_and_pairs(text: str, expected: list[tuple[int | None, ...]]) -> None:
    assert parts(text) == expected


def test_seconds_are_kept() -> None:
    (date,) = find_dates("18:41:56")
    assert date.second == 56
    assert date.canonical() == "18时41分56秒"


@pytest.mark.parametrize(
    ("source", "claim", "held"),
    [
        ("2023年6月7日", "2023年", True),
        ("2023年6月7日", "6月7日", True),
        ("2023年6月7日", "2023年6月8日", False),
        ("6月7日", "2023年6月7日", False),
        ("2023年", "2022年", False),
    ],
)
def test_has_date_parts(source: str, claim: str, held: bool) -> None:
    assert has_date_parts(find_dates(source)[0], find_dates(claim)[0]) is held


@given(st.dates(max_value=dt.date(2999, 12, 31)))
def test_every_form_of_a_date_is_the_same(value: dt.date) -> None:
    forms = [f"{value.year}年{value.month}月{value.day}日", value.isoformat()]
    if value.year >= 1000:
        assert {tuple(parts(form)) for form in forms} == {(day(value.year, value.month, value.day),)}


@given(st.text(alphabet="0123456789年月日号时点分-:至、May June一二十 ,上下午", max_size=30))
def test_never_fails_and_spans_hold(text: str) -> None:
    end = 0
    for date in find_dates(text):
        assert text[date.start : date.end] == date.text
        assert date.start >= end
        end = date.end
