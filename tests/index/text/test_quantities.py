from __future__ import annotations

import time
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.dates import Date
from index.text.quantities import Quantity, find_quantities, normalize_quantities, same

SOURCES = Path(__file__).parents[3] / "index" / "sources"
ARTICLES = [path.read_text(encoding="utf-8") for path in sorted(SOURCES.glob("*.txt"))]


def only(text: str) -> Quantity:
    (found,) = find_quantities(text)
    assert isinstance(found, Quantity)
    return found


def canonical(text: str) -> list[str]:
    return [found.canonical() for found in find_quantities(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1000亿", 10**11, ""),
        ("一千亿", 10**11, ""),
        ("100,000,000,000", 10**11, ""),
        ("１００，０００，０００，０００", 10**11, ""),
        ("100 billion", 10**11, ""),
        ("one hundred billion", 10**11, ""),
        ("3千亿元", 3 * 10**11, "元"),
        ("三千亿元", 3 * 10**11, "元"),
        ("300 billion yuan", 3 * 10**11, "元"),
        ("RMB 300 billion", 3 * 10**11, "元"),
        ("人民币3000亿", 3 * 10**11, "元"),
        ("US$3.5 million", 3_500_000, "美元"),
        ("1.75万亿", 1_750_000_000_000, ""),
        ("1.75 trillion", 1_750_000_000_000, ""),
        ("一点七五万亿", 1_750_000_000_000, ""),
        ("2.5万张", 25_000, "张"),
        ("２．５萬張", 25_000, "张"),
        ("2亿4000万人", 240_000_000, "人"),
        ("两项", 2, "项"),
        ("兩項", 2, "项"),
        ("俩人", 2, "人"),
        ("排名前十", 10, ""),
        ("二十一项", 21, "项"),
        ("一百五十", 150, ""),
        ("三万五千名", 35_000, "名"),
        ("十万八千里", 108_000, "里"),
        ("15%", 15, "%"),
        ("１５％", 15, "%"),
        ("百分之十五", 15, "%"),
        ("百分之8.5", Fraction(17, 2), "%"),
        ("15 percent", 15, "%"),
        ("15 per cent", 15, "%"),
        ("3.5‰", Fraction(7, 20), "%"),
        ("三成", 30, "%"),
        ("半数", 50, "%"),
        ("一半", 50, "%"),
        ("half", 50, "%"),
        ("三分之一", Fraction(100, 3), "%"),
        ("one third", Fraction(100, 3), "%"),
        ("two-thirds", Fraction(200, 3), "%"),
        ("1/3", Fraction(100, 3), "%"),
        ("0.5个百分点", Fraction(1, 2), "百分点"),
        ("10倍", 10, "倍"),
        ("threefold", 3, "倍"),
        ("5年", 5, "年"),
        ("five years", 5, "年"),
        ("两年半", Fraction(5, 2), "年"),
        ("半年", Fraction(1, 2), "年"),
        ("8个月", 8, "个月"),
        ("两个半小时", Fraction(5, 2), "小时"),
        ("3公里", 3000, "米"),
        ("3千米", 3000, "米"),
        ("10kg", 10_000, "克"),
        ("3.6兆瓦", Fraction(18, 5), "兆瓦"),
        ("31.58亿元", 3_158_000_000, "元"),
        ("469.25万人次", 4_692_500, "人次"),
        ("10亿级参数", 10**9, ""),
    ],
)
def test_reads_value_and_unit(text: str, value: int | Fraction, unit: str) -> None:
    found = only(text)
    assert (found.value, found.high, found.unit) == (value, value, unit)


