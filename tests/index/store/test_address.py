"""Addresses of the catalog and of Chroma: what is taken, and that no message shows a password."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assistant import load_settings
from index import IndexSettings, UnavailableError, YuanwenError
from index.store import address
from index.store.address import file_url, read_catalog_url, read_chroma_url
from index.store.catalog import Catalog
from index.store.opening import open_store

SECRET = "s3cret-Pass"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_spoken_to_by_psycopg(scheme: str) -> None:
    url = read_catalog_url(f"{scheme}://u:{SECRET}@db.example:5433/wen?sslmode=require")
    assert url.drivername == "postgresql+psycopg"
    assert (url.host, url.port, url.database, url.password) == ("db.example", 5433, "wen", SECRET)
    assert url.query == {"sslmode": "require"}


def test_a_file_may_have_any_name(tmp_path: Path) -> None:
    path = tmp_path / "a?b#c%20d" / "目录.sqlite3"
    catalog = Catalog(file_url(path))
    assert path.is_file() and catalog.name == str(path)
    catalog.close()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("nonsense", "nonsense is no address: write postgresql://"),
        (f"postgresql://u:{SECRET}@h:port/d", "postgresql://***@h:port/d is no address"),
        (f"mysql://u:{SECRET}@h/d", "mysql://u:***@h/d is neither postgresql"),
        (f"postgresql+asyncpg://u:{SECRET}@h/d", "is neither postgresql"),
        (f"postgresql://u:{SECRET}@h", "names no database: add /yuanwen"),
        ("sqlite://", "is neither"),
        ("sqlite:///:memory:", "is neither"),
    ],
)
def test_another_catalog_is_refused_without_its_password(given: str, said: str) -> None:
    with pytest.raises(YuanwenError) as refused:
        load_settings(index={"catalog_url": given})
    message = str(refused.value)
    assert said in message and message.startswith("the setting index.catalog_url is not valid: ")
    assert SECRET not in message and "\n" not in message


@pytest.mark.parametrize(
    ("given", "host"),
    [
        ("http://127.0.0.1:8000", ("127.0.0.1", 8000, False)),
        ("https://api.trychroma.com", ("api.trychroma.com", 443, True)),
        ("http://[::1]:9/", ("::1", 9, False)),
        ("http://chroma", ("chroma", 80, False)),
    ],
)
def test_a_chroma_server_has_a_host_and_a_port(given: str, host: tuple[str, int, bool]) -> None:
    assert tuple(read_chroma_url(given)) == host
    assert IndexSettings(chroma_url=given).elsewhere


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("127.0.0.1:8000", "127.0.0.1:8000 is no server's address: write http"),
        ("ftp://h", "ftp://h is no server's"),
        ("http://", "is no server's"),
        ("http://h:99999", "http://h:99999 is no address"),
        (f"http://u:{SECRET}@h:8000", "http://***@h:8000 holds a user: put it into index.chroma_headers"),
        ("http://h:8000/api/v2", "goes on behind the host: write http://h:8000"),
    ],
)
def test_another_chroma_address_is_refused_in_a_line(given: str, said: str) -> None:
    with pytest.raises(YuanwenError) as refused:
        load_settings(index={"chroma_url": given})
    assert said in str(refused.value) and SECRET not in str(refused.value)


def test_variables_say_where_and_hide_what_is_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUANWEN_INDEX__CATALOG_URL", f"postgresql://u:{SECRET}@h/d")
    monkeypatch.setenv("YUANWEN_INDEX__CHROMA_URL", "http://chroma:8000/")
    monkeypatch.setenv("YUANWEN_INDEX__CHROMA_TOKEN", SECRET)
    monkeypatch.setenv("YUANWEN_INDEX__CHROMA_HEADERS", f'{{"Authorization": "Bearer {SECRET}"}}')
    index = load_settings().index
    assert index.chroma_url == "http://chroma:8000"
    assert index.chroma_headers["Authorization"].get_secret_value() == f"Bearer {SECRET}"
    assert SECRET not in repr(index) and SECRET not in str(index.model_dump())
    home = index.at_home()
    assert not home.elsewhere and index.elsewhere


def test_empty_variables_mean_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CATALOG_URL", "CHROMA_URL"):
        monkeypatch.setenv(f"YUANWEN_INDEX__{name}", "")
    assert not load_settings().index.elsewhere


def test_without_the_driver_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "find_spec", lambda _: None)
    with pytest.raises(ValueError, match=r"pip install 'yuanwen\[postgres\]'") as refused:
        read_catalog_url(f"postgresql://u:{SECRET}@h/d")
    assert SECRET not in str(refused.value)


def test_reading_an_address_connects_to_nothing_and_loads_no_driver() -> None:
    before = "psycopg" in sys.modules
    read_catalog_url("postgresql://u:p@nowhere.invalid/d")
    assert ("psycopg" in sys.modules) == before


def open_at(tmp_path: Path, url: str) -> str:
    """What is said when a catalog cannot be opened."""
    with pytest.raises(UnavailableError) as refused:
        open_store(tmp_path / "home", "hashed-bigrams", 256, IndexSettings.model_validate({"catalog_url": url}))
    message = str(refused.value)
    assert "\n" not in message and SECRET not in message and "postgresql://" in message
    return message


def test_a_server_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    message = open_at(tmp_path, f"postgresql://u:{SECRET}@127.0.0.1:9/d")
    assert "postgresql://u:***@127.0.0.1:9/d cannot be reached (Connection refused)" in message
    assert "see that PostgreSQL runs there" in message


@pytest.mark.parametrize(
    ("change", "remedy"),
    [
        ((SECRET, "wrong"), "check the user and the password in YUANWEN_INDEX__CATALOG_URL"),
        (("//yuanwen:", "//somebody:"), "check the user and the password"),
        (("/postgres?", "/nowhere?"), "make the database, or name another"),
    ],
)
def test_what_the_server_refuses_is_one_line(
    tmp_path: Path, postgres: str, change: tuple[str, str], remedy: str
) -> None:
    assert remedy in open_at(tmp_path, f"{postgres}?connect_timeout=5".replace(*change))
