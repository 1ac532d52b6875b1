"""The database behind the catalog: how it is opened, how writers are kept apart, and what its errors mean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError

from index.errors import UnavailableError, YuanwenError

if TYPE_CHECKING:
    from sqlalchemy import URL
    from sqlalchemy.engine import ExceptionContext

_LOCK = 0x59_75_61_6E_77_65_6E  # "Yuanwen": advisory locks are a database's own, so no other program is kept out
_SECONDS = 10  # for a connection


def open_engine(url: URL) -> Engine:
    """The engine of a catalog; nothing is connected yet. Its errors come as ``YuanwenError`` where they can be mended.

    Raises:
        YuanwenError: the folder of an SQLite file cannot be made.
    """
    if url.drivername == "sqlite":
        try:
            Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise YuanwenError(f"the folder of {url.database} cannot be made ({error}): name another") from error
        engine = create_engine(url)
        event.listen(engine, "connect", _set_pragmas)
    else:
        given: dict[str, Any] = {"connect_timeout": _SECONDS, "fallback_application_name": "yuanwen"}
        asked = {name: value for name, value in given.items() if name not in url.query}
        engine = create_engine(url, pool_pre_ping=True, connect_args=asked)
    event.listen(engine, "handle_error", partial(_explain, name_of(url)))
    return engine


def name_of(url: URL) -> str:
    """What a catalog is called in messages: its file, or its address without the password."""
    if url.drivername == "sqlite":
        return str(url.database)
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


@contextmanager
def excluding(engine: Engine) -> Iterator[Connection | None]:
    """Keep every other writer out, of this process and of others, for as long as the block lasts.

    Gives the connection that holds PostgreSQL's lock: what is written on it is kept only while the lock is. A process
    that dies, or is cut off, gives the lock back with its connection. An SQLite file has a lock file beside it.
    """
    if engine.dialect.name == "sqlite":
        with FileLock(f"{engine.url.database}.lock", poll_interval=0.005, is_singleton=False):
            yield None
        return
    with engine.connect() as connection:
        with connection.begin():  # a session's lock: it outlives this transaction
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
        try:
            yield connection
        finally:
            if not connection.closed and not connection.invalidated:
                with connection.begin():
                    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})


def check_encoding(engine: Engine) -> None:
    """Refuse a PostgreSQL database that cannot hold every character or would count bytes.

    Raises:
        YuanwenError: it has another encoding than UTF-8.
    """
    if engine.dialect.name == "sqlite":
        return
    with engine.connect() as connection:
        encoding = connection.scalar(text("SELECT current_setting('server_encoding')"))
    if encoding != "UTF8":
        raise YuanwenError(
            f"the catalog {name_of(engine.url)} has the encoding {encoding}: "
            "make one with CREATE DATABASE name ENCODING 'UTF8' TEMPLATE template0"
        )


def explain_opening(engine: Engine, error: DatabaseError) -> YuanwenError:
    """What it means that a catalog cannot be opened."""
    name, reason = name_of(engine.url), _first_line(error.orig)
    if engine.dialect.name != "sqlite":
        return YuanwenError(f"the catalog {name} cannot be used ({reason}): let its user make and change tables there")
    if isinstance(error, OperationalError) and "unable to open" in reason:
        return YuanwenError(f"the catalog {name} cannot be opened ({reason}): make the file readable and writable")
    return _damaged(name, reason)


def _damaged(name: str, reason: str) -> YuanwenError:
    return YuanwenError(
        f"the catalog {name} is damaged ({reason}): restore it from a backup, "
        "or move it away and add the documents again"
    )


def _explain(name: str, context: ExceptionContext) -> None:
    """Put what a person can mend in place of the driver's own error."""
    error, reason = context.sqlalchemy_exception, _first_line(context.original_exception)
    if isinstance(error, DatabaseError) and "malformed" in reason:
        raise _damaged(name, reason) from context.original_exception
    away = isinstance(error, OperationalError | InterfaceError) or context.is_disconnect
    if context.dialect.name != "sqlite" and away and not context.is_pre_ping:
        raise UnavailableError(f"the catalog {name} cannot be reached ({reason}): {_remedy(reason)}") from None


def _remedy(reason: str) -> str:
    said = reason.casefold()
    if "password" in said or "role " in said or "pg_hba" in said:
        return "check the user and the password in YUANWEN_INDEX__CATALOG_URL"
    if "database " in said and "does not exist" in said:
        return "make the database, or name another in YUANWEN_INDEX__CATALOG_URL"
    return "see that PostgreSQL runs there, or mend YUANWEN_INDEX__CATALOG_URL"


def _first_line(error: BaseException | None) -> str:
    """The driver's reason; of a connection that failed, what comes behind the address."""
    line = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return line.rpartition("failed: ")[2].strip()[:200]


def _set_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
