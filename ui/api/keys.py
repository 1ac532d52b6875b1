"""Who may do what: API keys, of which only the digests are kept."""

from __future__ import annotations

import hmac
import json
import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal, cast, get_args

from index import YuanwenError

Scope = Literal["ask", "add", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
VARIABLE = "YUANWEN_API_KEYS"
FILE = "keys.json"
_LOCAL = "server.key"
_SHORTEST = 16


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is kept.

    Attributes:
        name: what logs and lists call it.
        digest: the key's SHA-256 in hexadecimal. A slow hash would add nothing: keys are drawn, not thought up.
        scopes: what it opens; ``admin`` opens everything.
    """

    name: str
    digest: str
    scopes: tuple[Scope, ...]

    def opens(self, scope: Scope) -> bool:
        """Whether the key is good for ``scope``."""
        return scope in self.scopes or "admin" in self.scopes


def digest_of(secret: str) -> str:
    """How a key is kept."""
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def find_key(keys: Iterable[Key], secret: str) -> Key | None:
    """The key whose secret this is. Every key is compared, each in constant time."""
    digest, found = digest_of(secret), None
    for key in keys:
        if hmac.compare_digest(key.digest, digest):
            found = key
    return found


def load_keys(home: Path) -> list[Key]:
    """The keys of ``keys.json`` under ``home`` and of the variable ``YUANWEN_API_KEYS``.

    Raises:
        YuanwenError: either is not as it should be; the message never holds a key.
    """
    return [*_from_file(home / FILE), *_from_variable(os.environ.get(VARIABLE, ""))]


def add_key(home: Path, name: str, scopes: Sequence[str]) -> str:
    """Draw a key, keep its digest and give the key itself, which cannot be had again.

    Raises:
        YuanwenError: the name is taken, a scope is unknown, or the file cannot be written.
    """
    kept = _from_file(home / FILE)
    if name in {key.name for key in kept}:
        raise YuanwenError(f"there is a key {name!r} already: give another name, or remove it from {home / FILE}")
    secret = f"yw-{secrets.token_urlsafe(32)}"
    kept.append(Key(name, digest_of(secret), _scopes(scopes or ["ask"])))
    rows = [{"name": k.name, "sha256": k.digest, "scopes": list(k.scopes)} for k in kept]
    write_private(home / FILE, json.dumps(rows, ensure_ascii=False, indent=1))
    return secret


def open_local(home: Path) -> Key:
    """A key for this machine's own command line, drawn anew at each start and readable by the owner alone."""
    secret = secrets.token_urlsafe(32)
    write_private(home / _LOCAL, secret)
    return Key("command line", digest_of(secret), ("admin",))


def local_secret(home: Path) -> str:
    """The secret that ``open_local`` left, or nothing."""
    path = home / _LOCAL
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def write_private(path: Path, text: str) -> None:
    """Write a file only its owner can read, whole or not at all.

    Raises:
        YuanwenError: it cannot be written.
    """
    fresh = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        fresh.replace(path)
    except OSError as error:
        raise YuanwenError(f"{path} cannot be written ({error.strerror or error}): check the folder") from error


def _from_file(path: Path) -> list[Key]:
    if not path.is_file():
        return []
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return [Key(str(row["name"]), str(row["sha256"]), _scopes(row["scopes"])) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise YuanwenError(f"{path} cannot be read ({type(error).__name__}): mend or remove it") from error


def _from_variable(value: str) -> list[Key]:
    """``KEY`` or ``KEY:ask+add``, separated by commas; a key without scopes may ask."""
    keys = []
    for place, entry in enumerate((e.strip() for e in value.split(",") if e.strip()), start=1):
        secret, _, scopes = entry.partition(":")
        if len(secret) < _SHORTEST:
            raise YuanwenError(f"key {place} of {VARIABLE} has {len(secret)} characters: give at least {_SHORTEST}")
        keys.append(Key(f"variable-{place}", digest_of(secret), _scopes(scopes.split("+") if scopes else ["ask"])))
    return keys


def _scopes(names: Sequence[str]) -> tuple[Scope, ...]:
    for name in names:
        if name not in SCOPES:
            raise YuanwenError(f"the scope {name[:40]!r} is not known: use {', '.join(SCOPES)}")
    return tuple(cast("Scope", name) for name in names)
