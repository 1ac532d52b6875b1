"""A folder mirrored, a backup restored, near-duplicates found, rows streamed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index import Article, Cut, YuanwenError, export_articles, find_duplicates, import_articles, read_paths, sync_folder

if TYPE_CHECKING:
    from tests.index.conftest import OpenIndex

NEWS = (
    "科技部发布了中国人工智能大模型地图研究报告，参数在十亿规模以上的大模型已有七十九个。"
    "北京和广东的大模型数量最多，占全国的一半以上，其他地区也在加快发展，半数以上的模型已经开源。"
)


def fill(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def test_a_sync_removes_only_what_came_from_its_folder(open_hashed: OpenIndex, tmp_path: Path) -> None:
    index = open_hashed(home=tmp_path / "home")
    one, other = fill(tmp_path / "one", a="甲文章。", b="乙文章。"), fill(tmp_path / "other", c="丙文章。")
    index.update([Article("mine", "", "手加的文章。")], "files")
    sync_folder(index, one)
    sync_folder(index, other)
    (one / "a.md").unlink()
    planned, _ = sync_folder(index, one, dry_run=True)
    assert index.counts()[0] == 4
    done, _ = sync_folder(index, one)
    assert planned.removed == done.removed and len(done.removed) == 1
    assert planned.reasons == done.reasons == {done.removed[0]: f"no longer in {one}"}
    assert sorted(a.text for a in index.articles()) == sorted(["乙文章。", "丙文章。", "手加的文章。"])


def test_the_article_of_a_document_that_cannot_be_read_now_stays(open_hashed: OpenIndex, tmp_path: Path) -> None:
    index = open_hashed(home=tmp_path / "home")
    folder = fill(tmp_path / "one", a="甲文章。")
    sync_folder(index, folder)
    (folder / "a.md").write_bytes(b"")
    report, problems = sync_folder(index, folder)
    assert report.removed == [] and problems == [f"{folder / 'a.md'} is empty"]
    assert [a.text for a in index.articles()] == ["甲文章。"]


def test_a_damaged_file_of_rows_removes_nothing(open_hashed: OpenIndex, tmp_path: Path) -> None:
    index = open_hashed(home=tmp_path / "home")
    folder = fill(tmp_path / "one")
    rows = [json.dumps({"id": f"r{n}", "text": f"第{n}篇文章。"}) for n in range(3)]
    (folder / "r.jsonl").write_text("\n".join(rows), encoding="utf-8")
    sync_folder(index, folder)
    (folder / "r.jsonl").write_text("{broken", encoding="utf-8")
    report, problems = sync_folder(index, folder)
    assert report.removed == [] and len(problems) == 2
    assert index.counts()[0] == 3


def test_what_is_no_folder_is_refused(open_hashed: OpenIndex, tmp_path: Path) -> None:
    with pytest.raises(YuanwenError, match="is not a folder"):
        sync_folder(open_hashed(home=tmp_path / "home"), tmp_path / "nowhere")


def test_an_export_brings_every_article_back_as_it_was(open_hashed: OpenIndex, tmp_path: Path) -> None:
    index, file = open_hashed(home=tmp_path / "one"), tmp_path / "all.jsonl"
    index.update([Article("a", "题", "𠮷野家😀开业。", publisher="报", cuts=(Cut("首页", "navigation", 1),))], "files")
    index.update([Article("b", "", "又一篇文章。")], "folder:/x")
    assert export_articles(index, file) == 2
    restored = open_hashed(home=tmp_path / "two")
    assert sorted(import_articles(restored, file).added) == ["a", "b"]
    assert restored.articles() == index.articles()
    assert restored.store.catalog.ids_in("folder:/x") == ["b"]
    assert not restored.verify().problems
    with pytest.raises(YuanwenError, match="exists already"):
        export_articles(index, file)


def test_a_damaged_export_is_one_line(open_hashed: OpenIndex, tmp_path: Path) -> None:
    index, file = open_hashed(home=tmp_path / "one"), tmp_path / "all.jsonl"
    file.write_text('{"yuanwen": "articles", "version": 1}\n{"scope": "x"}\n', encoding="utf-8")
    with pytest.raises(YuanwenError, match="line 2 is damaged"):
        import_articles(index, file)
    file.write_text("{}\n", encoding="utf-8")
    with pytest.raises(YuanwenError, match="not an export"):
        import_articles(index, file)


def test_one_report_from_two_outlets_is_found_with_the_earliest_first() -> None:
    articles = [
        Article("late", "", NEWS + "（完）", published="2023-05-29"),
        Article("early", "", "据新华社报道，" + NEWS.replace("，", ","), published="2023-05-28"),
        Article("other", "", "海豚湾天文台的台长是欧阳木兰，她从2019年起负责全台的观测工作。" * 2),
        Article("empty", "", "。"),
    ]
    assert find_duplicates(articles) == [["early", "late"]]


def test_rows_of_csv_and_json_are_read_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        'id,title,text,url\nx,题,"第一行\n第二行",https://e.org\ny,,,\n', encoding="utf-8-sig"
    )
    (tmp_path / "b.jsonl").write_text('{"id":"z","text":"丙","published":"2024"}\n[]\n{"id":1,"text":"丁"}', "utf-8")
    read = list(read_paths([tmp_path]))
    assert [r.article.id for r in read if r.article] == ["x", "1"]
    assert read[0].article is not None and read[0].article.text == "第一行\n第二行"
    problems = [r.problem for r in read if not r.article]
    assert '"text" is empty' in problems[0]
    assert '"published" is' in problems[1]
    assert "a JSON list, not an object" in problems[2]
