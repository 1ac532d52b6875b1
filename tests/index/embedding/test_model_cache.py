"""What is kept is whole or not there, and a damaged file costs no more than building again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread

import pytest

from index.cache import load_or_build
from index.embedding.onnx_engine import OnnxEmbedder
from index.embedding.weights import digest_of, find_weights

CONTENT = bytes(range(256)) * 40


class Counting:
    """Builds the content and counts how often it was asked to."""

    def __init__(self) -> None:
        self.built = 0

    def __call__(self) -> bytes:
        self.built += 1
        return CONTENT


def test_it_is_built_once(tmp_path: Path) -> None:
    build = Counting()
    path = tmp_path / "models" / "deep" / "m.onnx"
    assert [load_or_build(path, build) for _ in range(3)] == [CONTENT] * 3
    assert build.built == 1


def damage_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [damage_a_byte, cut_short, empty])
def test_a_damaged_file_is_built_again_and_mended(
    damage: Callable[[Path], None], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    build, path = Counting(), tmp_path / "m.onnx"
    load_or_build(path, build)
    damage(path)
    with caplog.at_level(logging.WARNING):
        assert load_or_build(path, build) == CONTENT
    assert build.built == 2
    assert "damaged" in caplog.text
    assert load_or_build(path, build) == CONTENT
    assert build.built == 2


def test_a_failed_build_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> bytes:
        raise ArithmeticError("no")

    with pytest.raises(ArithmeticError):
        load_or_build(tmp_path / "m.onnx", fail)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_costs_only_the_time(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("in the way")
    build = Counting()
    with caplog.at_level(logging.WARNING):
        assert load_or_build(tmp_path / "file" / "m.onnx", build) == CONTENT
    assert "cannot be kept" in caplog.text
    assert build.built == 1


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "m.onnx").mkdir()  # a folder of that name cannot be replaced by a file
    assert load_or_build(tmp_path / "m.onnx", Counting()) == CONTENT
    assert [path.name for path in tmp_path.iterdir()] == ["m.onnx"]


def test_two_at_once_both_get_the_whole(tmp_path: Path) -> None:
    start, found = Barrier(4), []

    def load() -> None:
        start.wait()
        found.append(load_or_build(tmp_path / "m.onnx", Counting()))

    threads = [Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [CONTENT] * 4
    assert [path.name for path in tmp_path.iterdir()] == ["m.onnx"]


def test_the_model_is_kept_under_the_digest_of_its_weights(onnx: OnnxEmbedder, model_home: Path) -> None:
    (kept,) = (model_home / "models").iterdir()
    assert digest_of(find_weights())[:16] in kept.name
    assert 20_000_000 < kept.stat().st_size < 30_000_000


def test_a_damaged_model_still_opens_and_gives_the_same(onnx: OnnxEmbedder, model_home: Path, tmp_path: Path) -> None:
    (kept,) = (model_home / "models").iterdir()
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / kept.name).write_bytes(kept.read_bytes()[:1_000_000])
    again = OnnxEmbedder(find_weights(), tmp_path, threads=1)
    assert (again.embed_queries(["大模型"]) == onnx.embed_queries(["大模型"])).all()
    assert (tmp_path / "models" / kept.name).read_bytes() == kept.read_bytes()
