"""The keyword leg, with the real tantivy."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from math import log
from pathlib import Path

import pytest
import tantivy

from index.store.keywords import KeywordIndex, open_keywords

ROWS = [
    ("openness", "开源是大模型生态的基础。开源，开源。", ""),
    ("count", "截至5月28日，国内10亿级参数规模以上大模型已发布79个。", ""),
    ("cities", "从地域分布看，北京和广东的大模型数量最多。", ""),
    ("english", "GPT-3.5 and ChatGLM-6B are language models.", ""),
]


@pytest.fixture
def keywords(tmp_path: Path) -> KeywordIndex:
    opened = KeywordIndex(tmp_path / "tantivy")
    opened.replace(ROWS, [])
    return opened


def found(keywords: KeywordIndex, question: str, limit: int = 10, within: list[str] | None = None) -> list[str]:
    return [chunk_id for chunk_id, _ in keywords.search(question, limit, within)]


def bm25(frequency: int, length: int, average: float, containing: int, total: int) -> float:
    idf = log(1 + (total - containing + 0.5) / (containing + 0.5))
    return idf * frequency * 2.2 / (frequency + 1.2 * (0.25 + 0.75 * length / average))


def test_the_passage_that_shares_most_comes_first(keywords: KeywordIndex) -> None:
    assert found(keywords, "北京的大模型数量")[0] == "cities"
    assert found(keywords, "大模型发布了多少个？")[0] == "count"


def test_scores_fall_and_are_bm25(tmp_path: Path) -> None:
    keywords = KeywordIndex(tmp_path / "small")
    keywords.replace([("a", "x y", ""), ("b", "x x x z", ""), ("c", "w w w w w w", "")], [])
    scores = dict(keywords.search("x", 10))
    assert list(scores) == ["b", "a"]
    assert scores["a"] == pytest.approx(bm25(1, 2, 4.0, 2, 3), rel=1e-5)
    assert scores["b"] == pytest.approx(bm25(3, 4, 4.0, 2, 3), rel=1e-5)


def test_a_title_finds_its_passages_and_counts_less_than_the_text(tmp_path: Path) -> None:
    keywords = KeywordIndex(tmp_path / "titled")
    rows = [
        ("titled", "共有三十八个，居首位。", "北京发布算力規劃"),
        ("said", "北京发布算力规划，共有三十八个。", "简讯"),
        ("other", "无人机表演将于今晚开始。", "节目单"),
    ]
    keywords.replace(rows, [])
    assert found(keywords, "北京的算力规划有几个？") == ["said", "titled"]
    assert found(keywords, "節目單") == ["other"]
    assert keywords.rarity(["节目", "表演"]) == pytest.approx({"节目": log(1 + 3.5 / 0.5), "表演": log(1 + 2.5 / 1.5)})


def test_a_title_s_score_is_bm25_at_its_weight(tmp_path: Path) -> None:
    keywords = KeywordIndex(tmp_path / "small")
    keywords.replace([("a", "q", "x y"), ("b", "q", "z")], [])
    assert dict(keywords.search("x", 10)) == pytest.approx({"a": 0.4 * bm25(1, 2, 1.5, 1, 2)}, rel=1e-5)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("增长百分之十五的是什么", "同比上升15%。"),
        ("哪项投资达到3千亿", "总额3000亿元。"),
        ("二〇二五年", "该规划于2025年发布。"),
        ("2.5万", "约两万五千人到场。"),
        ("300 billion", "总额三千亿元。"),
    ],
)
def test_a_figure_is_found_in_every_spelling(tmp_path: Path, question: str, text: str) -> None:
    keywords = KeywordIndex(tmp_path / "figures")
    keywords.replace([("it", text, ""), ("not", "同比下降51%，约3人，4000亿元，1925年。", "")], [])
    assert found(keywords, question)[0] == "it"


def test_an_index_without_titles_is_made_anew(tmp_path: Path) -> None:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("tokens", tokenizer_name="whitespace", index_option="freq")
    (tmp_path / "old").mkdir()
    tantivy.Index(builder.build(), path=str(tmp_path / "old"))
    opened, lost = open_keywords(tmp_path / "old")
    assert lost
    opened.replace([("a", "q", "标题")], [])
    assert found(opened, "标题") == ["a"]


def test_each_distinct_token_of_a_question_counts_once(keywords: KeywordIndex) -> None:
    assert keywords.search("北京 北京 北京", 10) == keywords.search("北京", 10)


def test_a_rare_word_outweighs_a_common_one(keywords: KeywordIndex) -> None:
    assert found(keywords, "模型 广东")[0] == "cities"


@pytest.mark.parametrize("question", ["gpt 3.5", "GPT-3.5", "ＧＰＴ－３．５", "chatglm", "6B"])
def test_english_names_are_found_in_every_spelling(keywords: KeywordIndex, question: str) -> None:
    assert found(keywords, question) == ["english"]


def test_the_other_script_finds_the_same(keywords: KeywordIndex) -> None:
    assert keywords.search("開源生態的基礎", 10) == keywords.search("开源生态的基础", 10) != []


@pytest.mark.parametrize("question", ["", "？！", "不相干", 'id:"count" OR tokens:*', "\x00"])
def test_what_shares_no_token_finds_nothing(keywords: KeywordIndex, question: str) -> None:
    assert found(keywords, question) == []


@pytest.mark.parametrize("limit", [0, -1])
def test_no_passage_wanted_none_found(keywords: KeywordIndex, limit: int) -> None:
    assert found(keywords, "大模型", limit) == []


def test_the_limit_keeps_the_best(keywords: KeywordIndex) -> None:
    assert found(keywords, "大模型", 2) == found(keywords, "大模型", 10)[:2]
    assert len(found(keywords, "大模型", 10)) == 3


def test_within_searches_those_ids_only_with_the_same_scores(keywords: KeywordIndex) -> None:
    everything = dict(keywords.search("北京的大模型", 10))
    assert dict(keywords.search("北京的大模型", 10, within=["count", "english", "nowhere"])) == pytest.approx(
        {"count": everything["count"]}
    )
    assert found(keywords, "大模型", within=[]) == []


def test_within_holds_thousands_of_ids(keywords: KeywordIndex) -> None:
    assert found(keywords, "北京", within=[f"other-{n}" for n in range(5_000)] + ["cities"]) == ["cities"]


def test_a_replaced_row_is_found_by_its_new_text_only(keywords: KeywordIndex) -> None:
    keywords.replace([("cities", "上海的企业。", "")], [])
    assert found(keywords, "北京广东") == []
    assert found(keywords, "上海") == ["cities"]
    assert keywords.count() == 4


def test_a_row_that_stands_twice_in_one_call_counts_once(keywords: KeywordIndex) -> None:
    keywords.replace([("new", "深圳。", ""), ("new", "杭州。", "")], [])
    assert found(keywords, "深圳") == []
    assert found(keywords, "杭州") == ["new"]


def test_a_deleted_row_is_gone_and_a_missing_one_is_no_error(keywords: KeywordIndex) -> None:
    keywords.replace([], ["cities", "nowhere"])
    assert found(keywords, "北京") == []
    assert keywords.ids() == {"openness", "count", "english"}


def test_adding_and_deleting_happen_together(keywords: KeywordIndex) -> None:
    keywords.replace([("new", "杭州。", "")], ["count"])
    assert keywords.ids() == {"openness", "cities", "english", "new"}
    assert keywords.count() == 4


def test_rows_are_there_after_reopening(tmp_path: Path, keywords: KeywordIndex) -> None:
    again, damaged = open_keywords(tmp_path / "tantivy")
    assert not damaged
    assert again.search("北京", 5) == keywords.search("北京", 5) != []


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    empty, damaged = open_keywords(tmp_path / "new" / "below")
    assert (damaged, empty.count(), empty.ids(), empty.search("北京", 5)) == (False, 0, set(), [])
    assert empty.rarity(["北京"]) == {"北京": pytest.approx(0.0, abs=log(2))}


def test_rarity_is_the_inverse_document_frequency(keywords: KeywordIndex) -> None:
    rarity = keywords.rarity(["模型", "北京", "上海"])
    assert rarity["模型"] == pytest.approx(log(1 + 1.5 / 3.5))
    assert rarity["北京"] == pytest.approx(log(1 + 3.5 / 1.5))
    assert rarity["上海"] == pytest.approx(log(1 + 4.5 / 0.5))


def test_rarity_is_never_negative_after_deletions(tmp_path: Path) -> None:
    keywords = KeywordIndex(tmp_path / "shrunk")
    keywords.replace([(str(n), "北京", "") for n in range(10)], [])
    keywords.replace([], [str(n) for n in range(1, 10)])
    assert keywords.rarity(["北京"])["北京"] >= 0


def test_searches_go_on_while_another_thread_writes(keywords: KeywordIndex) -> None:
    def write(n: int) -> None:
        keywords.replace([(f"new-{n}", f"杭州 {n}", "")], [])

    with ThreadPoolExecutor(4) as pool:
        writes = [pool.submit(write, n) for n in range(6)]
        assert all(found(keywords, "北京") == ["cities"] for _ in range(20))
        assert [w.result() for w in writes] == [None] * 6
    assert len(found(keywords, "杭州")) == 6


def overwrite_meta(folder: Path) -> None:
    (folder / "meta.json").write_text("{", encoding="utf-8")


def cut_postings(folder: Path) -> None:
    for path in folder.glob("*.idx"):
        path.write_bytes(path.read_bytes()[:3])


def lose_terms(folder: Path) -> None:
    for path in folder.glob("*.term"):
        path.unlink()


@pytest.mark.parametrize("damage", [overwrite_meta, cut_postings, lose_terms])
def test_a_damaged_folder_is_made_anew_and_said_to_be_lost(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    folder = tmp_path / "tantivy"
    KeywordIndex(folder).replace(ROWS, [])
    damage(folder)
    keywords, damaged = open_keywords(folder)
    assert damaged
    assert keywords.ids() == set()
    keywords.replace(ROWS, [])
    assert found(keywords, "北京") == ["cities"]


def test_a_folder_of_another_schema_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "tantivy"
    folder.mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body")
    tantivy.Index(builder.build(), path=str(folder))
    keywords, damaged = open_keywords(folder)
    assert damaged
    keywords.replace(ROWS, [])
    assert keywords.count() == 4
