"""Finding articles to ask, among a few and among a thousand."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from index import Article, Index, IndexSettings, Where
from index.reindexing import data_folder
from index.space import VectorSpace
from index.store.lock import lock_folder
from index.store.opening import open_store
from index.text.glossary import Glossary
from tests.doubles.hash_embedder import HashEmbedder
from ui.page.choosing import MOST_SHOWN, choosing_router, describe_scope, find_articles
from ui.page.wording import words_in

if TYPE_CHECKING:
    from assistant import Assistant

HANS, EN = words_in("zh-Hans"), words_in("en")


def ids(found: dict[str, object]) -> set[str]:
    listed = found["articles"]
    assert isinstance(listed, list)
    return {one["id"] for one in listed}


def test_all_articles_and_publishers_are_offered_at_first(assistant: Assistant) -> None:
    found = find_articles(assistant.index, "", Where(), HANS)
    assert ids(found) == {a.id for a in assistant.index.articles()}
    assert found["count"] == 5
    assert dict(found["publishers"]) == {a.publisher: 1 for a in assistant.index.articles()}


def test_titles_and_publishers_are_found_in_either_script(assistant: Assistant) -> None:
    assert ids(find_articles(assistant.index, "開源 生態", Where(), HANS)) == ids(
        find_articles(assistant.index, "开源 生态", Where(), HANS)
    )
    assert ids(find_articles(assistant.index, "新華社", Where(), HANS)) == {"xinhua-2023-06-07"}
    assert find_articles(assistant.index, "红烧肉", Where(), HANS)["count"] == 0


def test_publishers_and_days_narrow(assistant: Assistant) -> None:
    assert ids(find_articles(assistant.index, "", Where(publishers=("新华社",)), HANS)) == {"xinhua-2023-06-07"}
    days = Where(since="2023-05-28", until="2023-05-28")
    held = {a.id for a in assistant.index.articles() if a.published.startswith("2023-05-28")}
    assert ids(find_articles(assistant.index, "", days, HANS)) == held != set()


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (Where(), ""),
        (Where(("a", "b")), "the 2 chosen"),
        (Where(publishers=("甲社", "乙社"), until="2023-06-30"), "甲社, 乙社 · … – 30 June 2023"),
    ],
)
def test_what_was_chosen_can_be_said(where: Where, said: str) -> None:
    assert describe_scope(where, EN) == said


def test_over_http_the_language_counts_and_bad_days_are_refused(assistant: Assistant) -> None:
    app = FastAPI()
    app.include_router(choosing_router(assistant.index))
    client = TestClient(app)
    found = client.get("/page/articles", params={"publisher": "新华社", "lang": "en"}).json()
    assert [one["origin"] for one in found["articles"]] == ["新华社 · 7 June 2023"]
    assert client.get("/page/articles", params={"since": "yesterday"}).status_code == 422


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An index of a thousand short articles of twenty publishers."""
    home, space = tmp_path_factory.mktemp("thousand"), VectorSpace(HashEmbedder())
    store = open_store(data_folder(home), space.name, space.dimension)
    lock, pool = lock_folder(home / "index"), ThreadPoolExecutor(1)
    index = Index(IndexSettings(), store, space, Glossary(home), pool, lock, Lock())
    rows = (
        Article(f"n{n}", f"第{n}号报道", f"第{n}只猫重{n}克。", f"第{n % 20}社", published=f"2023-{n % 12 + 1:02}-15")
        for n in range(1_000)
    )
    index.update(list(rows), scope="test")
    yield index
    index.close()


def test_among_a_thousand_any_is_found(thousand: Index) -> None:
    found = find_articles(thousand, "", Where(), HANS)
    assert (found["count"], len(found["articles"]), len(found["publishers"])) == (1_000, MOST_SHOWN, 20)
    assert ids(find_articles(thousand, "第777号", Where(), HANS)) == {"n777"}
    narrow = find_articles(thousand, "", Where(publishers=("第1社",), since="2023-06-01", until="2023-06-30"), HANS)
    assert 0 < narrow["count"] < 50