@pytest.mark.parametrize(
    "text",
    [
        "一些",
        "一般情况",
        "统一标准",
        "一起来",
        "三角形",
        "十分重要",
        "万一下雨",
        "千万别去",
        "千万不要",
        "十三五规划",
        "文心一言、通义千问",
        "三位一体",
        "三驾马车",
        "千行百业",
        "千家万户",
        "一心一意",
        "四川和三亚",
        "百度与华为",
        "两会",
        "双十一",
        "二手房",
        "半导体",
        "上半年",
        "the first half of the year",
        "ChatGPT2",
        "GPT-3.5",
        "ChatGLM-6B",
        "GPT4",
        "悟道2.0",
        "“悟道2.0”,参数",
        "5G网络",
        "Wudao 2.0, released",
    ],
)
def test_words_and_names_are_no_quantities(text: str) -> None:
    assert find_quantities(text) == []


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("超过1万亿元", "over"),
        ("超2.5万张", "over"),
        ("10余位", "over"),
        ("30多年", "over"),
        ("300多万", "over"),
        ("8个多月", "over"),
        ("10%以上", "over"),
        ("10亿参数规模以上", "over"),
        ("破百万", "over"),
        ("上百家", "over"),
        ("过半", "over"),
        ("more than 10 percent", "over"),
        ("over 25,000 GPUs", "over"),
        ("超过全球总数的80%", "over"),
        ("不足5亿", "under"),
        ("不超过5%", "under"),
        ("不可以超过5%", "under"),
        ("5%以下", "under"),
        ("up to 5%", "under"),
        ("近5亿人", "about"),
        ("约45个", "about"),
        ("3000人左右", "about"),
        ("nearly 40", "about"),
        ("近3年", ""),
        ("打破3项纪录", ""),
        ("79个", ""),
    ],
)
def test_keeps_comparators(text: str, comparator: str) -> None:
    assert only(text).comparator == comparator


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("3-4个月", 3, 4, "个月"),
        ("3至4个月", 3, 4, "个月"),
        ("三四个月", 3, 4, "个月"),
        ("3 to 4 months", 3, 4, "个月"),
        ("七八十人", 70, 80, "人"),
        ("两三百人", 200, 300, "人"),
        ("3至5万", 30_000, 50_000, ""),
        ("5%-10%", 5, 10, "%"),
        ("3-4", 3, 4, ""),
        ("3比4", 3, 4, ""),
    ],
)
def test_ranges(text: str, low: int, high: int, unit: str) -> None:
    found = only(text)
    assert (found.value, found.high, found.unit) == (low, high, unit)


@pytest.mark.parametrize(
    ("text", "scale"),
    [("数十个", 10), ("几百家", 100), ("数千亿元", 10**11), ("dozens", 10), ("tens of millions", 10**7)],
)
def test_vague_numbers(text: str, scale: int) -> None:
    found = only(text)
    assert found.vague
    assert found.value == scale


