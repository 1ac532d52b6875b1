"""A user's own documents: named by their files, and nothing passed over in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.drafting import draft
from evals.own import own_articles
from index import YuanwenError

BRIDGE = "青河大桥\n青河大桥于三月通车，两岸居民称便，全长2316米，连接两岸。\n"
FARM = "养鸡场\n青山养鸡场建于2019年，占地三十亩，每年产蛋五百万枚，饲养母鸡3万只以上。\n"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    (folder / "news").mkdir(parents=True)
    (folder / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    (folder / "news" / "farm.txt").write_text(FARM, encoding="utf-8")
    return folder


def test_an_id_is_the_path_below_the_folder_wherever_that_lies(mine: Path, tmp_path: Path) -> None:
    assert [a.id for a in own_articles(mine)] == ["bridge.txt", "news/farm.txt"]
    moved = mine.rename(tmp_path / "moved")
    assert [a.id for a in own_articles(moved)] == ["bridge.txt", "news/farm.txt"]
    assert [a.id for a in own_articles(moved / "bridge.txt")] == ["bridge.txt"]


def test_rows_keep_their_own_ids(mine: Path) -> None:
    row = {"id": "r-1", "title": "桥", "text": "青河大桥全长2316米。"}
    (mine / "rows.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    assert "r-1" in {a.id for a in own_articles(mine)}


def test_what_cannot_be_read_is_told_and_the_rest_goes_on(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (mine / "broken.pdf").write_bytes(b"no pdf")
    assert len(list(own_articles(mine))) == 2
    assert "broken.pdf" in capsys.readouterr().err


def test_a_folder_without_documents_and_one_that_is_not_there_are_said(tmp_path: Path) -> None:
    with pytest.raises(YuanwenError, match="holds no document that can be read"):
        list(own_articles(tmp_path))
    with pytest.raises(YuanwenError, match="does not exist"):
        list(own_articles(tmp_path / "gone"))


def test_drafts_ask_for_one_clause_and_documents_take_turns(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft(mine, limit=2)
    drafts = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(d["support"][0]["article"], d["turns"]) for d in drafts] == [
        ("bridge.txt", ["两岸居民称便，全长多少？"]),
        ("news/farm.txt", ["青山养鸡场建于哪一年？"]),
    ]
    assert len({d["id"] for d in drafts}) == 2


def test_a_document_without_a_figure_is_said(tmp_path: Path) -> None:
    path = tmp_path / "plain.txt"
    path.write_text(
        "青河大桥\n两岸的居民都说这座桥修得好，来往方便多了。过去他们要坐渡船，遇上大风就过不了河。\n", encoding="utf-8"
    )
    with pytest.raises(YuanwenError, match="states no figure"):
        draft(path)
