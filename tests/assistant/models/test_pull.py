"""Pulling over real HTTP: ranges, cut connections, wrong bytes, several addresses, full disks."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from assistant.models import download
from assistant.models.download import SourceError, check_room, first_to_answer
from assistant.models.pull import hash_of, models_folder, pull, pulled
from assistant.models.shelf import ModelFile
from index import YuanwenError


def model_of(server: Any, *more: Any, **changed: Any) -> ModelFile:
    """The server's file as it ought to be."""
    options = {"sha256": sha256(server.data).hexdigest(), "size": len(server.data), **changed}
    return ModelFile("tiny.gguf", urls=tuple(s.url for s in (server, *more)), **options)


class Seen(list[tuple[int, int]]):
    """What a progress bar would have shown."""

    def __call__(self, done: int, known: int) -> None:
        self.append((done, known))


def test_a_file_comes_whole_and_its_progress_is_followed(file_server: Any, tmp_path: Path) -> None:
    seen = Seen()
    path = pull(model_of(file_server), tmp_path, seen, 0.01)
    assert path.read_bytes() == file_server.data
    assert pulled(tmp_path) == [path]
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (len(file_server.data), len(file_server.data))
    assert not list(models_folder(tmp_path).glob("*.part"))


@pytest.mark.parametrize("size", [0, None])
def test_a_cut_connection_is_taken_up_where_it_broke(file_server: Any, tmp_path: Path, size: int | None) -> None:
    file_server.cuts = [300_000, 200_000]
    model = model_of(file_server) if size is None else model_of(file_server, size=size)
    assert hash_of(pull(model, tmp_path, Seen(), 0.01)) == model.sha256
    assert len(file_server.asked) == 3
    first, second, third = file_server.asked
    assert first == ""
    assert 0 < int(second[6:-1]) <= 300_000
    assert int(second[6:-1]) < int(third[6:-1]) <= 500_000


def test_an_unfinished_file_is_taken_up_by_the_next_pull(file_server: Any, tmp_path: Path) -> None:
    part = models_folder(tmp_path) / "tiny.gguf.part"
    part.parent.mkdir()
    part.write_bytes(file_server.data[:700_000])
    seen = Seen()
    pull(model_of(file_server), tmp_path, seen, 0.01)
    assert file_server.asked == ["bytes=700000-"]
    assert seen[0][0] > 700_000


def test_a_server_without_ranges_begins_again(file_server: Any, tmp_path: Path) -> None:
    file_server.ranges, file_server.cuts = False, [500_000]
    assert pull(model_of(file_server), tmp_path, Seen(), 0.01).read_bytes() == file_server.data


@pytest.mark.parametrize("there", [1_024_004, 1_500_000], ids=["whole", "too long"])
def test_a_part_that_is_whole_or_too_long_is_sorted_out(file_server: Any, tmp_path: Path, there: int) -> None:
    part = models_folder(tmp_path) / "tiny.gguf.part"
    part.parent.mkdir()
    part.write_bytes((file_server.data * 2)[:there])
    assert pull(model_of(file_server, size=0), tmp_path, Seen(), 0.01).read_bytes() == file_server.data


def test_wrong_bytes_are_thrown_away_with_one_line(file_server: Any, tmp_path: Path) -> None:
    model = model_of(file_server)
    file_server.data = file_server.data[:-1] + b"!"
    with pytest.raises(YuanwenError, match="is not the file meant") as refused:
        pull(model, tmp_path, Seen(), 0.01)
    assert "\n" not in str(refused.value)
    assert pulled(tmp_path) == []
    assert not list(models_folder(tmp_path).glob("*.part"))


def test_more_than_was_promised_is_not_written(file_server: Any, tmp_path: Path) -> None:
    model = model_of(file_server)
    file_server.data += b"x" * 500_000
    with pytest.raises(YuanwenError, match="more than the 1,024,004 bytes"):
        pull(model, tmp_path, Seen(), 0.01)
    assert (models_folder(tmp_path) / "tiny.gguf.part").stat().st_size <= model.size


def test_what_is_no_model_file_is_refused_though_its_hash_is_right(file_server: Any, tmp_path: Path) -> None:
    file_server.data = b"<html>" * 100
    with pytest.raises(YuanwenError, match="no GGUF file"):
        pull(model_of(file_server), tmp_path, Seen(), 0.01)
    assert pulled(tmp_path) == []


