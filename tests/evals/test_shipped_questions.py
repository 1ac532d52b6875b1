"""The proof that the questions on the five articles have no problem, and that there are enough of every kind."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from pathlib import Path

import pytest

import evals.dataset
from evals.dataset import Question, comparable, load_questions, stands_in
from evals.validating import validate
from index.article import Article
from index.reading.page import read_page

SOURCES = Path(evals.dataset.__file__).parents[1] / "index" / "sources"


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


def bigrams(record: Question) -> set[str]:
    asked = comparable("".join(record.turns))
    return {asked[i : i + 2] for i in range(len(asked) - 1)}


def rests_on(record: Question) -> set[tuple[str, str]]:
    return {(s.article, s.quote) for s in record.support}


def near_copies(records: list[Question]) -> list[list[Question]]:
    """Originals that ask nearly the same, together: in the same words, or for the same facts in the same sentences."""
    groups: list[list[Question]] = []
    for record in records:
        for group in groups:
            asked, other = bigrams(record), bigrams(group[0])
            alike = len(asked & other) > 0.7 * len(asked | other)
            if alike or (record.facts and (record.facts, rests_on(record)) == (group[0].facts, rests_on(group[0]))):
                group.append(record)
                break
        else:
            groups.append([record])
    return groups


def test_at_least_150_truly_differ(shipped: tuple[Question, ...]) -> None:
    groups = near_copies([q for q in shipped if q.base is None])
    assert len(groups) >= 250, f"{len(groups)} groups"
    assert max(map(len, groups)) <= 5


def test_near_copies_are_known_by_words_or_by_what_they_rest_on(shipped: tuple[Question, ...]) -> None:
    originals = [q for q in shipped if q.base is None]
    again = dataclasses.replace(originals[0], id="again", turns=(originals[0].turns[0] + "呢",))
    other = dataclasses.replace(originals[0], id="other", turns=("换个说法问同一件事",))
    assert len(near_copies([originals[0], again, other])) == 1
    assert len(near_copies(originals[:2])) == 2


def test_follow_ups_have_two_three_and_four_turns(shipped: tuple[Question, ...]) -> None:
    turns = Counter(len(q.turns) for q in shipped if q.type == "follow_up" and q.base is None)
    assert set(turns) == {2, 3, 4}
    assert min(turns.values()) >= 4
