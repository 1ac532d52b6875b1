"""A stream of any cut becomes the same whole sentences."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.held import SentenceHolder, plain, split_end_mark

REPLY = "据统计，已发布79个[1]。其中北京38个。\n- 第一，加强统筹[2]！\n- 第二，“瘦身。”[3]好吗？还有3.5倍"


def _sentences(reply: str, cuts: list[int]) -> list[str]:
    holder, found, at = SentenceHolder(), [], 0
    for cut in [*sorted(cuts), len(reply)]:
        found += holder.feed(reply[at:cut])
        at = max(at, cut)
    return found + holder.finish()


@given(st.lists(st.integers(0, len(REPLY)), max_size=12))
def test_the_cut_does_not_matter(cuts: list[int]) -> None:
    assert [plain(s) for s in _sentences(REPLY, cuts)] == [plain(s) for s in _sentences(REPLY, [])]


@given(st.text(alphabet="甲乙。！？“”[]1 \n.a", max_size=60), st.integers(1, 7))
def test_no_word_is_lost(reply: str, size: int) -> None:
    found = _sentences(reply, list(range(0, len(reply), size)))
    assert "".join("".join(found).split()) == "".join(reply.split())


def test_a_sentence_comes_before_the_reply_ends() -> None:
    holder = SentenceHolder()
    assert holder.feed("已发布79个。其") == ["已发布79个。"]
    assert holder.feed("中") == []


def test_markers_links_images_and_tags_go() -> None:
    assert plain("已发布79个[1][2]。") == "已发布79个。"
    assert plain("已发布79个【3】，北京38个［4, 5］。") == "已发布79个，北京38个。"
    assert plain("见[此处](http://a.example)。![图](http://b.example/c.png)") == "见此处。"
    assert plain("<b>已发布</b>79个。<img src=x onerror=y>") == "已发布79个。"
    assert plain("3 < 5 且 5 > 4。") == "3 < 5 且 5 > 4。"


def test_the_end_mark_is_split_off() -> None:
    assert split_end_mark("已发布79个。") == ("已发布79个", "。")
    assert split_end_mark("真的吗？！") == ("真的吗", "？！")
    assert split_end_mark("没有句号") == ("没有句号", "")
