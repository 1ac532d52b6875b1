"""Answerable questions and their unanswerable twins, to fit and to measure refusal by.

A twin is made from an answerable question by rules that know nothing of the signs it is judged by: the passages that
answer are taken away (``away``); only the sentences that hold the answer are (``silenced``: the thing is there and
the fact is not); a name gives way to one of another question (``entity``), or the article's title to another's
(``title``); a year or a number is changed (``figure``).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import rjieba

from assistant import load_settings, open_assistant
from assistant.demands import demands_of
from assistant.verify.reading import read
from benchmarks.held_out import held_out
from benchmarks.jsonl import read_jsonl
from benchmarks.written_questions import MISSED, read_written
from evals.corpus import Query, read_queries
from evals.dataset import Question, load_questions
from evals.scratch import scratch_index
from index import Index, Passage
from index.text.dates import Date
from index.text.fold import fold
from index.text.quantities import find_quantities
from index.text.tokens import search_tokens

PASSAGES = 8
_TELLING = 3  # words of a question, the rarest
_LEAST_CHANGED = 10  # a smaller number is as often grammar

# What people also ask, and none of the five articles answers: English has no reading set to show what is off topic.
_EVERYDAY = (
    "How is bread baked?",
    "What is the weather like today?",
    "Who won the World Cup in 2022?",
    "Which restaurants are near the Forbidden City?",
    "How do I change a bicycle tyre?",
    "What time does the museum open?",
    "Who composed the Moonlight Sonata?",
    "How many players are in a basketball team?",
    "What causes earthquakes?",
    "Where do penguins live?",
    "How far is the moon from the earth?",
    "Which country has the most lakes?",
    "What is the recipe for tomato soup?",
    "When did the Titanic sink?",
    "How do vaccines protect people?",
    "What is the price of gold?",
    "Who painted the Mona Lisa?",
    "How long does it take to learn the piano?",
    "What do pandas eat?",
    "Where can I renew my passport?",
    "How many bones does a human body have?",
    "Why is the sea salty?",
    "Which train goes to the airport?",
    "What is the best way to remove a coffee stain?",
    "Who discovered penicillin?",
    "How tall is Mount Everest?",
    "What are the rules of chess?",
    "When does the winter semester start?",
    "How is cheese made?",
    "Which medicine helps against a headache?",
)


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what was found for it; ``group`` holds a question and its twins together."""

    set: str
    kind: str
    group: str
    question: str
    passages: tuple[Passage, ...]
    answerable: bool


class Pool:
    """Names by their sort, to take another of the same sort from; repeatable."""

    def __init__(self, questions: Sequence[str]) -> None:
        self._random = random.Random(11)
        self._names: dict[str, list[str]] = {}
        for question in questions:
            for name in _names(question):
                self._names.setdefault(_sort(name), []).append(name)

    def swap(self, question: str, there: str) -> str:
        """The question with one name swapped for one that ``there`` does not hold, or nothing."""
        names = _names(question)
        if not names:
            return ""
        name = self._random.choice(names)
        others = [o for o in self._names[_sort(name)] if fold(o) not in there and o != name]
        return read(question).text.replace(name, self._random.choice(others)) if others else ""

    def change(self, question: str, there: str) -> str:
        """The question with its first year or number of two digits changed, or nothing."""
        text = read(question).text
        for found in find_quantities(text):
            digits = re.search(r"\d+", text[found.start : found.end])
            value = found.year or 0 if isinstance(found, Date) else int(found.value)
            if digits is None or value < _LEAST_CHANGED:
                continue
            old = int(digits.group())
            new = old - self._random.choice((2, 3, 4, 7)) if isinstance(found, Date) else 3 * old + 1
            if str(new) not in there:
                at = found.start + digits.start()
                return f"{text[:at]}{new}{text[at + len(digits.group()) :]}"
        return ""


def five_articles() -> Iterator[tuple[Index, Case]]:
    """The dev questions of one turn, which name their own unanswerable ones; and twins of the answerable.

    Those with planted orders are no example of how people ask.
    """
    assistant = open_assistant(load_settings())
    asked = [q for q in load_questions() if q.split == "dev" and len(q.turns) == 1 and q.type != "injection"]
    pools = {english: Pool([q.turns[0] for q in asked if _english(q) == english]) for english in (True, False)}
    there = fold("".join(a.text for a in assistant.index.articles()))
    for q in asked:
        own = "right" if q.answerable else q.kind or q.type
        yield assistant.index, _case(assistant.index, "five", own, q.base or q.id, q.turns[0])
        pool = pools[_english(q)]
        for kind, twin in (("entity", pool.swap(q.turns[0], there)), ("figure", pool.change(q.turns[0], there))):
            if q.answerable and twin:
                yield assistant.index, _case(assistant.index, "five", kind, q.base or q.id, twin)
    for question in _EVERYDAY:
        yield assistant.index, _case(assistant.index, "five", "everyday", question, question)
    assistant.close()


