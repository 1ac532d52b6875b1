"""The question set: what a question is, how a file of them is read, and how it is proved against the articles.

A mistake in a record is a mistake in every figure. ``validate`` looks for those a person makes when writing them:
a quote that is not in the article, a fact that its own quote does not state, a version that drifted from its original.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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
        YuanwenError: nothing is there, or a line is not a record; the file, line and field are named.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files or not files[0].is_file():
        raise YuanwenError(f"No questions at {path}: give a .jsonl file or a folder that holds one.")
    return tuple(question for file in files for question in _read(file))


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
    for problem in _quotes(question, articles):
        raise YuanwenError(f"{question.id}: {problem}; correct the question or the article.")
    found = (find_span(support, articles[support.article]) for support in question.support)
    return tuple(span for span in found if span)


def validate(questions: Sequence[Question], articles: Mapping[str, Article]) -> list[str]:
    """Every problem of a question set, one line each, starting with the record's id; empty when all is well."""
    by_id = {question.id: question for question in questions}
    uses = Counter(question.id for question in questions).items()
    problems = [f"{name}: the id is used {count} times" for name, count in uses if count > 1]
    for question in questions:
        found = [
            *_shape(question),
            *_turns(question),
            *_quotes(question, articles),
            *_facts(question),
            *_wrong_facts(question),
            *_twin(question, by_id),
            *_base(question, by_id),
        ]
        problems += [f"{question.id}: {problem}" for problem in found]
    return problems + _duplicates(questions)


def _shape(question: Question) -> Iterator[str]:
    """What must go together: facts and answerable, a kind and unanswerable, two articles and across."""
    if not question.answerable == bool(question.facts) == bool(question.support):
        yield "facts and support are for answerable questions, and needed there"
    if question.answerable and question.type in {"unanswerable", "furniture"}:
        yield f"type {question.type}, but answerable"
    if (question.type == "unanswerable") != (question.kind is not None):
        yield "kind is for type unanswerable, and needed there"
    if question.type == "across_articles" and len({support.article for support in question.support}) < 2:
        yield "an across_articles question needs support from two articles"


def _turns(question: Question) -> Iterator[str]:
    most = 4 if question.type == "follow_up" else 1
    if not most / 2 <= len(question.turns) <= most:
        yield f"a follow_up has 2 to 4 turns, any other type 1, not {len(question.turns)}"
    for turn in question.turns:
        if not turn.strip() or len(turn) > MAX_QUESTION:
            yield f"a turn has 1 to {MAX_QUESTION} characters, not {len(turn)}"


def _quotes(question: Question, articles: Mapping[str, Article]) -> Iterator[str]:
    for support in question.support:
        article = articles.get(support.article)
        if article is None:
            yield f"no article {support.article!r}"
        elif not support.quote.strip() or "\n" in support.quote:
            yield f"a quote stands within one paragraph: {support.quote!r}"
        elif find_span(support, article) is None:
            yield f"{support.article} does not hold (occurrence {support.occurrence}) {support.quote!r}"


def _facts(question: Question) -> Iterator[str]:
    """Each fact has support, and each quote states its fact in one of the listed forms."""
    for number, alternatives in enumerate(question.facts):
        if not alternatives or not all(comparable(form) for form in alternatives):
            yield f"fact {number} has an empty form"
        if not any(support.fact == number for support in question.support):
            yield f"fact {number} {alternatives} has no support"
    for support in question.support:
        if not 0 <= support.fact < len(question.facts):
            yield f"support for a fact {support.fact} that is not there"
        elif not any(stands_in(form, support.quote) for form in question.facts[support.fact]):
            yield f"no form of fact {support.fact} {question.facts[support.fact]} stands in {support.quote!r}"


def _wrong_facts(question: Question) -> Iterator[str]:
    """A wrong fact inside a supporting quote would punish the right answer."""
    right = [support.quote for support in question.support]
    right += [form for alternatives in question.facts for form in alternatives]
    for wrong in question.must_not:
        if not comparable(wrong):
            yield "an empty must_not"
        elif any(stands_in(wrong, text) for text in right):
            yield f"must_not {wrong!r} stands in its own facts or support"


def _twin(question: Question, by_id: Mapping[str, Question]) -> Iterator[str]:
    if question.twin is None:
        return
    twin = by_id.get(question.twin)
    if twin is None:
        yield f"no twin {question.twin!r}"
    elif question.answerable or not twin.answerable:
        yield f"a twin pairs an unanswerable question with an answerable one, not with {twin.id!r}"
    elif twin.split != question.split:
        yield f"split {question.split}, but its twin {twin.id!r} is in {twin.split}"


def _base(question: Question, by_id: Mapping[str, Question]) -> Iterator[str]:
    """A version asks the same thing in another language: all but wording and language is its original's."""
    if question.base is None:
        return
    base = by_id.get(question.base)
    if base is None or base.base is not None:
        yield f"base {question.base!r} is not an original"
        return
    if base.language == question.language:
        yield f"same language as its original {base.id!r}"
    for field in ("type", "kind", "split", "answerable", "support", "twin"):
        if getattr(base, field) != getattr(question, field):
            yield f"{field} differs from its original {base.id!r}"
    if len(base.facts) != len(question.facts) or len(base.turns) != len(question.turns):
        yield f"number of facts or turns differs from its original {base.id!r}"


def _duplicates(questions: Sequence[Question]) -> list[str]:
    """The same words asked twice, but for a version in the other script."""
    seen: dict[str, Question] = {}
    problems = []
    for question in questions:
        key = "\n".join(re.sub(r"\W+", "", comparable(turn)) for turn in question.turns)
        first = seen.setdefault(key, question)
        is_version = (first.base or first.id) == (question.base or question.id)
        if first is not question and not (is_version and first.language != question.language):
            problems.append(f"{question.id}: asks the same as {first.id}")
    return problems
