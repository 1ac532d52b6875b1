"""Updates: what changed is embedded, what did not costs nothing, and nothing outside the scope is touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import pytest

from index import Article, Cut, Index, UpdateReport
from index.store.rows import StoredPassage
from index.store.store import Put

if TYPE_CHECKING:
    from tests.doubles.hash_embedder import HashEmbedder

FIRST = "第一段讲大模型的开源生态，各地企业都在跟进这一趋势，发展很快，参与者越来越多。"
SECOND = "第二段讲北京和广东的大模型数量最多，占全国的一半以上，其次是浙江和上海两地。"
THIRD = "第三段讲七十九个模型里有一半以上已经开源，高校和科研机构是开源的主要力量。"
NEWS = Article("news", "新闻", f"{FIRST}\n{SECOND}", script="Hans")


@pytest.fixture
def index(open_hashed: Callable[..., Index], embedder: HashEmbedder) -> Index:
    return open_hashed(embedder, passage_tokens=32)


def done(report: UpdateReport) -> dict[str, object]:
    """What was done, without the reasons, which have tests of their own."""
    told = {f.name: getattr(report, f.name) for f in fields(report) if getattr(report, f.name)}
    return {name: found for name, found in told.items() if name != "reasons"}


def ids(index: Index) -> set[str]:
    return {a.id for a in index.articles()}


def test_a_new_article_is_added_and_found(index: Index) -> None:
    assert done(index.update([NEWS], "s")) == {"added": ["news"]}
    assert index.article("news") == NEWS
    assert index.search("北京和广东")[0].text == SECOND


def test_an_unchanged_article_costs_nothing(index: Index, embedder: HashEmbedder) -> None:
    index.update([NEWS], "s")
    embedder.embedded.clear()
    assert done(index.update([replace(NEWS)], "s")) == {"unchanged": ["news"]}
    assert embedder.embedded == []


def test_a_changed_article_replaces_the_old_one_and_embeds_new_passages_only(
    index: Index, embedder: HashEmbedder
) -> None:
    index.update([NEWS], "s")
    embedder.embedded.clear()
    changed = replace(NEWS, text=f"{THIRD}\n{FIRST}")
    assert done(index.update([changed], "s")) == {"changed": ["news"]}
    assert set(embedder.embedded) == {THIRD}
    assert index.article("news") == changed
    assert {p.text for p in index.search("北京 开源")} == {THIRD, FIRST}
    assert index.verify().problems == ()


@pytest.mark.parametrize(
    "change",
    [
        {"title": "新标题"},
        {"published": "2024-01-01"},
        {"publisher": "新华社"},
        {"cuts": (Cut("广告", "advertisement"),)},
    ],
)
def test_new_metadata_changes_an_article_without_embedding(
    index: Index, embedder: HashEmbedder, change: dict[str, object]
) -> None:
    index.update([NEWS], "s")
    embedder.embedded.clear()
    changed = replace(NEWS, **change)  # type: ignore[arg-type]
    assert done(index.update([changed], "s")) == {"changed": ["news"]}
    assert index.article("news") == changed
    assert embedder.embedded == []


def test_a_passage_and_each_of_its_sentences_are_embedded_once(index: Index, embedder: HashEmbedder) -> None:
    index.update([Article("a", "", "开源。闭源。")], "s")
    assert embedder.embedded == ["开源。闭源。", "开源。", "闭源。"]


def test_mirror_removes_what_is_gone_from_its_scope_only(index: Index) -> None:
    index.update([NEWS, replace(NEWS, id="gone")], "folder")
    index.update([replace(NEWS, id="elsewhere")], "other")
    assert done(index.update([NEWS], "folder", mirror=True)) == {"unchanged": ["news"], "removed": ["gone"]}
    assert ids(index) == {"news", "elsewhere"}
    assert index.verify().problems == ()


def test_without_mirror_nothing_is_removed(index: Index) -> None:
    index.update([NEWS], "folder")
    report = index.update([replace(NEWS, id="second")], "folder")
    assert done(report) == {"added": ["second"], "near_duplicates": {"second": "news"}}
    assert ids(index) == {"news", "second"}


def test_mirroring_nothing_empties_the_scope(index: Index) -> None:
    index.update([NEWS], "folder")
    index.update([replace(NEWS, id="kept")], "other")
    assert done(index.update([], "folder", mirror=True)) == {"removed": ["news"]}
    assert ids(index) == {"kept"}


def test_mirroring_keeps_the_last_good_text_of_an_article_that_became_empty(index: Index) -> None:
    index.update([NEWS], "folder")
    report = index.update([replace(NEWS, text="")], "folder", mirror=True)
    assert done(report) == {"skipped": {"news": "it holds no text"}}
    assert index.article("news") == NEWS


def test_an_article_that_moves_to_another_scope_is_mirrored_there(index: Index) -> None:
    index.update([NEWS], "one")
    assert done(index.update([NEWS], "two")) == {"changed": ["news"]}
    assert done(index.update([], "one", mirror=True)) == {}
    assert done(index.update([], "two", mirror=True)) == {"removed": ["news"]}


def test_every_change_has_its_reason_in_a_dry_run_as_in_the_real_one(index: Index) -> None:
    index.update([NEWS, replace(NEWS, id="gone")], "s")
    told = [replace(NEWS, title="新标题", text=THIRD), replace(NEWS, id="new")]
    planned = index.update(told, "s", mirror=True, dry_run=True)
    assert planned.reasons == {
        "news": "other title, other text",
        "new": "not there yet",
        "gone": "its source no longer gives it",
    }
    assert index.update(told, "s", mirror=True).reasons == planned.reasons
    assert index.update(told, "t").reasons["news"] == "was added by s"
    assert index.remove(["news"]).reasons == {}


def test_the_second_of_two_articles_with_one_id_is_skipped(index: Index) -> None:
    report = index.update([NEWS, replace(NEWS, text=THIRD)], "s")
    assert done(report) == {"added": ["news"], "skipped": {"news": "the same id stands twice in this update"}}
    assert index.article("news") == NEWS


def test_an_id_is_known_to_stand_twice_across_batches(index: Index) -> None:
    many = [Article(f"a{n}", "", f"第{n}篇。") for n in range(70)]
    report = index.update([*many, many[0]], "s")
    assert len(report.added) == 70
    assert list(report.skipped) == ["a0"]


@pytest.mark.parametrize("text", ["", " \n\u3000", "。。。！", "\x00\x01", "😀"])
def test_an_article_without_words_is_skipped(index: Index, text: str) -> None:
    assert done(index.update([Article("empty", "", text)], "s")) == {"skipped": {"empty": "it holds no text"}}
    assert index.counts() == (0, 0)


def test_control_characters_and_surrogates_are_removed_before_anything_is_cut(index: Index) -> None:
    again = Article("a", "题\x07目", f"\x00{FIRST[:5]}\ud800\x1b{FIRST[5:]}\n{SECOND}\x7f")
    index.update([again], "s")
    stored = index.article("a")
    assert stored is not None
    assert replace(stored, cuts=()) == Article("a", "题目", f"{FIRST}\n{SECOND}", script="Hans")
    assert {cut.reason for cut in stored.cuts} == {"control characters"}
    assert {stored.text[p.start : p.end] for p in index.search("大模型")} == {FIRST, SECOND}
    assert done(index.update([again], "s")) == {"unchanged": ["a"]}


@pytest.mark.parametrize("change", [{"author": "张\ud800三"}, {"publisher": "\udfff"}, {"cuts": (Cut("\ud800", "x"),)}])
def test_a_surrogate_anywhere_else_does_not_stop_the_update(index: Index, change: dict[str, object]) -> None:
    index.update([replace(NEWS, **change)], "s")  # type: ignore[arg-type]
    assert ids(index) == {"news"}


def test_one_update_may_hold_more_than_a_batch(index: Index) -> None:
    articles = (Article(f"a{n:03}", "", f"第{n}篇讲数字{n}。") for n in range(130))
    assert len(index.update(articles, "s").added) == 130
    assert index.counts() == (130, 130)
    assert index.verify().problems == ()


def test_articles_read_before_a_failure_are_kept_in_whole_batches(index: Index) -> None:
    def failing() -> Iterator[Article]:
        yield from (Article(f"a{n:03}", "", f"第{n}篇。") for n in range(100))
        raise OSError

    index.update([NEWS], "s")
    with pytest.raises(OSError):
        index.update(failing(), "s", mirror=True)
    assert index.counts()[0] == 65
    assert index.article("news") == NEWS
    assert index.verify().problems == ()


def test_progress_rises_to_all_texts_and_the_total_never_falls(index: Index, embedder: HashEmbedder) -> None:
    calls: list[tuple[int, int]] = []
    articles = [Article(f"a{n}", "", f"第{n}篇。还有一句。") for n in range(150)]
    index.update(articles, "s", progress=lambda done, known: calls.append((done, known)))
    assert calls == sorted(calls)
    assert len({known for _, known in calls}) == 3
    assert all(done <= known for done, known in calls)
    assert calls[-1] == (450, 450) == (len(embedder.embedded),) * 2


def test_progress_is_silent_when_nothing_is_embedded(index: Index) -> None:
    index.update([NEWS], "s")
    calls: list[tuple[int, int]] = []
    index.update([NEWS], "s", progress=lambda *call: calls.append(call))
    assert calls == []


def test_removing_takes_articles_and_reports_unknown_ids(index: Index) -> None:
    index.update([NEWS, replace(NEWS, id="other")], "s")
    assert done(index.remove(["news", "nowhere"])) == {"removed": ["news"], "skipped": {"nowhere": "no such article"}}
    assert ids(index) == {"other"}
    assert {p.article_id for p in index.search("大模型")} == {"other"}
    assert index.verify().problems == ()


def test_removing_an_id_twice_reports_it_once(index: Index) -> None:
    index.update([NEWS], "s")
    assert index.remove(["news", "news"]).removed == ["news"]


def test_removing_nothing_is_no_error(index: Index) -> None:
    assert done(index.remove([])) == {}


def test_vectors_of_a_passage_that_was_split_otherwise_are_made_anew(
    index: Index, make_put: Callable[..., Put]
) -> None:
    # An index made by a version whose splitter knew fewer sentence ends.
    article = Article("a", "", "开源生态。闭源模型。")
    (old,) = make_put(article).passages
    whole = replace(old.chunk, sentences=((0, len(article.text)),))
    index.store.commit([Put(article, "s", [StoredPassage(whole, "a", old.vectors[: 2 * 260])])], [])
    index.update([replace(article, title="新标题")], "s")
    assert index.verify().problems == ()
    assert len(index.search("开源")[0].sentences) == 2


def test_what_was_updated_is_there_after_reopening(
    open_hashed: Callable[..., Index], index: Index, embedder: HashEmbedder
) -> None:
    index.update([NEWS], "s")
    before = index.search("北京和广东")
    index.close()
    again = open_hashed(embedder, passage_tokens=32)
    assert again.search("北京和广东") == before
    assert done(again.update([NEWS], "s")) == {"unchanged": ["news"]}


def test_a_changed_title_alone_is_searched_and_embeds_nothing(
    open_hashed: Callable[..., Index], embedder: HashEmbedder
) -> None:
    index = open_hashed(embedder)
    index.update([Article("a", "旧题", "共有三十八个。"), Article("b", "", "别的事。")], "s")
    embedder.embedded.clear()
    report = index.update([Article("a", "海豚湾观测站", "共有三十八个。")], "s")
    assert report.changed == ["a"]
    assert embedder.embedded == []
    assert [i for i, _ in index.store.keywords.search("海豚湾", 5)] == [
        p.chunk.id for p in index.store.catalog.passages_of(["a"])
    ]
    assert index.store.keywords.search("旧题", 5) == []