def reading_set(folder: Path, limit: int) -> Iterator[tuple[Index, Case]]:
    """``limit`` held-out questions of a reading set, spread over all of it, and their twins."""
    queries = [q for q in read_queries(folder / "queries.jsonl") if held_out(q.id)]
    titles = {row["id"]: row.get("title", "") for row in read_jsonl(folder / "corpus.jsonl")}
    pool = Pool([q.question for q in queries])
    with scratch_index([folder / "corpus.jsonl"]) as index:
        for q in queries[:: max(1, len(queries) // limit)][:limit]:
            found = tuple(index.search(q.question, 3 * PASSAGES))
            yield from ((index, c) for c in _without(folder.name, q, found))
            for kind, twin in twins_of(q, found, pool, titles):
                yield index, _case(index, folder.name, kind, q.id, twin)


def written_set(folder: Path, limit: int) -> Iterator[tuple[Index, Case]]:
    """As many held-out questions written for the texts of a reading set (``benchmarks.written_questions``), in Chinese
    and in English, each with as many that its texts do not answer."""
    with scratch_index([folder / "corpus.jsonl"]) as index:
        held = [w for w in read_written(folder.name) if held_out(w.chinese.id)]
        for kind in ("right", MISSED):
            asked = [w for w in held if (w.kind or "right") == kind]
            for w in asked[:: max(1, len(asked) // limit)][:limit]:
                (text,) = w.chinese.positives
                for name, q in (
                    (f"{folder.name}, written", w.chinese),
                    (f"{folder.name}, written, English", w.english),
                ):
                    yield index, _case(index, name, kind, text, q.question)


def twins_of(q: Query, found: Sequence[Passage], pool: Pool, titles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The kinds of twins a question has, and the twins; ``found`` is what was found for it, ``titles`` are by id."""
    there = _told(q, found)
    twins = {
        "entity": pool.swap(q.question, there),
        "figure": pool.change(q.question, there),
        "title": _retitled(q, titles, there),
    }
    return ((kind, twin) for kind, twin in twins.items() if twin)


def _without(name: str, q: Query, found: tuple[Passage, ...]) -> Iterator[Case]:
    """The question as it is, and with what answers it taken away."""
    yield Case(name, "right", q.id, q.question, found[:PASSAGES], True)
    told = [a for a in map(fold, q.answers) if len(a) > 1]
    away = [p for p in found if p.article_id not in q.positives and not any(a in fold(p.text) for a in told)]
    yield Case(name, "away", q.id, q.question, tuple(away[:PASSAGES]), False)
    yield Case(name, "silenced", q.id, q.question, tuple(without_answers(found[:PASSAGES], q.answers)), False)


def without_answers(passages: Sequence[Passage], answers: Sequence[str]) -> Iterator[Passage]:
    """The passages with the sentences blanked that hold an answer; offsets stay."""
    for passage in passages:
        text, kept = passage.text, []
        for sentence in passage.sentences:
            a, b = sentence.start - passage.start, sentence.end - passage.start
            if any(fold(answer) in fold(passage.text[a:b]) for answer in answers):
                text = text[:a] + "\n" * (b - a) + text[b:]
            else:
                kept.append(sentence)
        if kept:
            yield replace(passage, text=text, sentences=tuple(kept))


def _retitled(q: Query, titles: Mapping[str, str], there: str) -> str:
    """The question with the title of its article swapped for another's, where it stands in it."""
    text, own = read(q.question).text, _own_title(q, titles)
    others = sorted({t for t in titles.values() if 1 < len(t) < 9 and fold(t) not in there})
    return text.replace(own, random.Random(q.id).choice(others)) if own and others else ""


def ask_of_neighbour(index: Index, q: Query, found: Sequence[Passage], titles: Mapping[str, str]) -> str:
    """The question asked of another article that speaks of the like, though not of all that the question does; or
    nothing. One in four is answered there all the same, so that it tells more than ``title``, and less surely."""
    text, own = read(q.question).text, _own_title(q, titles)
    if not own:
        return ""
    rest, there = text.replace(own, ""), _told(q, found)
    rarity = index.rarity(search_tokens(rest))
    rarest = sorted(rarity, key=lambda word: -rarity[word])[:_TELLING]
    others = [
        title
        for a in index.articles(list({p.article_id for p in index.search(rest, 3 * PASSAGES)}))
        if 1 < len(title := titles[a.id]) < 13
        and fold(title) not in there
        and not all(word in fold(a.text) for word in rarest)
    ]
    return text.replace(own, random.Random(q.id).choice(others)) if others else ""


def _told(q: Query, found: Sequence[Passage]) -> str:
    return fold("".join(p.text for p in found if p.article_id in q.positives))


def _own_title(q: Query, titles: Mapping[str, str]) -> str:
    text = read(q.question).text
    return next((t for i in sorted(q.positives) if len(t := read(titles[i]).text) > 1 and t in text), "")


def _case(index: Index, name: str, kind: str, group: str, question: str) -> Case:
    return Case(name, kind, group, question, tuple(index.search(question, PASSAGES)), kind == "right")


def _names(question: str) -> list[str]:
    text = read(question).text
    found = (d.text for d in demands_of(question) if d.kind == "name")
    return [n for n in found if n in text and not any(c.isdigit() for c in n)]


def _sort(name: str) -> str:
    return "latin" if name.isascii() else str(rjieba.tag(name)[-1][1])


def _english(question: Question) -> bool:
    return question.language == "en"
