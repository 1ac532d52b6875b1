"""What ``add``, ``sync``, ``remove``, ``export``, ``import``, ``verify`` and ``duplicates`` do and print."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.doubles.text_pdf import text_pdf

if TYPE_CHECKING:
    from tests.ui.conftest import Run

DOME = "海豚湾天文台的台长是欧阳木兰。她从2019年起负责全台的观测工作，每周三向公众开放。"
TEA = "龙井茶产于杭州西湖。清明前采摘的最为名贵，炒制全凭手工，一斤要用四万个嫩芽。"
BRIDGE = "赵州桥由李春设计，建于隋代。桥身长五十米，是世界上现存最早的敞肩石拱桥。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three good documents and two bad ones."""
    made = tmp_path / "mine"
    made.mkdir()
    for name, text in {"a": DOME, "b": TEA, "c": BRIDGE}.items():
        (made / f"{name}.md").write_text(f"# 题{name}\n\n{text}\n", encoding="utf-8")
    (made / "d.pdf").write_bytes(b"words")
    (made / "e.md").write_bytes(b"")
    return made


def titles(run: Run) -> list[str]:
    return sorted(a["title"] for a in run("articles", "--json").json()["data"])


def test_a_folder_s_good_files_come_in_and_each_bad_one_is_a_line(run: Run, folder: Path) -> None:
    done = run("add", folder)
    assert done.status == 0
    assert [line.split("-")[0] for line in done.out.splitlines()[:3]] == ["added: a", "added: b", "added: c"]
    assert f"not added: {folder}/d.pdf is not a PDF" in done.out
    assert f"not added: {folder}/e.md is empty" in done.out
    assert titles(run) == ["题a", "题b", "题c"]
    again = run("add", folder)
    assert again.out.count("unchanged: ") == 3 and "\nadded" not in again.out


def test_a_dry_run_says_the_same_and_does_nothing(run: Run, folder: Path) -> None:
    planned = run("add", folder, "--dry-run", "--json").json()
    assert titles(run) == []
    assert planned == run("add", folder, "--json").json()
    (folder / "a.md").write_text(DOME + "又一句。", encoding="utf-8")
    planned = run("add", folder, "--dry-run", "--json").json()
    assert [i[0] for i in planned["changed"]] == ["a"] and len(planned["unchanged"]) == 2
    assert titles(run) == ["题a", "题b", "题c"]


def test_cuts_are_shown_where_they_are_asked_for(run: Run, folder: Path) -> None:
    shown = run("add", folder / "a.md", "--show-cuts", "--dry-run")
    assert "[title] # 题a" in shown.out
    assert "[title]" not in run("add", folder / "a.md").out


def test_nothing_but_bad_files_is_status_1(run: Run, folder: Path) -> None:
    done = run("add", folder / "d.pdf", folder / "e.md")
    assert done.status == 1
    assert done.out.count("not added: ") == 2


def test_a_dry_run_gives_each_reason_and_each_pdf_s_article(run: Run, tmp_path: Path) -> None:
    for name, data in {
        "a.pdf": text_pdf([DOME]),
        "b.pdf": text_pdf([]),
        "c.pdf": text_pdf([TEA])[:300],
        "d.docx": b"PK\x03\x04",
        "e.md": b" ",
        "f.jsonl": b'{"id": "r", "text": ""}\n{"id": "s", "text": "\xe4\xb8\x80\xe7\xaf\x87\xe3\x80\x82"}',
    }.items():
        (tmp_path / name).write_bytes(data)
    report = run(
        "add",
        *(tmp_path / name for name in ("a.pdf", "b.pdf", "c.pdf", "d.docx", "e.md", "f.jsonl")),
        "--dry-run",
        "--json",
    ).json()
    assert [i.split("-")[0] for i in report["added"]] == ["a", "s"]
    reasons = ["without a text layer", "is a damaged PDF", "is not a whole Word document", "is empty", "row 1"]
    assert len(report["unreadable"]) == len(reasons)
    assert all(reason in line for reason, line in zip(reasons, report["unreadable"], strict=True))