@pytest.mark.parametrize(
    ("text", "value"),
    [("第四届", 4), ("第15次", 15), ("第一", 1), ("首届", 1), ("4th", 4), ("fourth", 4), ("一季度", 1)],
)
def test_ordinals(text: str, value: int) -> None:
    found = only(text)
    assert found.ordinal
    assert found.value == value


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("一千亿元", "1000亿元"),
        ("1000亿元", "100 billion yuan"),
        ("百分之十五", "15%"),
        ("半数", "50%"),
        ("79个", "79款"),
        ("100余位", "100多名"),
        ("79个", "79"),
        ("3公里", "3000米"),
        ("第四届", "the 4th"),
        ("十倍", "ten times"),
        ("2023年6月7日", "June 7, 2023"),
        ("2023年6月7日", "2023-06-07"),
        ("5月28日", "May 28"),
        ("数十个", "几十个"),
    ],
)
def test_same(a: str, b: str) -> None:
    (first,), (second,) = find_quantities(a), find_quantities(b)
    assert same(first, second)
    assert same(second, first)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("3000亿元", "3000万元"),
        ("3000亿元", "3000亿美元"),
        ("10%", "10倍"),
        ("10%", "10个百分点"),
        ("10%", "10"),
        ("5年", "5个月"),
        ("5年", "5"),
        ("79个", "78个"),
        ("第四届", "四届"),
        ("第四届", "第5届"),
        ("3次", "3届"),
        ("3-4个月", "4个月"),
        ("数十个", "10个"),
        ("超过5亿", "不足5亿"),
        ("2023年", "2022年"),
        ("2023年6月7日", "2023年6月"),
        ("6月7日", "7月6日"),
    ],
)
def test_not_same(a: str, b: str) -> None:
    assert not any(same(first, second) for first in find_quantities(a) for second in find_quantities(b))


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("二〇二五年,产业规模达到3千亿元", "2025年,产业规模达到300000000000元"),
        ("二○二五年", "2025年"),
        ("增长百分之十以上", "增长10%以上"),
        ("增长１０％以上", "增长10%以上"),
        ("第四届、第4届", "第4届、第4届"),
        ("100余位科學家", "100余位科学家"),
        ("一百多位科学家", "100余位科学家"),
        ("三分之一", "1/3"),
        ("June 7, 2023", "2023年6月7日"),
        ("OpenAI的GPT-3.5", "openai的gpt-3.5"),
        ("统一的一些百度", "统一的一些百度"),
    ],
)
def test_normalize(text: str, normal: str) -> None:
    assert normalize_quantities(text) == normal


def test_a_sentence_of_the_corpus() -> None:
    text = (
        "据统计,截至目前,中国10亿级参数规模以上大模型已发布79个;有14个省区市在开展大模型研发,其中北京38个、广东20个。"
    )
    assert canonical(text) == ["1000000000", "79个", "14个", "38个", "20个"]


@pytest.mark.parametrize("text", ARTICLES)
def test_spans_hold_in_the_text_as_given_and_never_overlap(text: str) -> None:
    end = 0
    for found in find_quantities(text):
        assert text[found.start : found.end] == found.text
        assert found.start >= end
        end = found.end


@given(st.text(alphabet="0123456789一二三十百千万亿个年月日%第多余半数几-~,.，％５GPT half of June", max_size=40))
def test_never_fails_and_spans_hold(text: str) -> None:
    for found in find_quantities(text):
        assert text[found.start : found.end] == found.text
    normalize_quantities(text)


@given(st.integers(min_value=0, max_value=10**15))
def test_every_spelling_of_a_number_has_its_value(number: int) -> None:
    for text in (
        f"{number}个",
        f"{number:,}个",
        f"{number}个".translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"}),
    ):
        assert only(text).value == number


@given(st.integers(min_value=1, max_value=9999), st.sampled_from([("万", 10**4), ("亿", 10**8), ("万亿", 10**12)]))
def test_scales_multiply(number: int, scale: tuple[str, int]) -> None:
    assert only(f"{number}{scale[0]}元").value == number * scale[1]


@given(st.integers(min_value=10, max_value=99_999_999))
def test_chinese_numerals_read_back(number: int) -> None:
    assert only(f"{spell(number)}个").value == number


def spell(number: int) -> str:
    """A number below 10**8 in Chinese numerals, written out here to check the reader against."""
    if number >= 10**4:
        rest = number % 10**4
        gap = "零" if 0 < rest < 1000 else ""
        return spell(number // 10**4) + "万" + gap + (spell(rest) if rest else "")
    text, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if zero and text else "") + "零一二三四五六七八九"[digit] + name
        zero = not digit
    return text


def test_a_year_alone_is_a_date_and_a_count_is_not() -> None:
    year, count = find_quantities("2023中关村论坛有2023个展位")
    assert isinstance(year, Date)
    assert isinstance(count, Quantity)


def test_fast_enough() -> None:
    text = "\n".join(ARTICLES) * 5
    find_quantities(text[:100])
    started = time.process_time()
    find_quantities(text)
    assert len(text.encode()) / (time.process_time() - started) > 150_000  # 300 KB/s, halved for a busy machine
