"""Which model files can be had, and what was asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from index import YuanwenError

_SHA256 = re.compile(r"[0-9a-f]{64}")
_FILE = re.compile(r"[\w][\w.+-]{0,150}\.gguf", re.I)


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A GGUF file, known by its hash: where its bytes come from does not matter.

    Attributes:
        file: its name on this machine.
        sha256: 64 hexadecimal digits.
        size: bytes; 0 where nobody has said.
        urls: where it can be had.
        path: a copy on this machine to take instead.
    """

    file: str
    sha256: str
    size: int = 0
    urls: tuple[str, ...] = ()
    path: Path | None = None

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.file[: -len(".gguf")]


def hub_urls(repository: str, file: str) -> tuple[str, ...]:
    """A file of a repository at both hubs, which mirror each other's well-known models."""
    return (
        f"https://modelscope.cn/models/{repository}/resolve/master/{file}",
        f"https://huggingface.co/{repository}/resolve/main/{file}",
    )


# Apache-2.0; the smallest that answers in Chinese without making numbers up.
DEFAULT = ModelFile(
    "qwen2.5-1.5b-instruct-q4_k_m.gguf",
    "6a1a2eb6d15622bf3c96857206351ba97e1af16c30d7a74ee38970e434e9407e",
    1_117_320_736,
    hub_urls("Qwen/Qwen2.5-1.5B-Instruct-GGUF", "qwen2.5-1.5b-instruct-q4_k_m.gguf"),
)


def find_model(asked: str, sha256: str = "") -> ModelFile:
    """The file meant by a name, a path, an URL or ``owner/repository/file.gguf`` at a hub.

    Raises:
        YuanwenError: nothing is meant by it, or no hash says what its bytes must be.
    """
    sha256 = sha256.lower().strip()
    if sha256 and not _SHA256.fullmatch(sha256):
        raise YuanwenError(f"the hash {sha256[:80]!r} is no SHA-256: give its 64 hexadecimal digits")
    if asked in ("", DEFAULT.name, DEFAULT.file):
        return DEFAULT
    found = _meant(asked)
    if found.file.lower() == DEFAULT.file:
        sha256 = sha256 or DEFAULT.sha256
    if not sha256:
        raise YuanwenError(
            f"the model {asked[:200]!r} is trusted only by its hash: give its SHA-256 with --sha256 (its page shows it)"
        )
    size = DEFAULT.size if sha256 == DEFAULT.sha256 else 0
    return ModelFile(found.file, sha256, size, found.urls, found.path)


def _meant(asked: str) -> ModelFile:
    parts = urlsplit(asked)
    if parts.scheme in ("http", "https"):
        return ModelFile(_file_name(unquote(parts.path).rsplit("/", 1)[-1], asked), "", urls=(asked,))
    path = Path(asked).expanduser()
    if path.is_file():
        return ModelFile(_file_name(path.name, asked), "", path=path)
    if re.fullmatch(r"[\w.-]+/[\w.-]+/[\w./-]+\.gguf", asked, re.I) and ".." not in asked:
        owner, repository, file = asked.split("/", 2)
        return ModelFile(_file_name(file.rsplit("/", 1)[-1], asked), "", urls=hub_urls(f"{owner}/{repository}", file))
    raise YuanwenError(
        f"there is no model {asked[:200]!r}: give a GGUF file, an URL, owner/repository/file.gguf, or {DEFAULT.name}"
    )


def _file_name(name: str, asked: str) -> str:
    if not _FILE.fullmatch(name):
        raise YuanwenError(f"{asked[:200]!r} does not name a .gguf file: only that format can be run")
    return name
