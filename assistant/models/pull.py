"""Bringing a model file to this machine, trusted only by its hash."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from shutil import copyfileobj

from filelock import FileLock, Timeout

from assistant.models.download import Progress, SourceError, check_room, download, first_to_answer
from assistant.models.fault import ModelFileError
from assistant.models.shelf import ModelFile
from index import YuanwenError


def models_folder(home: Path) -> Path:
    """Where the files are kept."""
    return home / "models"


def pulled(home: Path) -> list[Path]:
    """The files that are here, each checked when it came."""
    return sorted(models_folder(home).glob("*.gguf"))


def pull(model: ModelFile, home: Path, progress: Progress, pause: float = 1.0) -> Path:
    """Bring ``model`` into the home folder; what is there already is checked and kept.

    ``pause`` is the seconds before another try. An unfinished file stays beside it as ``.part`` and is taken up by
    the next pull.

    Raises:
        YuanwenError: no address gives it, its bytes are not the ones meant, or there is no room; one line.
    """
    folder = models_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    target, part = folder / model.file, folder / f"{model.file}.part"
    try:
        with FileLock(f"{target}.lock", timeout=0):
            if target.is_file() and hash_of(target) == model.sha256:
                return target
            _fill(model, part, progress, pause)
            _check(model, part)
            part.replace(target)
    except Timeout:
        raise YuanwenError(f"another process is bringing {model.file}: wait for it") from None
    return target


def hash_of(path: Path) -> str:
    """A file's SHA-256 in hexadecimal digits."""
    state = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            state.update(block)
    return state.hexdigest()


def _fill(model: ModelFile, part: Path, progress: Progress, pause: float) -> None:
    if model.path is not None:
        _copy(model.path, part)
        return
    failures = []
    for url in first_to_answer(model.urls):
        try:
            download(url, part, model.size, progress, pause)
            return
        except SourceError as error:
            failures.append(str(error))
    raise ModelFileError(
        "reach",
        f"{model.file} cannot be had ({'; '.join(failures)}): try again to go on from here, or give a file or an URL",
    )


def _copy(source: Path, part: Path) -> None:
    check_room(part, source.stat().st_size)
    try:
        with source.open("rb") as read, part.open("wb") as write:
            copyfileobj(read, write, 1 << 20)
    except OSError as error:
        raise ModelFileError(
            "disk", f"{source} cannot be copied to {part.parent} ({error.strerror}): make room"
        ) from error


def _check(model: ModelFile, part: Path) -> None:
    """Refuse, and throw away, what is not the file meant."""
    found = hash_of(part)
    with part.open("rb") as file:
        magic = file.read(4)
    if found != model.sha256:
        part.unlink()
        raise ModelFileError(
            "hash",
            f"{model.file} is not the file meant: its SHA-256 is {found}, not {model.sha256}; it was thrown away",
        )
    if magic != b"GGUF":
        part.unlink()
        raise ModelFileError("file", f"{model.file} is no GGUF file, whatever its name says; it was thrown away")
