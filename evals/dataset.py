"""The question set: what a question is, how a file of them is read, and where its quotes stand in the articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from index.article import Article
from index.errors import YuanwenError
from index.text.fold import fold

QUESTIONS = Path(__file__).parent / "questions"
MAX_QUESTION = 2000  # code points; the assistant refuses more

QuestionType = Literal[
    "single_fact",
    "several_facts",
    "across_articles",
    "thresholds_titles",
    "dates",
    "people_posts",
    "lists",
    "why_how",
    "comparison",
    "follow_up",
    "unanswerable",
    "furniture",
    "injection",
]
UnanswerableKind = Literal["entity_without_fact", "other_entity", "other_year_or_number", "off_topic"]


@dataclass(frozen=True, slots=True)
class Support:
    """A verbatim quote that states fact number ``fact`` (from 0). Several for one fact are alternatives.

    ``occurrence`` (from 1) says which one is meant where the quote stands in the article several times.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    fact: int
    article: str
    quote: str
    occurrence: int = 1


@dataclass(frozen=True, slots=True)
class Span:
    """A support's place in its article: ``[start, end)`` in code points of ``article.text``."""

    fact: int
    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Question:
    """One record; ``evals/questions/README.md`` says what each field means.

    ``facts`` and ``support`` belong to the answer to the last of ``turns``; the turns before it are asked first.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    id: str
    type: QuestionType
    language: Literal["zh-Hans", "zh-Hant", "en"]
    split: Literal["dev", "test"]
    turns: tuple[str, ...]
    answerable: bool
    facts: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    support: tuple[Support, ...] = ()
    kind: UnanswerableKind | None = None
    base: str | None = None
    twin: str | None = None
    note: str = ""

    @property
    def family(self) -> str:
        """The question this is a version of, or itself."""
        return self.base or self.id


_RECORD = TypeAdapter(Question)

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_CHINESE_NUMBER = re.compile(r"[零〇一二两三四五六七八九][零〇一二两三四五六七八九十百千]*|十[一二三四五六七八九]?")


def comparable(text: str) -> str:
    """The form in which a fact is looked for: folded, no spaces but between Latin words, numbers in digits.

    万 and 亿 stay, so 一千亿 and 1,000亿 meet as 1000亿, and 一千亿 and 100 billion do not: list both.
    """
    folded = re.sub(r"(?<![a-z0-9]) | (?![a-z0-9])", "", fold(text))
    folded = _CHINESE_NUMBER.sub(lambda found: _digits(found.group()), folded)
    folded = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", folded)
    return re.sub(r"(?<=\d)[‐-―~至到](?=\d)", "-", folded)


def _digits(number: str) -> str:
    """A Chinese number below ten thousand, or a row of digits such as 二〇二三, in Arabic digits."""
    if not any(char in _UNITS for char in number):
        return "".join(str(_DIGITS[char]) for char in number)
    total = pending = 0
    for char in number:
        if char in _UNITS:
            total, pending = total + (pending or 1) * _UNITS[char], 0
        else:
            pending = _DIGITS[char]
    return str(total + pending)


def stands_in(fact: str, text: str) -> bool:
    """Whether a text holds a fact: never inside a longer number or decimal, nor from the middle of a Latin word."""
    needle = comparable(fact)
    before = r"(?<!\d)(?<!\d\.)" if needle[:1].isdigit() else r"(?<![a-z])" if needle[:1].isascii() else ""
    after = r"(?!\d|\.\d)" if needle[-1:].isdigit() else ""
    return bool(needle) and re.search(before + re.escape(needle) + after, comparable(text)) is not None


def load_questions(path: Path = QUESTIONS) -> tuple[Question, ...]:
    """The questions of one JSONL file, or of every ``*.jsonl`` of a folder in name order.

    Raises:
        YuanwenError: nothing is there, nothing is in it, or a line is not a record; the file, line and field are named.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files or not files[0].is_file():
        raise YuanwenError(f"No questions at {path}: give a .jsonl file or a folder that holds one.")
    questions = tuple(question for file in files for question in _read(file))
    if not questions:
        raise YuanwenError(f"{path} holds no question: write one JSON object a line.")
    return questions


def _read(file: Path) -> Iterator[Question]:
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise YuanwenError(f"{file} is not UTF-8 text (byte {error.start}): save it as UTF-8.") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _parse(line, f"{file.name}, line {number}")


def _parse(line: str, place: str) -> Question:
    try:
        return _RECORD.validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the line"
        raise YuanwenError(f"{place}: {field}: {first['msg']}. See evals/questions/README.md.") from error


def find_span(support: Support, article: Article) -> Span | None:
    """Where the quote stands in the article's text, or None where it does not stand there that often."""
    start = -1
    for _ in range(support.occurrence):
        start = article.text.find(support.quote, start + 1)
        if start < 0:
            return None
    return Span(support.fact, article.id, start, start + len(support.quote)) if start >= 0 else None


def resolve(question: Question, articles: Mapping[str, Article]) -> tuple[Span, ...]:
    """The spans of a question's support, in the order of ``question.support``.

    Raises:
        YuanwenError: an article or a quote is not there.
    """
    for problem in quote_problems(question, articles):
        raise YuanwenError(f"{question.id}: {problem}; correct the question or the article.")
    found = (find_span(support, articles[support.article]) for support in question.support)
    return tuple(span for span in found if span)


def _some(articles: Mapping[str, Article], most: int = 5) -> str:
    names = sorted(articles)
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def quote_problems(question: Question, articles: Mapping[str, Article]) -> Iterator[str]:
    """What is wrong with the places of a question's quotes, one line each."""
    for support in question.support:
        article = articles.get(support.article)
        if article is None:
            yield f"no article {support.article!r}; there are {_some(articles)}"
        elif not support.quote.strip() or "\n" in support.quote:
            yield f"a quote stands within one paragraph: {support.quote!r}"
        elif find_span(support, article) is None:
            yield f"{support.article} does not hold (occurrence {support.occurrence}) {support.quote!r}"
