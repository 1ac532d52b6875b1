"""The catalog: what is written comes back whole, and a file that cannot be read is never thrown away."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from index.article import Article, Cut, Entry
from index.errors import YuanwenError
from index.passages import Chunk
from index.store.catalog import Catalog
from index.store.rows import StoredPassage, article_hash
from index.store.tables import SCHEMA_VERSION
from index.store.writes import drop_article, put_article

FULL = Article(
    id="新闻-1",
    title="中国的大模型",
    text="截至5月，已有79个😀。\n𠮷野家也在用。",
    publisher="澎湃新闻",
    author="张三、李四",
    editor="王五",
    published="2023-05-28T18:41:56",
    place="北京",
    url="https://a.cn/x?y=1",
    script="Hans",
    cuts=(Cut("首页 | 登录", "navigation", 1), Cut("\n\t", "blank"), Cut("猜你喜欢", "recommended reading", 99)),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalog.sqlite3"


@pytest.fixture
def catalog(path: Path) -> Iterator[Catalog]:
    opened = Catalog(path)
    yield opened
    opened.close()


def put(catalog: Catalog, article: Article, scope: str = "s", passages: tuple[StoredPassage, ...] = ()) -> None:
    with catalog.writing() as connection:
        put_article(connection, article, scope, passages)


def passage(article: Article, name: str, start: int, end: int, *spans: tuple[int, int]) -> StoredPassage:
    chunk = Chunk(name, start, end, spans or ((0, end - start),), article.text[start:end])
    return StoredPassage(chunk, article.id, f"vectors of {name}".encode(), article.title)


def test_an_article_comes_back_as_it_was_written(catalog: Catalog) -> None:
    put(catalog, FULL)
    assert catalog.article(FULL.id) == FULL
    assert catalog.articles() == [FULL]
    assert catalog.article("nowhere") is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.text(st.characters(exclude_categories=("Cs",)), min_size=1), st.text(st.characters(exclude_categories=("Cs",)))
)
def test_any_text_comes_back_as_it_was_written(catalog: Catalog, text: str, author: str) -> None:
    article = Article("any", author, text, author=author, cuts=(Cut(text, author, 3),))
    put(catalog, article)
    assert catalog.article("any") == article


def test_a_passage_comes_back_with_its_text_cut_out_by_code_points(catalog: Catalog) -> None:
    first, second = (
        passage(FULL, "p1", 0, 12, (0, 6), (6, 12)),
        passage(FULL, "p2", FULL.text.index("𠮷"), len(FULL.text)),
    )
    put(catalog, FULL, passages=(second, first))
    assert catalog.passages(["p1", "p2", "nowhere"]) == {"p1": first, "p2": second}
    assert catalog.passages_of([FULL.id]) == [first, second]
    assert second.chunk.text == "𠮷野家也在用。"
    assert sorted(catalog.passage_ids()) == ["p1", "p2"]


def test_writing_an_article_again_replaces_it_and_its_passages(catalog: Catalog) -> None:
    put(catalog, FULL, "one", (passage(FULL, "p1", 0, 3), passage(FULL, "p2", 3, 9)))
    changed = replace(FULL, title="新标题")
    put(catalog, changed, "two", (passage(changed, "p3", 0, 9),))
    assert catalog.article(FULL.id) == changed
    assert catalog.passage_ids() == ["p3"]
    assert (catalog.ids_in("one"), catalog.ids_in("two")) == ([], [FULL.id])
    assert catalog.counts() == (1, 1)


def test_versions_count_up(catalog: Catalog, path: Path) -> None:
    for _ in range(3):
        put(catalog, FULL)
    with sqlite3.connect(path) as connection:
        assert connection.execute("select version from articles").fetchall() == [(3,)]


def test_dropping_an_article_takes_its_passages_and_no_others(catalog: Catalog) -> None:
    other = replace(FULL, id="other")
    put(catalog, FULL, passages=(passage(FULL, "p1", 0, 3),))
    put(catalog, other, passages=(passage(other, "p2", 0, 3),))
    with catalog.writing() as connection:
        drop_article(connection, FULL.id)
        drop_article(connection, "nowhere")
    assert catalog.articles() == [other]
    assert catalog.passage_ids() == ["p2"]


def test_a_transaction_that_fails_leaves_nothing(catalog: Catalog) -> None:
    with pytest.raises(RuntimeError), catalog.writing() as connection:
        put_article(connection, FULL, "s", [passage(FULL, "p1", 0, 3)])
        raise RuntimeError
    assert catalog.counts() == (0, 0)


@pytest.mark.parametrize("name", [f.name for f in fields(Article)])
def test_the_hash_covers_everything_an_article_says(name: str) -> None:
    value = (*FULL.cuts, Cut("x", "y", 1)) if name == "cuts" else getattr(FULL, name) + "x"
    assert article_hash(replace(FULL, **{name: value})) != article_hash(FULL)
    assert article_hash(replace(FULL)) == article_hash(FULL)


def test_hashes_tell_hash_and_scope_of_what_is_there(catalog: Catalog) -> None:
    put(catalog, FULL, "one")
    many = [f"id-{n}" for n in range(2_000)]
    assert catalog.hashes([*many, FULL.id]) == {FULL.id: (article_hash(FULL), "one")}


def test_articles_come_newest_first(catalog: Catalog) -> None:
    for article_id, published in [("b", "2023-05-19"), ("a", "2023-05-19"), ("c", "2024-07-01"), ("d", "")]:
        put(catalog, Article(article_id, "", "x", published=published))
    assert [a.id for a in catalog.articles()] == ["c", "a", "b", "d"]
    assert [a.id for a in catalog.articles(["a", "c", "nowhere"])] == ["c", "a"]
    assert catalog.articles([]) == []


@pytest.mark.parametrize(
    ("scripts", "languages"),
    [
        ([], ["zh"]),
        (["Hans", "Hant"], ["zh"]),
        ([""], ["zh"]),
        (["Latn"], ["en"]),
        (["Latn", "Hant", "Latn"], ["zh", "en"]),
    ],
)
def test_languages_are_those_of_the_articles(catalog: Catalog, scripts: list[str], languages: list[str]) -> None:
    for n, script in enumerate(scripts):
        put(catalog, Article(f"a{n}", "", "x", script=script))
    assert list(catalog.heads.headings().languages) == languages


def test_a_page_of_heads_goes_on_where_the_last_one_ended(catalog: Catalog) -> None:
    for n in range(11):
        put(catalog, Article(f"a{n:02}", f"第{n}篇", "字" * n + "𠀀", published=f"2023-0{1 + n % 3}"))
    whole = [a.id for a in catalog.articles()]
    seen: list[str] = []
    while page := catalog.heads.entries(4, seen[-1] if seen else ""):
        assert len(page) <= 4
        seen += [entry.id for entry in page]
    assert seen == whole
    assert catalog.heads.entries(4, "gone") == []
    assert catalog.heads.entries(100)[0].characters == len(catalog.articles()[0].text)


def test_a_head_is_the_article_without_its_text(catalog: Catalog) -> None:
    put(catalog, FULL, "mine")
    [entry] = catalog.heads.entries_of(["nowhere", FULL.id])
    shared = {f.name for f in fields(Entry)} & {f.name for f in fields(Article)}
    assert {name: getattr(entry, name) for name in shared} == {name: getattr(FULL, name) for name in shared}
    assert (entry.scope, entry.characters) == ("mine", len(FULL.text))
    assert catalog.heads.titles([FULL.id, "nowhere"]) == {FULL.id: FULL.title}


def test_listing_reads_no_text_and_no_cuts(catalog: Catalog) -> None:
    put(catalog, replace(FULL, text="字" * 50_000))
    asked: list[str] = []
    event.listen(Engine, "before_cursor_execute", lambda _c, _k, statement, *_: asked.append(statement))
    catalog.heads.entries(10)
    catalog.heads.entries_of([FULL.id])
    selected = [statement.split("FROM")[0] for statement in asked]
    assert selected
    assert not any("articles.cuts" in columns for columns in selected)
    assert all(columns.count("articles.text") == columns.count("length(articles.text)") for columns in selected)


@pytest.fixture
def dated(catalog: Catalog) -> Catalog:
    rows = [
        ("day", "新华社", "2023-06-07"),
        ("hour", "新华社", "2023-06-07T09:15:00"),
        ("may", "澎湃新闻", "2023-05-28T18:41:56"),
        ("none", "澎湃新闻", ""),
    ]
    for article_id, publisher, published in rows:
        put(catalog, Article(article_id, "", "x", publisher=publisher, published=published))
    return catalog


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, {"day", "hour", "may", "none"}),
        ({"ids": ["day", "nowhere"]}, {"day"}),
        ({"publishers": ["新华社"]}, {"day", "hour"}),
        ({"publishers": ["新华社", "澎湃新闻"]}, {"day", "hour", "may", "none"}),
        ({"publishers": ["华社"]}, set()),
        ({"publishers": ["新華社"]}, {"day", "hour"}),
        ({"since": "2023-06-07"}, {"day", "hour"}),
        ({"since": "2023-05-28", "until": "2023-05-28"}, {"may"}),
        ({"until": "2023-06-07"}, {"day", "hour", "may"}),
        ({"until": "2023-06-06"}, {"may"}),
        ({"until": "2023"}, {"day", "hour", "may"}),
        ({"since": "2024"}, set()),
        ({"ids": ["hour", "may"], "publishers": ["新华社"], "since": "2023-06-01"}, {"hour"}),
        ({"since": "2023-06-07T09:00", "until": "2023-06-07T10:00"}, {"hour"}),
    ],
)
def test_articles_are_chosen_by_every_condition(
    dated: Catalog, conditions: dict[str, object], expected: set[str]
) -> None:
    given_: dict[str, object] = {"ids": [], "publishers": [], **conditions}
    assert set(dated.heads.select_ids(**given_)) == expected  # type: ignore[arg-type]


def test_choosing_reads_no_table_that_holds_texts(catalog: Catalog, path: Path) -> None:
    """In a catalog of before, too, which has the table without the index."""
    catalog.close()
    with sqlite3.connect(path) as before:
        before.executescript("DROP INDEX ix_articles_choosing; DROP INDEX ix_articles_within")
    Catalog(path).close()
    with sqlite3.connect(path) as after:
        for condition in (
            "published >= '2023'",
            "publisher IN ('a', 'b')",
            "publisher IN ('a') AND published >= '2023'",
        ):
            plan = after.execute(f"EXPLAIN QUERY PLAN SELECT id FROM articles WHERE {condition}").fetchone()[-1]
            assert "USING COVERING INDEX ix_articles_" in plan
        join = (
            "SELECT p.id FROM passages p JOIN articles a ON a.id = p.article_id WHERE p.id = 'x' AND a.publisher = 'y'"
        )
        plan = after.execute(f"EXPLAIN QUERY PLAN {join}").fetchall()[-1][-1]
        assert "COVERING INDEX ix_articles_within" in plan


def test_facts_and_pending_ids_outlive_the_catalog_object(catalog: Catalog, path: Path) -> None:
    catalog.set_fact("embedding", "one")
    catalog.set_fact("embedding", "two")
    catalog.mark_pending(["x", "y"])
    catalog.mark_pending(["z"])
    again = Catalog(path)
    assert (again.fact("embedding"), again.fact("nothing"), again.pending()) == ("two", "", ["z"])
    again.mark_pending([])
    assert catalog.pending() == []
    again.close()


def test_pages_hold_more_ids_than_a_statement_has_variables(catalog: Catalog) -> None:
    passages = tuple(passage(FULL, f"p{n}", 0, 3) for n in range(1_200))
    put(catalog, FULL, passages=passages)
    assert len(catalog.passages([p.chunk.id for p in passages])) == 1_200
    assert len(catalog.passages_of([f"other-{n}" for n in range(1_100)] + [FULL.id])) == 1_200


def test_readers_in_other_threads_see_committed_articles_only(catalog: Catalog) -> None:
    with ThreadPoolExecutor(4) as pool:
        with catalog.writing() as connection:
            put_article(connection, FULL, "s", [])
            assert set(pool.map(lambda _: catalog.counts(), range(8))) == {(0, 0)}
        assert set(pool.map(lambda _: catalog.counts(), range(8))) == {(1, 0)}


def garble(path: Path) -> None:
    path.write_bytes(b"not a database" * 1_000)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5_000])


@pytest.mark.parametrize("damage", [garble, cut_short])
def test_a_damaged_file_is_named_and_left_as_it_is(path: Path, damage: Callable[[Path], None]) -> None:
    Catalog(path).close()
    damage(path)
    before = path.read_bytes()
    with pytest.raises(YuanwenError, match=rf"the catalog {path} is damaged .*: restore it from a backup") as refused:
        Catalog(path)
    assert "\n" not in str(refused.value)
    assert path.read_bytes() == before


def test_an_empty_file_becomes_an_empty_catalog(path: Path) -> None:
    path.touch()
    opened = Catalog(path)
    assert opened.counts() == (0, 0)
    opened.close()


def test_damage_found_while_reading_is_named_too(path: Path) -> None:
    catalog = Catalog(path)
    for n in range(60):
        put(catalog, Article(f"a{n}", "", "北京的大模型。" * 500))
    catalog.close()
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 40_000] = b"\xff" * 40_000
    path.write_bytes(data)
    catalog = Catalog(path)
    with pytest.raises(YuanwenError, match="is damaged"):
        catalog.articles()


def test_a_newer_schema_is_refused_and_left_as_it_is(path: Path) -> None:
    catalog = Catalog(path)
    put(catalog, FULL)
    catalog.set_fact("schema", str(SCHEMA_VERSION + 1))
    catalog.close()
    with pytest.raises(
        YuanwenError, match=rf"schema {SCHEMA_VERSION + 1}.*newer yuanwen.*up to {SCHEMA_VERSION}: upgrade"
    ):
        Catalog(path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("select count(*) from articles").fetchone() == (1,)


def test_a_new_catalog_knows_its_schema(catalog: Catalog, path: Path) -> None:
    assert catalog.fact("schema") == str(SCHEMA_VERSION)
    again = Catalog(path)
    assert again.fact("schema") == str(SCHEMA_VERSION)
    again.close()
