"""One process at a time in a folder, whatever happens to that process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

import index
from index.errors import YuanwenError
from index.store.lock import FolderInUseError, holder_of, lock_folder

ROOT = Path(index.__file__).parents[1]
NOBODY = 65534

HOLD = """
import sys
from pathlib import Path
from index.store.lock import lock_folder
held = lock_folder(Path(sys.argv[1]))
if sys.argv[2:]:
    held.announce(sys.argv[2])
print("held", flush=True)
sys.stdin.read()
held.release()
"""


@contextmanager
def another_process(folder: Path, *url: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLD, str(folder), *url]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write anywhere, so what a reader without permission sees is tried as one."""
    if not hasattr(os, "geteuid"):
        pytest.skip("needs POSIX permissions")
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_second_lock_in_the_same_process_is_refused(tmp_path: Path) -> None:
    held = lock_folder(tmp_path)
    with pytest.raises(FolderInUseError, match=rf"{tmp_path} is in use by process {os.getpid()}: stop it"):
        lock_folder(tmp_path)
    held.release()


def test_a_lock_in_another_process_is_refused_with_its_pid_and_url(tmp_path: Path) -> None:
    with another_process(tmp_path, "http://127.0.0.1:8000") as process:
        with pytest.raises(FolderInUseError) as refused:
            lock_folder(tmp_path)
        assert refused.value.url == "http://127.0.0.1:8000"
        assert f"process {process.pid}, serving http://127.0.0.1:8000: stop it first" in str(refused.value)
        assert "\n" not in str(refused.value)


def test_a_process_that_serves_nothing_has_no_url_and_gives_the_folder_back(tmp_path: Path) -> None:
    with another_process(tmp_path) as process:
        with pytest.raises(FolderInUseError, match=f"process {process.pid}: stop it") as refused:
            lock_folder(tmp_path)
        assert refused.value.url == ""
        process.communicate("", timeout=20)
        assert process.returncode == 0
        lock_folder(tmp_path).release()


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
def test_the_folder_is_free_again_after_kill_9(tmp_path: Path) -> None:
    with another_process(tmp_path, "http://127.0.0.1:8000") as process:
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=20)
        held = lock_folder(tmp_path)
        assert holder_of(tmp_path) == {"pid": os.getpid(), "url": ""}
        held.release()


def test_releasing_twice_is_safe_and_does_not_take_the_next_holders_note(tmp_path: Path) -> None:
    first = lock_folder(tmp_path)
    first.release()
    second = lock_folder(tmp_path)
    first.release()
    assert holder_of(tmp_path)["pid"] == os.getpid()
    with pytest.raises(FolderInUseError):
        lock_folder(tmp_path)
    second.release()
    assert holder_of(tmp_path) == {}


def test_another_thread_may_release_the_folder(tmp_path: Path) -> None:
    held = lock_folder(tmp_path)
    other = Thread(target=held.release)
    other.start()
    other.join()
    try:
        lock_folder(tmp_path).release()
    finally:
        held.release()


def test_two_folders_do_not_hinder_each_other(tmp_path: Path) -> None:
    one, other = lock_folder(tmp_path / "one"), lock_folder(tmp_path / "other" / "below")
    one.release()
    other.release()


def test_what_was_announced_last_counts(tmp_path: Path) -> None:
    held = lock_folder(tmp_path)
    assert holder_of(tmp_path) == {"pid": os.getpid(), "url": ""}
    held.announce("http://a")
    held.announce("http://b")
    assert holder_of(tmp_path) == {"pid": os.getpid(), "url": "http://b"}
    assert json.loads((tmp_path / "holder.json").read_text(encoding="utf-8")) == holder_of(tmp_path)
    held.release()


@pytest.mark.parametrize("note", [b"", b"{", b"[1]", b"null", b"\xff\xfe", None])
def test_a_note_that_cannot_be_read_still_gives_a_clear_refusal(tmp_path: Path, note: bytes | None) -> None:
    held = lock_folder(tmp_path)
    path = tmp_path / "holder.json"
    path.write_bytes(note) if note is not None else path.unlink()
    with pytest.raises(FolderInUseError, match="in use by process unknown: stop it"):
        lock_folder(tmp_path)
    held.release()


@pytest.mark.parametrize("below", ["file", "file/below"])
def test_a_file_in_the_folders_place_is_a_clear_error(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(YuanwenError, match=r"cannot write to the index folder .*file.*YUANWEN_HOME"):
        lock_folder(tmp_path / below)


def test_a_folder_without_permission_is_a_clear_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with as_nobody(), pytest.raises(YuanwenError, match="cannot write to the index folder"):
        lock_folder(tmp_path)
    tmp_path.chmod(0o755)


def test_a_note_that_cannot_be_written_is_a_clear_error_and_frees_the_folder(tmp_path: Path) -> None:
    (tmp_path / "holder.json").mkdir()
    with pytest.raises(YuanwenError, match="cannot write to the index folder"):
        lock_folder(tmp_path)
    (tmp_path / "holder.json").rmdir()
    lock_folder(tmp_path).release()
