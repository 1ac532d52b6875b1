"""The command line as a user meets it: the real program, in a process of its own, with the network closed.

What many options and many mistakes do is tried in this process, which has loaded the libraries once.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.ui.conftest import Program, Run


def test_ask_prints_the_answer_and_its_source(program: Program) -> None:
    done = program.run("ask", "悟道2.0有多少参数？")
    assert done.returncode == 0, done.stderr
    assert "1.75万亿" in done.stdout
    assert "jinhui-2023-05-19" in done.stdout


def test_ask_json_is_the_api_s_answer(program: Program) -> None:
    done = program.run("ask", "--json", "怎么做红烧肉？")
    data = json.loads(done.stdout)
    assert data["object"] == "chat.completion"
    assert data["grounded"] is False


def test_search_and_articles(program: Program) -> None:
    assert "人工智能基金群" in program.run("search", "深圳 人工智能基金群").stdout
    listed = program.run("articles").stdout.splitlines()
    assert len(listed) == 5
    assert any("澎湃新闻" in line and "2023-05-28" in line for line in listed)


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--article", "jinhui-2023-05-19"], {"jinhui-2023-05-19"}),
        (
            ["--article", "jinhui-2023-05-19", "--article", "xinhua-2023-06-07"],
            {"jinhui-2023-05-19", "xinhua-2023-06-07"},
        ),
        (["--publisher", "澎湃新聞"], {"thepaper-2023-05-28"}),
        (["--since", "2023-06", "--until", "2023-06-30"], {"xinhua-2023-06-07"}),
        (["--until", "2023-05-19"], {"jinhui-2023-05-19"}),
        (["--since", "2031"], set()),
    ],
)
def test_a_search_is_narrowed(run_built: Run, options: list[str], found: set[str]) -> None:
    done = run_built("search", "中国的大模型", "--top", "20", "--json", *options)
    assert done.status == 0, done.err
    assert {p["article_id"] for p in done.json()["data"]} == found


def test_an_answer_is_narrowed(run_built: Run) -> None:
    done = run_built("ask", "--json", "--publisher", "新华社", "--since", "2023-06-01", "中国发布了多少个大模型？")
    assert {c["article_id"] for c in done.json()["citations"]} == {"xinhua-2023-06-07"}


def test_a_refusal_lists_the_nearest_articles(run_built: Run) -> None:
    done = run_built("ask", "怎么做红烧肉？", "--article", "xinhua-2023-06-07")
    assert done.status == 0, done.err
    assert "所选的1篇" in done.out
    [line] = done.out.split("nearest articles (not an answer):\n")[1].strip().splitlines()
    assert line.split() == ["xinhua-2023-06-07", "中国多地抢抓大模型机遇打造人工智能创新高地"]


def test_add_then_ask(program: Program, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "台.md").write_text("# 海豚湾天文台\n\n海豚湾天文台的台长是欧阳木兰。\n", encoding="utf-8")
    (folder / "坏.txt").write_bytes(bytes(range(256)) * 20)
    done = program.run("add", str(folder))
    assert done.returncode == 0, done.stderr
    assert "added: 台-" in done.stdout
    assert "坏.txt is not text" in done.stdout
    assert "欧阳木兰" in program.run("ask", "海豚湾天文台的台长是谁？").stdout
    assert len(program.run("articles").stdout.splitlines()) == 6


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["ask", ""], "the question is empty"),
        (["ask", "问" * 20_000], "the limit is 2,000"),
        (["ask", "\udcff有几个？"], "U+DCFF"),
        (["ask", "有几个？", "--since", "去年"], "since"),
        (["search", "有几个？", "--until", "2023-13-01"], "until"),
        (["add", "/no/such/file.txt"], "/no/such/file.txt does not exist"),
        (["add", __file__.replace("test_cli.py", "../../LICENSE.pdf")], "does not exist"),
        (["serve", "--host", "203.0.113.1"], "--public"),
        (["serve", "--public", "--host", "203.0.113.1"], "cannot listen on 203.0.113.1"),
    ],
)
def test_a_mistake_is_one_line_and_status_1(run_built: Run, words: list[str], line: str) -> None:
    done = run_built(*words)
    assert done.status == 1
    assert line in done.err
    assert done.err.count("\n") == 1


def test_a_mistake_of_the_program_s_own_process_is_one_line(program: Program) -> None:
    done = program.run("ask", "\udcff有几个？")
    assert done.returncode == 1
    assert "U+DCFF" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_taken_port_is_one_line(program: Program) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = program.run("serve", "--port", port)
    assert done.returncode == 1
    assert f"port {port}" in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_unknown_setting_is_one_line(program: Program) -> None:
    done = program.run("articles", YUANWEN_SERVER__PROT="1")
    assert done.returncode == 1
    assert "server.prot is not known" in done.stderr


def test_doctor_says_what_is_there(program: Program) -> None:
    done = program.run("doctor")
    assert done.returncode == 0, done.stdout
    assert "5 articles" in done.stdout
    checks = json.loads(program.run("doctor", "--json").stdout)["checks"]
    assert {"python", "settings", "index", "embedding", "tokens", "model"} <= {c["name"] for c in checks}


def test_a_damaged_catalog_is_named_and_kept(program: Program) -> None:
    catalog = program.home / "index" / "data" / "catalog.sqlite3"
    for side in catalog.parent.glob("catalog.sqlite3-*"):
        side.unlink()
    catalog.write_bytes(b"not a database at all" * 1_000)
    done = program.run("ask", "悟道2.0有多少参数？")
    assert done.returncode == 1
    assert str(catalog) in done.stderr
    assert "is damaged" in done.stderr
    assert catalog.read_bytes().startswith(b"not a database")
    assert program.run("doctor").returncode == 1


@pytest.mark.parametrize("lost", ["chroma", "tantivy"])
def test_a_lost_derived_index_is_rebuilt(program: Program, lost: str) -> None:
    folder = program.home / "index" / "data" / lost
    for file in [f for f in folder.rglob("*") if f.is_file()]:
        file.write_bytes(b"\xff" * 5_000)
    done = program.run("ask", "悟道2.0有多少参数？")
    assert done.returncode == 0, done.stderr
    assert "1.75万亿" in done.stdout
    assert program.run("doctor").returncode == 0


def test_commands_go_through_the_running_server(program: Program, serving: Callable[..., str], tmp_path: Path) -> None:
    url = serving()
    assert "1.75万亿" in program.run("ask", "悟道2.0有多少参数？").stdout
    page = tmp_path / "台.md"
    page.write_text("# 海豚湾天文台\n\n海豚湾天文台的台长是欧阳木兰。\n", encoding="utf-8")
    assert "added" in program.run("add", str(page)).stdout
    assert "欧阳木兰" in program.run("ask", "海豚湾天文台的台长是谁？").stdout
    assert url in program.run("doctor").stdout
    refused = program.run("serve", "--port", "0")
    assert refused.returncode == 1
    assert url in refused.stderr


def test_help_names_the_commands(program: Program) -> None:
    text = program.run("--help").stdout
    for command in ("serve", "ask", "search", "add", "articles", "doctor"):
        assert command in text


def test_clean_prints_the_article_alone(program: Program) -> None:
    page = Path(__file__).parents[2] / "index" / "sources" / "thepaper-2023-05-28.txt"
    done = program.run("clean", str(page))
    assert done.returncode == 0
    assert done.stdout.startswith("中国10亿参数规模以上大模型已发布79个")
    assert "其中北京38个大模型" in done.stdout
    assert "熊出没" not in done.stdout


def test_clean_reads_rows_and_reports_a_bad_one(program: Program) -> None:
    page = (
        "首页 > 新闻\n小城来了新图书馆\n来源：小城日报 2021-03-04\n"
        + "图书馆昨天开馆，市民排起长队。" * 8
        + "\n版权所有"
    )
    rows = json.dumps({"id": "a", "page": page}) + "\nnot json\n"
    done = program.run("clean", "--jsonl", given=rows)
    assert done.returncode == 1
    [row] = [json.loads(line) for line in done.stdout.splitlines()]
    assert row["id"] == "a"
    assert "市民排起长队" in row["text"]
    assert "版权所有" not in row["text"]
    assert "line 2" in done.stderr


def test_clean_without_anything_says_what_to_give(program: Program) -> None:
    done = program.run("clean")
    assert done.returncode == 1
    assert "nothing to clean" in done.stderr
