"""The dense leg, with the real Chroma."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.store.chroma import VectorIndex, open_vectors

Open = Callable[..., tuple[VectorIndex, bool]]


@pytest.fixture
def reopen(tmp_path: Path) -> Iterator[Open]:
    """Opens one folder as often as asked, closing what stood open before."""
    with ExitStack() as opened:

        def open_(embedding: str = "e") -> tuple[VectorIndex, bool]:
            opened.close()
            vectors, lost = open_vectors(tmp_path / "chroma", embedding)
            opened.callback(vectors.close)
            return vectors, lost

        yield open_


def unit_vectors(count: int, dimension: int = 16, seed: int = 0) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).normal(size=(count, dimension))
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


def fill(vectors: VectorIndex, count: int) -> NDArray[np.float32]:
    matrix = unit_vectors(count)
    vectors.add([f"id-{n}" for n in range(count)], matrix, ["article"] * count)
    return matrix


def test_scores_are_cosines_nearest_first(reopen: Open) -> None:
    vectors, lost = reopen()
    matrix = fill(vectors, 50)
    question = unit_vectors(1, seed=9)[0]
    cosines = matrix @ question
    found = vectors.search(question, 50)
    assert not lost
    assert [i for i, _ in found[:10]] == [f"id-{n}" for n in np.argsort(-cosines)[:10]]
    for chunk_id, score in found:
        assert score == pytest.approx(cosines[int(chunk_id[3:])], abs=1e-5)


def test_the_limit_may_be_more_than_there_are_and_none_at_all(reopen: Open) -> None:
    vectors, _ = reopen()
    matrix = fill(vectors, 3)
    assert len(vectors.search(matrix[0], 10)) == 3
    assert vectors.search(matrix[0], 0) == vectors.search(matrix[0], -1) == []


def test_an_empty_collection_finds_nothing(reopen: Open) -> None:
    vectors, lost = reopen()
    assert (lost, vectors.count(), list(vectors.ids())) == (False, 0, [])
    assert vectors.search(unit_vectors(1)[0], 5) == []
    vectors.remove(["nowhere"])
    vectors.add([], np.empty((0, 16), dtype=np.float32), [])
    assert vectors.count() == 0


def test_adding_an_id_again_replaces_its_vector(reopen: Open) -> None:
    vectors, _ = reopen()
    matrix = fill(vectors, 4)
    vectors.add(["id-0"], -matrix[:1], ["article"])
    assert vectors.count() == 4
    assert dict(vectors.search(matrix[0], 4))["id-0"] == pytest.approx(-1, abs=1e-5)


def test_removed_passages_are_not_found_and_a_missing_id_is_no_error(reopen: Open) -> None:
    vectors, _ = reopen()
    matrix = fill(vectors, 4)
    vectors.remove(["id-0", "nowhere"])
    assert sorted(vectors.ids()) == ["id-1", "id-2", "id-3"]
    assert "id-0" not in dict(vectors.search(matrix[0], 4))


def test_more_than_a_page_is_added_listed_kept_and_removed(reopen: Open) -> None:
    vectors, _ = reopen()
    matrix = fill(vectors, 2_300)
    assert len(set(vectors.ids())) == vectors.count() == 2_300
    vectors, lost = reopen()
    assert not lost
    assert len(set(vectors.ids())) == 2_300
    assert vectors.search(matrix[2_100], 1) == [("id-2100", pytest.approx(1, abs=1e-5))]
    vectors.remove([f"id-{n}" for n in range(2_200)])
    assert sorted(vectors.ids()) == sorted(f"id-{n}" for n in range(2_200, 2_300))
    assert len(vectors.search(matrix[2_250], 50)) == 50


def test_vectors_are_there_after_reopening(reopen: Open) -> None:
    vectors, _ = reopen()
    matrix = fill(vectors, 5)
    vectors, lost = reopen()
    assert not lost
    assert vectors.embedding == "e"
    assert vectors.search(matrix[2], 1) == [("id-2", pytest.approx(1, abs=1e-5))]


def test_another_embedding_makes_the_collection_anew(reopen: Open) -> None:
    vectors, _ = reopen("one")
    fill(vectors, 3)
    vectors, lost = reopen("other")
    assert (lost, vectors.count(), vectors.embedding) == (True, 0, "other")
    # The new space may have another dimension.
    vectors.add(["a"], unit_vectors(1, 8), ["article"])
    vectors, lost = reopen("other")
    assert (lost, vectors.count()) == (False, 1)


def garble_database(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"not a database" * 1_000)


def cut_database(folder: Path) -> None:
    path = folder / "chroma.sqlite3"
    path.write_bytes(path.read_bytes()[:9_000])


def lose_graph(folder: Path) -> None:
    (graph,) = (p for p in folder.iterdir() if p.is_dir())
    shutil.rmtree(graph)


@pytest.mark.parametrize("damage", [garble_database, cut_database])
def test_a_damaged_database_is_made_anew(reopen: Open, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    vectors, _ = reopen()
    fill(vectors, 20)
    vectors.close()
    damage(tmp_path / "chroma")
    vectors, lost = reopen()
    assert (lost, vectors.count()) == (True, 0)
    matrix = fill(vectors, 5)
    assert vectors.search(matrix[2], 1) == [("id-2", pytest.approx(1, abs=1e-5))]


def test_a_lost_graph_is_noticed(reopen: Open, tmp_path: Path) -> None:
    vectors, _ = reopen()
    matrix = fill(vectors, 1_200)  # Chroma writes its graph to files after a thousand
    vectors.close()
    lose_graph(tmp_path / "chroma")
    vectors, lost = reopen()
    assert lost or vectors.search(matrix[0], 1) == [("id-0", pytest.approx(1, abs=1e-5))]


def test_a_missing_database_is_an_empty_one(reopen: Open, tmp_path: Path) -> None:
    vectors, _ = reopen()
    fill(vectors, 3)
    vectors.close()
    shutil.rmtree(tmp_path / "chroma")
    vectors, lost = reopen()
    assert (lost, vectors.count()) == (False, 0)
