"""A second opener of the folder: sent through the server that holds it, or told so in one line, never let in."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn

from index.store.lock import lock_folder

if TYPE_CHECKING:
    from tests.ui.conftest import Run

DOME = "海豚湾天文台于1987年建成，台长是欧阳木兰，观测站的主镜口径为3.7米。"
TEA = "龙井茶产于杭州西湖，清明前采摘的最为名贵，一斤要炒三万多个芽头。"
Serve = Callable[[], str]


@contextmanager
def serving() -> Iterator[str]:
    """What ``yuanwen serve`` does, in a thread: the index is held and its address announced."""
    from assistant import load_settings, open_assistant
    from ui.api.keys import load_keys, open_local
    from ui.app import build_app

    opened = open_assistant(settings := load_settings())
    keys = load_keys(settings.home)
    app = build_app(opened, page=False, keys=[*keys, open_local(settings.home)] if keys else [])
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    opened.index.announce(url := f"http://127.0.0.1:{listening.getsockname()[1]}")
    try:
        yield url
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        listening.close()
        opened.close()


@pytest.fixture
def serve(run: Run) -> Iterator[Serve]:
    """Starts a server on the home that ``run`` works on."""
    with ExitStack() as started:
        yield lambda: started.enter_context(serving())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "mine"
    made.mkdir()
    (made / "a.md").write_text(f"# 天文台\n\n{DOME}\n", encoding="utf-8")
    (made / "b.md").write_text(f"# 茶\n\n{TEA}\n", encoding="utf-8")
    (made / "c.md").write_bytes(b"")
    return made


def titles(run: Run) -> set[str]:
    return {a["title"] for a in run("articles", "--json").json()["data"]}


def test_documents_come_and_go_through_the_server(run: Run, serve: Serve, folder: Path) -> None:
    serve()
    planned = run("sync", folder, "--dry-run", "--json").json()
    assert titles(run) == set()
    assert run("sync", folder, "--json").json() == planned
    assert titles(run) == {"天文台", "茶"}
    assert planned["unreadable"] == [f"{folder}/c.md is empty"]
    (folder / "b.md").unlink()
    gone = run("sync", folder, "--json").json()
    assert [i.split("-")[0] for i in gone["removed"]] == ["b"]
    assert list(gone["reasons"].values()) == [f"no longer in {folder}"]
    [kept] = gone["unchanged"]
    removed = run("remove", kept, "nowhere", "--json").json()
    assert removed["removed"] == [kept] and "no article 'nowhere'" in removed["skipped"]["nowhere"]
    assert titles(run) == set()


def test_what_was_synced_through_the_server_is_known_without_it(run: Run, folder: Path) -> None:
    with serving():
        assert len(run("sync", folder, "--json").json()["added"]) == 2
        assert len(run("add", folder / "a.md", "--dry-run", "--json").json()["changed"]) == 1
    (folder / "a.md").unlink()
    report = run("sync", folder, "--json").json()
    assert len(report["unchanged"]) == 1 and len(report["removed"]) == 1
    assert run("verify").out == "all consistent\n"


def test_a_server_that_asks_for_keys_knows_its_own_command_line(run: Run, serve: Serve, folder: Path) -> None:
    run("key", "reader")
    serve()
    planned = run("add", folder, "--dry-run", "--json").json()
    assert run("add", folder, "--json").json() == planned
    assert len(planned["added"]) == 2


def test_one_refused_article_does_not_stop_the_others(run: Run, serve: Serve, tmp_path: Path) -> None:
    serve()
    rows = [{"id": "long", "title": "长" * 3_000, "text": DOME}, {"id": "short", "title": "短", "text": TEA}]
    file = tmp_path / "r.jsonl"
    file.write_text("\n".join(json.dumps(r) for r in rows), encoding="utf-8")
    report = run("add", file, "--json").json()
    assert report["added"] == ["short"]
    assert "title" in report["skipped"]["long"]
    assert titles(run) == {"短"}


@pytest.mark.parametrize(
    "words",
    [
        ["export", "{}/x.jsonl"],
        ["import", "{}/x.jsonl"],
        ["verify"],
        ["verify", "--repair"],
        ["duplicates"],
        ["duplicates", "--fold"],
    ],
    ids=" ".join,
)
def test_what_the_server_does_not_do_is_told_in_one_line(
    run: Run, serve: Serve, tmp_path: Path, words: list[str]
) -> None:
    url = serve()
    done = run(*(word.format(tmp_path) for word in words))
    assert done.status == 1
    assert done.err.endswith(f"yuanwen: the server at {url} holds the index: stop it and run this again\n")


@pytest.mark.parametrize(
    "words",
    [
        ["ask", "有几个？"],
        ["articles"],
        ["add", __file__],
        ["add", __file__, "--dry-run"],
        ["remove", "x"],
        ["sync", str(Path(__file__).parent)],
        ["verify"],
        ["serve", "--port", "0"],
    ],
    ids=" ".join,
)
def test_a_process_that_serves_nothing_is_named(run: Run, tmp_path: Path, words: list[str]) -> None:
    lock = lock_folder(tmp_path / "home" / "index")
    done = run(*words)
    lock.release()
    assert done.status == 1
    assert "is in use by process" in done.err and "stop it first" in done.err
    assert done.err.count("\n") == 1
