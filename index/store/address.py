"""Where the catalog and the vectors are, as settings name it, and shown without passwords."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from sqlalchemy import URL

_POSTGRES = ("postgres", "postgresql", "postgresql+psycopg")


class Host(NamedTuple):
    """A server's host, its TCP port, and whether it is spoken to by TLS."""

    name: str
    port: int
    tls: bool


def mask(url: str) -> str:
    """An address, at most so much of it as can be read in a line, with stars in place of who asks."""
    return re.sub(r"//.*@", "//***@", url)[:80]


def file_url(path: Path) -> URL:
    """The address of a catalog in a file."""
    from sqlalchemy import URL

    return URL.create("sqlite", database=str(path))


def read_catalog_url(given: str) -> URL:
    """The catalog's address: PostgreSQL's by psycopg, or an SQLite file's.

    Raises:
        ValueError: it is none of these, or psycopg is not installed. The message shows no password.
    """
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(given)
        shown = url.render_as_string(hide_password=True)
    except (ArgumentError, ValueError):  # whose messages repeat the address with its password
        raise ValueError(f"{mask(given)} is no address: write postgresql://user:password@host/database") from None
    if url.drivername == "sqlite" and url.database and url.database != ":memory:":
        return url
    if url.drivername not in _POSTGRES:
        raise ValueError(f"{shown} is neither postgresql://user:password@host/database nor sqlite:////path/file")
    if not url.database:
        raise ValueError(f"{shown} names no database: add /yuanwen or whatever it is called")
    if find_spec("psycopg") is None:
        raise ValueError(f"{shown} needs PostgreSQL's driver: pip install 'yuanwen[postgres]'")
    return url.set(drivername="postgresql+psycopg")


def read_chroma_url(given: str) -> Host:
    """The Chroma server's host.

    Raises:
        ValueError: it is not ``http://host:port`` or ``https://host:port``. The message shows no password.
    """
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"{mask(given)} is no address ({error}): write http://host:8000") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{mask(given)} is no server's address: write http://host:8000 or https://host")
    if parts.username or parts.password:
        raise ValueError(f"{mask(given)} holds a user: put it into index.chroma_headers, as Authorization")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"{mask(given)} goes on behind the host: write {parts.scheme}://{parts.netloc}")
    tls = parts.scheme == "https"
    return Host(parts.hostname, port or (443 if tls else 80), tls)
