"""A search narrowed to many articles finds what comparing all of their passages would find."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index import Article, Index, Where
from index import search as searching
from index.search import Asked, find_candidates

OpenIndex = Callable[..., Index]
COUNT, LIMIT = 400, 10
RIVERS = ["青河", "白河", "黑河", "红河", "蓝河", "金河", "银河", "石河", "沙河", "泥河"]
HALF = Where(publishers=("东报",))


@pytest.fixture(scope="module")
def narrowed(open_hashed_once: OpenIndex) -> Index:
    """400 articles of one passage, half of each publisher's, four of five dated; bridges are in one half only."""
    index = open_hashed_once(bundled=False)
    index.update([_article(number) for number in range(COUNT)], "test")
    return index


def _article(number: int) -> Article:
    east = number % 2 == 0
    thing = f"大桥全长{number}米" if not east else f"水库容量{number}吨"
    return Article(
        f"a{number:03d}",
        f"第{number}篇",
        f"{RIVERS[number // 2 % 10]}的{thing}。",
        publisher="东报" if east else "西报",
        published=f"2023-{number % 12 + 1:02d}-01" if number % 5 else "",
        script="Hans",
    )


def asked(index: Index, question: str) -> Asked:
    return Asked(question, {"zh": index.space.embed_question(question, "zh")})


def exact(index: Index, question: str, where: Where) -> tuple[dict[str, float], list[float]]:
    """The best keyword scores by id and the highest cosines, all compared."""
    ids, topics = index.store.catalog.topics_of(index.select(where), index.store.dimension)
    cosines = sorted((topics @ index.space.embed_question(question, "zh")).tolist(), reverse=True)
    return dict(index.store.keywords.search(question, LIMIT, ids)), cosines[:LIMIT]


@pytest.mark.parametrize("question", ["青河的水库容量多少吨？", "沙河水库", "黑河第208篇"])
@pytest.mark.parametrize("where", [HALF, Where(since="2023-02"), Where(publishers=("西报",), until="2023-06")])
def test_reading_on_finds_what_comparing_all_finds(narrowed: Index, question: str, where: Where) -> None:
    found = {c.passage.chunk.id: c for c in find_candidates(narrowed.store, asked(narrowed, question), LIMIT, where)}
    keywords, near = exact(narrowed, question, where)
    assert {c.passage.article_id for c in found.values()} <= set(narrowed.select(where))
    topics = sorted((c.topic for c in found.values()), reverse=True)[:LIMIT]
    assert topics == pytest.approx(near, abs=0.01)  # which of equal ones is found may differ
    least = min(keywords.values())
    best = {i: score for i, score in keywords.items() if score > least + 1e-6}
    assert all(found[i].keyword == pytest.approx(score, rel=1e-4) for i, score in best.items())


def test_what_the_filter_hardly_holds_is_compared_one_by_one(narrowed: Index) -> None:
    """Every bridge is in the other half, so both lists begin with what is not wanted."""
    found = find_candidates(narrowed.store, asked(narrowed, "大桥全长多少米"), LIMIT, HALF)
    assert len(found) >= LIMIT
    assert {c.passage.article_id for c in found} <= set(narrowed.select(HALF))


def test_nothing_within_the_filter_finds_nothing(narrowed: Index) -> None:
    assert narrowed.search("青河的水库", 5, Where(publishers=("南报",))) == []
    assert narrowed.search("青河的水库", 5, Where(since="2030")) == []


def test_reading_stops_where_comparing_all_costs_less(narrowed: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "_FURTHEST", 1)  # as in a corpus where so many are too few
    found = find_candidates(narrowed.store, asked(narrowed, "青河的水库容量"), LIMIT, HALF)
    assert {c.passage.article_id for c in found} <= set(narrowed.select(HALF))
    assert len(found) >= LIMIT


def test_counting_agrees_with_choosing(narrowed: Index) -> None:
    for where in (Where(), HALF, Where(since="2023-03", until="2023-04-30"), Where(publishers=("東報", "西报"))):
        assert narrowed.count_articles(where) == len(narrowed.select(where))
    assert narrowed.count_articles() == COUNT
    assert narrowed.count_articles(Where(articles=("a000", "a001", "none"), publishers=("东报",))) == 1


def test_choosing_is_newest_first(narrowed: Index) -> None:
    entries = {entry.id: entry for entry in narrowed.entries(COUNT)}
    assert narrowed.select(HALF) == [i for i, entry in entries.items() if entry.publisher == "东报"]


def test_titles_are_searched_in_either_script_and_only_within_the_filter(narrowed: Index) -> None:
    heads = narrowed.store.catalog.heads
    assert heads.named(["第12篇"], ()) == ["a012"]
    assert set(heads.named(["东报"], ())) == set(narrowed.select(HALF))
    assert heads.named(["第13篇"], ("东报",)) == []
    assert heads.named([], ("东报",)) == narrowed.select(HALF)


def test_titles_are_read_again_after_a_change(narrowed: Index) -> None:
    heads = narrowed.store.catalog.heads
    assert heads.named(["新题"], ()) == []
    narrowed.update([Article("new", "新题", "一座新桥。", script="Hans")], "more")
    assert heads.named(["新题"], ()) == ["new"]
    narrowed.remove(["new"])
    assert heads.named(["新题"], ()) == []


def test_publishers_are_counted(narrowed: Index) -> None:
    assert narrowed.store.catalog.heads.by_publisher(5) == [("东报", 200), ("西报", 200)]
    assert narrowed.store.catalog.heads.by_publisher(1) == [("东报", 200)]
