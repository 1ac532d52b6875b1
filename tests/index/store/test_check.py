"""The check finds every kind of disagreement, and repair leaves none."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import update

from index.article import Article
from index.store.check import CheckReport, check_store, mend_derived
from index.store.store import Put, Store
from index.store.tables import passages
from index.store.vectors import pack_vectors, unpack_vectors

ARTICLES = [
    Article("one", "", "第一篇讲大模型的开源生态，各地企业都在跟进这一趋势。"),
    Article("two", "", "第二篇讲北京和广东的大模型数量最多，占全国一半。"),
]


@pytest.fixture
def store(hashed_store: Callable[..., Store], make_put: Callable[..., Put]) -> Store:
    opened = hashed_store()
    opened.commit([make_put(a) for a in ARTICLES], [])
    return opened


@pytest.fixture
def tamper(tmp_path: Path) -> Callable[[str], None]:
    def run(statement: str) -> None:
        with sqlite3.connect(tmp_path / "index" / "catalog.sqlite3") as connection:
            connection.execute(statement)

    return run


def first_id(store: Store) -> str:
    return store.catalog.passages_of(["one"])[0].chunk.id


def write_vectors(store: Store, article_id: str, packed: bytes) -> None:
    with store.catalog._engine.begin() as connection:
        connection.execute(update(passages).where(passages.c.article_id == article_id).values(vectors=packed))


def add_stray_vector(store: Store) -> None:
    store.vectors.add(["stray"], np.ones((1, 256), dtype=np.float32) / 16, ["one"])


def double_the_keyword_row(store: Store) -> None:
    import tantivy

    writer = store.keywords._index.writer(heap_size=30_000_000, num_threads=1)
    keys = {"tokens": "第 一", "figures": "", "title": ""}
    writer.add_document(tantivy.Document(id=first_id(store), **keys))
    writer.commit()
    store.keywords._index.reload()


def test_a_sound_store_has_no_problem(store: Store) -> None:
    assert check_store(store) == CheckReport(())


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (lambda s: s.vectors.remove([first_id(s)]), "1 passages have no vector"),
        (lambda s: s.keywords.replace([], [first_id(s)]), "1 passages have no keyword row"),
        (add_stray_vector, "1 vectors belong to no passage"),
        (lambda s: s.keywords.replace([("stray", "x", "")], []), "1 keyword rows belong to no passage"),
        (double_the_keyword_row, "1 keyword rows stand twice"),
    ],
)
def test_a_difference_is_named_and_mended_on_request(
    store: Store, damage: Callable[[Store], None], problem: str
) -> None:
    damage(store)
    assert check_store(store) == CheckReport((problem,))
    assert check_store(store).problems == (problem,)  # looking changed nothing
    mend_derived(store)
    assert check_store(store) == CheckReport(())


def test_everything_lost_is_counted(store: Store) -> None:
    live = store.catalog.passage_ids()
    store.vectors.remove(live)
    store.keywords.replace([], live)
    assert check_store(store).problems == ("2 passages have no vector", "2 passages have no keyword row")
    mend_derived(store)
    assert check_store(store).problems == ()
    assert store.keywords.search("开源", 5)[0][0] == first_id(store)


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ('update passages set "end" = "end" + 1000 where article_id = \'one\'', "its text is not at 0-1"),
        ("update articles set text = '短' where id = 'one'", "its text is not at 0-"),
        ("update passages set sentences = x'0000000000010000' where article_id = 'one'", "a sentence lies outside it"),
        ("update passages set sentences = x'0500000005000000' where article_id = 'one'", "a sentence lies outside it"),
        ("update passages set vectors = x'00' where article_id = 'one'", "its vectors are not complete"),
        ("update passages set vectors = x'' where article_id = 'one'", "its vectors are not complete"),
        ("update passages set sentences = x'0000000005000000' where article_id = 'one'", "its sentences do not hold"),
        (
            'update passages set start = start + 1, "end" = "end" + 1 where article_id = \'one\'',
            "its text is not at 1-",
        ),
        ("update passages set start = start + 1 where article_id = 'one'", "a sentence lies outside it"),
        ("update articles set text = replace(text, '一', '二') where id = 'one'", "the text at 0-26 is not its own"),
        (
            "update passages set vectors = (select vectors from passages where article_id = 'two') "
            "where article_id = 'one'",
            "its sentences or vectors are not those that were stored",
        ),
    ],
)
def test_a_damaged_passage_is_named_with_its_article(
    store: Store, tamper: Callable[[str], None], statement: str, problem: str
) -> None:
    tamper(statement)
    report = check_store(store)
    (found,) = report.problems
    assert report.damaged == ("one",)
    assert found.startswith(f"passage {first_id(store)} of one: {problem}")


@pytest.mark.parametrize("scale", [np.float32(0), np.float32(2), np.float32("nan")])
def test_the_vector_of_a_sentence_that_was_changed_is_found(store: Store, tmp_path: Path, scale: np.float32) -> None:
    (passage,) = store.catalog.passages_of(["one"])
    count = 1 + len(passage.chunk.sentences)
    scales = np.frombuffer(passage.vectors, dtype="<f4", count=count).copy()
    scales[-1] = scale  # the passage's own vector comes first
    with sqlite3.connect(tmp_path / "index" / "catalog.sqlite3") as connection:
        changed = scales.tobytes() + passage.vectors[4 * count :]
        connection.execute("update passages set vectors = ? where article_id = 'one'", (changed,))
    (found,) = check_store(store).problems
    assert found.endswith("one of its vectors has not the length 1")


def test_a_sentence_vector_that_is_another_sentences_is_found(store: Store, make_put: Callable[..., Put]) -> None:
    put = make_put(Article("three", "", "第三篇讲算力。第四篇讲数据。第五篇讲人才。"))
    store.commit([put], [])
    (passage,) = store.catalog.passages_of(["three"])
    count, size = 1 + len(passage.chunk.sentences), store.dimension
    assert count >= 3
    vectors = unpack_vectors(passage.vectors, size).copy()
    vectors[[-1, -2]] = vectors[[-2, -1]]
    write_vectors(store, "three", pack_vectors(vectors))
    (found,) = check_store(store).problems
    assert found == f"passage {passage.chunk.id} of three: its sentences or vectors are not those that were stored"


@pytest.mark.parametrize("at", [0, 7, -1])
def test_any_byte_of_the_vectors_that_was_changed_is_found(store: Store, at: int) -> None:
    (passage,) = store.catalog.passages_of(["one"])
    changed = bytearray(passage.vectors)
    changed[at] ^= 1
    write_vectors(store, "one", bytes(changed))
    assert check_store(store).damaged == ("one",)
    write_vectors(store, "one", passage.vectors)
    assert check_store(store) == CheckReport(())


def test_a_sentences_end_that_was_moved_is_found(store: Store, make_put: Callable[..., Put]) -> None:
    store.commit([make_put(Article("three", "", "第三篇讲算力。第四篇讲数据。"))], [])
    (passage,) = store.catalog.passages_of(["three"])
    (a, b), (c, d) = passage.chunk.sentences
    moved = b"".join(n.to_bytes(4, "little") for n in (a, b - 2, c - 2, d))
    with store.catalog._engine.begin() as connection:
        connection.execute(update(passages).where(passages.c.article_id == "three").values(sentences=moved))
    assert check_store(store).damaged == ("three",)


@pytest.mark.parametrize("packed", ["00", "00000000"])
def test_spans_that_cannot_be_read_are_a_problem_not_a_traceback(
    store: Store, tamper: Callable[[str], None], packed: str
) -> None:
    tamper(f"update passages set sentences = x'{packed}' where article_id = 'one'")
    assert len(check_store(store).problems) == 1


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("delete from passages where article_id = 'one'", "one: its text at 0-26 is in no passage"),
        (
            "delete from passages where article_id = 'long' and start = (select min(start) from passages "
            "where article_id = 'long' and start > 0)",
            "long: its text at ",
        ),
        (
            "update articles set text = text || '又添了一句。' where id = 'one'",
            "one: its text at 26-32 is in no passage",
        ),
    ],
    ids=["all lost", "one lost", "text grown"],
)
def test_an_article_that_is_not_all_in_passages_is_named(
    store: Store, make_put: Callable[..., Put], tamper: Callable[[str], None], statement: str, problem: str
) -> None:
    lines = [f"第{n}段讲的是第{n}个省份的大模型数量。" for n in range(1, 10)]
    store.commit([make_put(Article("long", "", "\n".join(lines)))], [])
    assert check_store(store).problems == ()
    tamper(statement)
    report = check_store(store)
    assert report.problems[0].startswith(problem)
    assert len(report.damaged) == 1


@pytest.mark.parametrize("vector", [np.ones(256) / 16, np.zeros(256)], ids=["other", "0"])
def test_a_vector_that_changed_is_named(store: Store, vector: np.ndarray[tuple[int], np.dtype[np.float64]]) -> None:
    store.vectors.add([first_id(store)], vector[None, :].astype(np.float32), ["one"])
    report = check_store(store)
    assert report.problems == (f"passage {first_id(store)} of one: its vector is another one's",)
    assert report.damaged == ("one",)


@pytest.mark.parametrize(("text", "title"), [("第二篇讲别的。", ""), (ARTICLES[0].text[:10], ""), ("", "")])
def test_a_keyword_row_that_lost_words_is_named(store: Store, text: str, title: str) -> None:
    store.keywords.replace([(first_id(store), text, title)], [])
    assert check_store(store).problems == (f"passage {first_id(store)} of one: its keyword row is another one's",)


def test_the_check_says_how_far_it_is(store: Store) -> None:
    told: list[tuple[int, int]] = []
    check_store(store, lambda done, known: told.append((done, known)))
    assert told == [(2, 2)]