def test_a_sync_takes_out_what_its_folder_lost_and_nothing_else(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("# 外\n\n手加的一篇。", encoding="utf-8")
    run("add", tmp_path / "x.md")
    assert len(run("sync", folder, "--json").json()["added"]) == 3
    (folder / "b.md").unlink()
    planned = run("sync", folder, "--dry-run")
    assert planned.out.count("removed: b-") == 1
    assert titles(run) == ["外", "题a", "题b", "题c"]
    assert run("sync", folder).out == planned.out
    assert titles(run) == ["外", "题a", "题c"]


def test_articles_are_removed_by_id(run: Run, folder: Path) -> None:
    [added] = run("add", folder / "a.md", "--json").json()["added"]
    done = run("remove", added, "nowhere")
    assert done.out.splitlines() == [f"removed: {added}", "skipped: nowhere (no such article)"]
    assert done.status == 0
    assert titles(run) == []
    assert run("remove", added).status == 1


def test_an_export_fills_an_empty_home_with_equal_articles(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("sync", folder)
    before = run("articles", "--json").json()["data"]
    file = tmp_path / "all.jsonl"
    assert run("export", file).out == f"3 articles written to {file}\n"
    monkeypatch.setenv("YUANWEN_HOME", str(tmp_path / "second"))
    assert run("import", file).out.count("added: ") == 3
    assert run("articles", "--json").json()["data"] == before
    assert run("import", file).out.count("unchanged: ") == 3
    second = tmp_path / "again.jsonl"
    run("export", second)
    assert second.read_bytes() == file.read_bytes()
    assert run("sync", folder).out.count("unchanged: ") == 3  # it still knows which folder they came from


def test_damage_is_told_and_mended(run: Run, folder: Path, tmp_path: Path) -> None:
    run("add", folder)
    assert run("verify").out == "all consistent\n"
    with sqlite3.connect(tmp_path / "home" / "index" / "data" / "catalog.sqlite3") as catalog:
        catalog.execute("update passages set vectors = x'00' where article_id like 'b-%'")
    found = run("verify")
    assert found.status == 1
    assert "its vectors are not complete" in found.out and "run `yuanwen verify --repair`" in found.out
    mended = run("verify", "--repair")
    assert mended.status == 0 and mended.out.endswith("all mended\n")
    assert run("verify", "--json").json() == {"problems": [], "damaged": [], "repaired": False}
    assert "龙井茶产于杭州西湖" in run("search", "龙井茶产于哪里？", "--top", "1").out


def test_near_duplicates_are_shown_and_folded(run: Run, folder: Path) -> None:
    run("add", folder)
    assert run("duplicates").out == "no two articles are nearly the same\n"
    (folder / "f.md").write_text(f"# 转载\n\n{TEA}（转自他报）\n", encoding="utf-8")
    added = run("add", folder)
    assert "nearly the same: f-" in added.out and added.out.count("nearly the same: ") == 1
    listed = {line.split("-")[0]: line for line in run("articles").out.splitlines()}
    assert "(nearly the same: b-" in listed["f"] and "(nearly the same: f-" in listed["b"]
    assert "nearly" not in listed["a"]
    shown = run("duplicates", "--json").json()
    assert [[a["title"] for a in group] for group in shown["groups"]] == [["转载", "题b"]]
    assert len(titles(run)) == 4
    assert "(removed)" in run("duplicates", "--fold").out
    assert titles(run) == ["转载", "题a", "题c"]
    for words in (["add", folder, "--dry-run"], ["add", folder], ["sync", folder]):
        assert "skipped: b-" in (again := run(*words)).out and "(a near-duplicate of f-" in again.out
        assert titles(run) == ["转载", "题a", "题c"]
    assert run("duplicates").out == "no two articles are nearly the same\n"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["add", "/no/such.md"], "/no/such.md does not exist: check the path"),
        (["add", ""], "a source is empty"),
        (["add", "a\0b"], "does not exist"),
        (["sync", ""], "the path is empty"),
        (["export", " "], "the path is empty"),
        (["sync", "/no/such"], "/no/such is not a folder"),
        (["sync", __file__], "is not a folder"),
        (["export", "/no/such/folder/x.jsonl"], "cannot be written"),
        (["export", __file__], "exists already"),
        (["import", "/no/such.jsonl"], "cannot be read"),
        (["import", __file__], "line 1 is damaged"),
        (["import", "/"], "cannot be read"),
    ],
)
def test_a_mistake_is_one_line_and_status_1(run: Run, words: list[str], line: str) -> None:
    done = run(*words)
    assert done.status == 1
    assert line in done.err and done.err.count("\n") == 1 and done.err.startswith("yuanwen: ")


def test_a_bad_line_of_an_export_is_named_and_what_stood_before_it_is_in(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    run("add", folder)
    file = tmp_path / "all.jsonl"
    run("export", file)
    lines = file.read_text("utf-8").splitlines()
    lines[2] = lines[2].replace('"title": "', '"title": 7, "was": "')
    file.write_text("\n".join(lines), encoding="utf-8")
    done = run("import", file)
    assert done.status == 1
    assert "line 3 is damaged" in done.err and done.err.count("\n") == 1


def test_a_home_without_files_of_its_own_works_on_a_shared_catalog(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/shared/catalog.sqlite3"
    monkeypatch.setenv("YUANWEN_INDEX__CATALOG_URL", url)
    (tmp_path / "tea.md").write_text("# 茶\n\n龙井茶产于杭州西湖，清明前采摘的最为名贵。\n", encoding="utf-8")
    added = run("add", tmp_path / "tea.md", "--json").json()["added"]
    monkeypatch.setenv("YUANWEN_HOME", str(tmp_path / "another"))
    assert [a["id"] for a in run("articles", "--json").json()["data"]] == added
    assert run("search", "龙井茶产于哪里？", "--json").json()["data"][0]["article_id"] == added[0]
    checks = {c["name"]: c for c in run("doctor", "--json").json()["checks"]}
    assert checks["store"]["detail"] == f"{tmp_path}/shared/catalog.sqlite3" and checks["index"]["ok"]
    assert run("reindex").err.startswith("yuanwen: reindex changes an index in the home folder")
    assert not (tmp_path / "another" / "index" / "data" / "catalog.sqlite3").exists()
