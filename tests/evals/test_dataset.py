"""The question set's reader and validator, and the proof that the shipped set has no problem."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import evals.dataset
from evals.dataset import (
    Question,
    Span,
    Support,
    comparable,
    find_span,
    load_questions,
    resolve,
    stands_in,
    validate,
)
from index.article import Article
from index.errors import YuanwenError
from index.reading.page import read_page

SOURCES = Path(evals.dataset.__file__).parents[1] / "index" / "sources"
TEXT = "中国的9个大模型中有5个开源。\n基金群规模1000亿元。北京38个,广东20个。\n中国的9个大模型中有5个开源。"
ARTICLES = {"news": Article("news", "", TEXT), "other": Article("other", "", "OpenAI對其實行閉源發展。")}


def question(**changes: Any) -> Question:
    """A sound record; each test breaks one thing in it."""
    record = Question(
        id="q1",
        type="single_fact",
        language="zh-Hans",
        split="dev",
        turns=("中国有几个大模型开源？",),
        answerable=True,
        facts=(("5个", "五个"),),
        must_not=("79个",),
        support=(Support(0, "news", "中国的9个大模型中有5个开源。"),),
    )
    return dataclasses.replace(record, **changes)


def refusal(**changes: Any) -> Question:
    return question(
        **{
            "id": "q2",
            "type": "unanswerable",
            "kind": "other_entity",
            "turns": ("日本有几个大模型开源？",),
            "answerable": False,
            "facts": (),
            "support": (),
            **changes,
        }
    )


def problems(*records: Question) -> list[str]:
    return validate(records, ARTICLES)


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


# --- validating


def test_sound_records_have_no_problems() -> None:
    assert problems(question(), refusal(), refusal(id="q3", turns=("法国呢？",), twin="q1")) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"facts": (), "support": ()}, "facts and support are for answerable"),
        ({"support": ()}, "facts and support are for answerable"),
        ({"answerable": False}, "facts and support are for answerable"),
        ({"type": "furniture"}, "type furniture, but answerable"),
        ({"kind": "off_topic"}, "kind is for type unanswerable"),
        ({"type": "across_articles"}, "needs support from two articles"),
        ({"turns": ("a", "b")}, "any other type 1, not 2"),
        ({"turns": ()}, "any other type 1, not 0"),
        ({"type": "follow_up"}, "2 to 4 turns"),
        ({"type": "follow_up", "turns": tuple("abcde")}, "2 to 4 turns"),
        ({"turns": (" ",)}, "a turn has 1 to 2000"),
        ({"turns": ("问" * 2001,)}, "a turn has 1 to 2000"),
        ({"support": (Support(0, "gone", "5个"),)}, "no article 'gone'"),
        ({"support": (Support(0, "news", "5个闭源"),)}, "does not hold"),
        ({"support": (Support(0, "news", "5个开源", 3),)}, "does not hold (occurrence 3)"),
        ({"support": (Support(0, "news", "5个开源。\n基金群"),)}, "within one paragraph"),
        ({"support": (Support(0, "news", " "),)}, "within one paragraph"),
        ({"support": (Support(1, "news", "5个开源"),)}, "a fact 1 that is not there"),
        ({"facts": (("5个",), ("38个",))}, "fact 1 ('38个',) has no support"),
        ({"facts": (("5个", ""),)}, "fact 0 has an empty form"),
        ({"facts": (("6个", "6"),)}, "no form of fact 0"),
        ({"support": (Support(0, "news", "5个开源"), Support(0, "news", "北京38个"))}, "no form of fact 0"),
        ({"must_not": ("9个",)}, "must_not '9个' stands in its own"),
        ({"must_not": ("五个",)}, "must_not '五个' stands in its own"),
        ({"must_not": (" ",)}, "an empty must_not"),
        ({"twin": "q9"}, "no twin 'q9'"),
        ({"twin": "q1"}, "pairs an unanswerable question"),
        ({"base": "q9"}, "base 'q9' is not an original"),
    ],
)
def test_each_mistake_is_found(change: dict[str, Any], problem: str) -> None:
    found = problems(question(**change))
    assert any(line.startswith("q1: ") and problem in line for line in found), found


def test_a_wrong_fact_that_only_looks_alike_is_allowed() -> None:
    assert problems(question(must_not=("15个", "79个"))) == []


def test_ids_are_unique() -> None:
    assert "q1: the id is used 2 times" in problems(question(), question(turns=("另一问？",)))


def test_a_twin_is_answerable_and_in_the_same_split() -> None:
    assert problems(question(), refusal(twin="q1", split="test")) == ["q2: split test, but its twin 'q1' is in dev"]
    assert any("pairs" in line for line in problems(refusal(twin="q3"), refusal(id="q3", turns=("呢？",))))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"language": "zh-Hans"}, "same language as its original"),
        ({"split": "test"}, "split differs"),
        ({"type": "dates"}, "type differs"),
        ({"support": (Support(0, "news", "5个开源"),)}, "support differs"),
        ({"facts": (("5个",), ("9个",))}, "number of facts or turns differs"),
    ],
)
def test_a_version_keeps_to_its_original(change: dict[str, Any], problem: str) -> None:
    sound = {"id": "q1-en", "language": "en", "base": "q1", "turns": ("How many are open source?",)}
    assert problems(question(), question(**sound)) == []
    assert any(problem in line for line in problems(question(), question(**(sound | change))))


def test_the_same_words_twice_are_found_but_for_a_version_in_the_other_script() -> None:
    again = question(id="q3", turns=("中国 有几个大模型开源?",))
    assert problems(question(), again) == ["q3: asks the same as q1"]
    hant = question(id="q1-hant", base="q1", language="zh-Hant", turns=("中國有幾個大模型開源？",))
    assert problems(question(), hant) == []
    assert problems(question(), dataclasses.replace(hant, base=None)) == ["q1-hant: asks the same as q1"]


# --- the shipped set


@pytest.fixture(scope="module")
def shipped() -> tuple[Question, ...]:
    return load_questions()


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    pages = {path.stem: path.read_text(encoding="utf-8") for path in SOURCES.glob("*.txt")}
    return {stem: read_page(page, stem) for stem, page in pages.items()}


def test_every_quote_stands_on_the_page_as_it_came(shipped: tuple[Question, ...]) -> None:
    pages = {path.stem: path.read_text(encoding="utf-8") for path in SOURCES.glob("*.txt")}
    assert [s for q in shipped for s in q.support if s.quote not in pages[s.article]] == []


def test_the_shipped_set_has_no_problem(shipped: tuple[Question, ...], articles: dict[str, Article]) -> None:
    assert validate(shipped, articles) == []


def test_what_stands_only_in_the_furniture_is_in_no_article(
    shipped: tuple[Question, ...], articles: dict[str, Article]
) -> None:
    traps = [(q.id, wrong) for q in shipped if q.type == "furniture" for wrong in q.must_not]
    texts = [comparable(article.text) for article in articles.values()]
    assert [(name, wrong) for name, wrong in traps if any(stands_in(wrong, text) for text in texts)] == []


def test_the_shipped_set_is_large_and_of_every_kind(shipped: tuple[Question, ...]) -> None:
    originals = [q for q in shipped if q.base is None]
    assert len(originals) >= 150
    assert min(Counter(q.language for q in shipped if q.base).values()) >= 20
    assert min(Counter(q.language for q in shipped)[language] for language in ("zh-Hant", "en")) >= 60
    assert min(Counter(q.type for q in originals).values()) >= 12
    assert len({q.kind for q in originals}) == 5, "four kinds, and None"


def test_about_six_in_ten_of_every_type_are_for_development(shipped: tuple[Question, ...]) -> None:
    splits: dict[str, list[bool]] = defaultdict(list)
    for record in shipped:
        if record.base is None:
            splits[record.type].append(record.split == "dev")
    shares = {kind: sum(dev) / len(dev) for kind, dev in splits.items()}
    assert all(0.45 <= share <= 0.75 for share in shares.values()), shares