def test_passing_errors_are_tried_again(file_server: Any, tmp_path: Path) -> None:
    file_server.statuses = [503, 429, 500]
    assert pull(model_of(file_server), tmp_path, Seen(), 0.01).read_bytes() == file_server.data


def test_a_lasting_error_names_the_address(file_server: Any, tmp_path: Path) -> None:
    file_server.statuses = [404]
    with pytest.raises(YuanwenError, match=r"tiny.gguf answered 404.*try again") as refused:
        pull(model_of(file_server), tmp_path, Seen(), 0.01)
    assert "\n" not in str(refused.value)


def test_tries_end(file_server: Any, tmp_path: Path) -> None:
    file_server.statuses = [503] * 50
    with pytest.raises(SourceError, match="503"):
        download.download(file_server.url, tmp_path / "x.part", 10, Seen(), pause=0.0)
    assert len(file_server.asked) == download.TRIES


def test_the_first_to_answer_is_asked_first(file_server: Any, other_server: Any) -> None:
    file_server.pause = 0.5
    assert first_to_answer((file_server.url, other_server.url)) == (other_server.url, file_server.url)


def test_an_address_that_only_fails_is_not_the_first(file_server: Any, other_server: Any) -> None:
    file_server.statuses = [404]
    other_server.pause = 0.2
    assert first_to_answer((file_server.url, other_server.url))[0] == other_server.url


def test_another_address_goes_on_where_the_first_gave_up(file_server: Any, other_server: Any, tmp_path: Path) -> None:
    # The second to answer gives the rest: the first breaks off, and then knows the file no longer.
    other_server.pause = 0.3
    file_server.cuts = [400_000]
    answer = file_server.answer

    def forget(request: Any) -> None:
        answer(request)
        if len(file_server.asked) == 2:
            file_server.statuses = [404] * 9

    file_server.answer = forget
    assert pull(model_of(file_server, other_server), tmp_path, Seen(), 0.01).read_bytes() == file_server.data
    assert int(other_server.asked[-1][6:-1]) > 0


def test_nobody_reachable_is_one_line(tmp_path: Path) -> None:
    model = ModelFile("tiny.gguf", "0" * 64, 9, ("http://127.0.0.1:9/a.gguf", "http://127.0.0.1:9/b.gguf"))
    with pytest.raises(YuanwenError, match=r"a.gguf.*b.gguf.*try again"):
        pull(model, tmp_path, Seen(), 0.01)


def test_what_is_here_is_not_fetched_again(file_server: Any, tmp_path: Path) -> None:
    pull(model_of(file_server), tmp_path, Seen(), 0.01)
    pull(model_of(file_server), tmp_path, Seen(), 0.01)
    assert len(file_server.asked) == 1


def test_what_is_here_and_was_changed_is_fetched_again(file_server: Any, tmp_path: Path) -> None:
    path = pull(model_of(file_server), tmp_path, Seen(), 0.01)
    path.write_bytes(b"GGUF spoilt")
    assert pull(model_of(file_server), tmp_path, Seen(), 0.01).read_bytes() == file_server.data


def test_a_file_is_copied_and_checked(tmp_path: Path) -> None:
    source = tmp_path / "own.gguf"
    source.write_bytes(b"GGUF own")
    model = ModelFile("own.gguf", hash_of(source), path=source)
    assert pull(model, tmp_path / "home", Seen(), 0.01).read_bytes() == b"GGUF own"
    assert source.is_file()
    with pytest.raises(YuanwenError, match="not the file meant"):
        pull(ModelFile("other.gguf", "0" * 64, path=source), tmp_path / "home", Seen(), 0.01)


def test_a_full_disk_is_said_before_the_first_byte(file_server: Any, tmp_path: Path) -> None:
    with pytest.raises(YuanwenError, match=r"MB free and the model needs 9,000,000,067"):
        check_room(tmp_path / "x.part", 9_000_000_000_000_000)
    with pytest.raises(YuanwenError, match="make room"):
        pull(model_of(file_server, size=9_000_000_000_000_000), tmp_path, Seen(), 0.01)
    assert not list(models_folder(tmp_path).glob("*.part"))


def test_two_pulls_do_not_write_one_file(file_server: Any, tmp_path: Path) -> None:
    models_folder(tmp_path).mkdir()
    with (
        FileLock(models_folder(tmp_path) / "tiny.gguf.lock"),
        pytest.raises(YuanwenError, match="another process"),
    ):
        pull(model_of(file_server), tmp_path, Seen(), 0.01)
    assert file_server.asked == []
