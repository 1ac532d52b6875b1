"""Bytes over HTTP into a file, taken up where they broke off."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

from assistant.models.fault import ModelFileError

if TYPE_CHECKING:
    import httpx

Progress = Callable[[int, int], None]

_SPARE = 64 << 20  # a full disk harms more than this program
TRIES = 5  # without a single new byte


class SourceError(Exception):
    """One address does not give the file; another may."""


def first_to_answer(urls: tuple[str, ...], timeout: float = 10.0) -> tuple[str, ...]:
    """The addresses, the one that answered first before the others; those that gave an error come last."""
    if len(urls) < 2:
        return urls
    pool = ThreadPoolExecutor(len(urls))
    asked = {pool.submit(_answers, url, timeout): url for url in urls}
    waiting, first = set(asked), ""
    while waiting and not first:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        first = next((asked[d] for d in done if d.result()), "")
    pool.shutdown(wait=False, cancel_futures=True)
    return tuple(sorted(urls, key=lambda url: url != first))


def _answers(url: str, timeout: float) -> bool:
    import httpx

    try:
        # One byte: some hubs refuse HEAD on the storage they redirect to.
        headers = {"Range": "bytes=0-0"}
        with httpx.stream("GET", url, headers=headers, timeout=timeout, follow_redirects=True) as response:
            return response.is_success
    except (httpx.HTTPError, httpx.InvalidURL):
        return False


def download(url: str, part: Path, size: int, progress: Progress, pause: float = 1.0) -> None:
    """Bring ``part`` to the whole of what ``url`` gives, beginning with what is there.

    Args:
        url: where to read.
        part: the unfinished file; left in place on an error, to be taken up later.
        size: bytes expected; 0 if not known.
        progress: called with the bytes there and the bytes in all.
        pause: seconds before another try, doubled each time.

    Raises:
        SourceError: the address does not give the file.
        YuanwenError: the disk is full.
    """
    import httpx

    tries, before = 0, -1
    while True:
        try:
            return _continue(url, part, size, progress)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            there = _length(part)
            tries = 1 if there > before else tries + 1
            before = max(before, there)
            if tries >= TRIES or not isinstance(error, httpx.TransportError):
                raise SourceError(f"{url}: {error or type(error).__name__}") from error
            sleep(pause * 2 ** (tries - 1))


def _continue(url: str, part: Path, size: int, progress: Progress) -> None:
    """One request for what is missing."""
    import httpx

    have = _length(part)
    if size and have == size:
        return
    # The bytes are counted and hashed: they must come as they are.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with httpx.stream("GET", url, headers=headers, timeout=30, follow_redirects=True) as response:
        if response.status_code == 416:  # what is there is no beginning of this file, or all of it
            _settle(response, part, have)
            return
        if response.status_code in (429, 500, 502, 503, 504):
            raise httpx.TransportError(f"answered {response.status_code}")
        if not response.is_success:
            raise SourceError(f"{url} answered {response.status_code}")
        start = have if response.status_code == 206 and _starts_at(response, have) else 0
        total = size or start + int(response.headers.get("content-length", 0))
        check_room(part, total - start)
        _receive(response, part, start, total, progress)


def _settle(response: httpx.Response, part: Path, have: int) -> None:
    import httpx

    if response.headers.get("content-range", "").rsplit("/", 1)[-1] != str(have):
        part.unlink()
        raise httpx.TransportError("does not go on from what is there")


def _starts_at(response: httpx.Response, have: int) -> bool:
    return bool(response.headers.get("content-range", "").startswith(f"bytes {have}-"))


def _receive(response: httpx.Response, part: Path, start: int, total: int, progress: Progress) -> None:
    import httpx

    with part.open("r+b" if start else "wb") as file:
        file.seek(start)
        file.truncate()
        at = start
        # As they arrive: bytes held back for a full block would be lost with the connection.
        for chunk in response.iter_raw():
            at += len(chunk)
            if total and at > total:
                raise SourceError(f"{response.url} gives more than the {total:,} bytes the file has")
            _write(file.write, chunk, part)
            progress(at, total)
    if at < total:
        raise httpx.TransportError("broke off")


def _write(write: Callable[[bytes], int], chunk: bytes, part: Path) -> None:
    try:
        write(chunk)
    except OSError as error:
        raise ModelFileError("disk", f"cannot write {part} ({error.strerror}): make room and pull again") from error


def check_room(part: Path, needed: int) -> None:
    """Refuse before the first byte what the disk cannot hold.

    Raises:
        YuanwenError: with what is missing.
    """
    free, wanted = shutil.disk_usage(part.parent).free, needed + _SPARE
    if wanted > free:
        raise ModelFileError(
            "disk",
            f"the disk of {part.parent} has {free / 1e6:,.0f} MB free and the model needs {wanted / 1e6:,.0f}: "
            "make room, or set YUANWEN_HOME to another disk",
        )


def _length(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
