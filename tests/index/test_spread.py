"""Sharing out the places: no article and no text takes them all, and nothing is lost or put out of order."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Passage
from index.spread import spread
from index.text.tokens import search_tokens

TOPICS = ["潮汐发电", "古琴制作", "高山滑雪", "海水稻田", "瓷器修复", "极地科考", "社区食堂", "候鸟迁徙"]
REPORT = "市图书馆新馆今日开放，藏书一百二十万册，读者凭身份证即可入馆借阅。"


def ranked(*owners: str, texts: list[str] | None = None) -> list[Passage]:
    """Passages in falling order of score, each with a text of its own unless given."""
    said = texts or [f"{TOPICS[n % len(TOPICS)]}{n}号记事" for n in range(len(owners))]
    return [
        Passage(owner, 100 * n, 100 * n + len(text), text, 1.0 - n / 100)
        for n, (owner, text) in enumerate(zip(owners, said, strict=True))
    ]


def owners(passages: list[Passage]) -> str:
    return "".join(p.article_id for p in passages)


@pytest.mark.parametrize(
    ("found", "top_k", "kept"),
    [
        ("aaaabb", 4, "aabb"),  # two of four places at most
        ("aaaab", 4, "aaab"),  # one place more, because nobody else is there
        ("aaaa", 4, "aaaa"),
        ("aaab", 3, "aab"),
        ("aab", 1, "a"),
        ("abab", 4, "abab"),
        ("aaaaaaaabc", 8, "aaaaaabc"),
        ("", 5, ""),
    ],
)
def test_an_article_has_at_most_half_while_others_wait(found: str, top_k: int, kept: str) -> None:
    assert owners(spread(ranked(*found), top_k)) == kept


def test_a_third_copy_of_a_text_waits_behind_what_is_new() -> None:
    copies = [REPORT, "记者获悉，" + REPORT, REPORT + "（完）"]
    passages = ranked(*"abcd", texts=[*copies, "新馆的建筑师介绍，屋顶取形于展开的书页。"])
    assert owners(spread(passages, 3)) == "abd"
    assert owners(spread(passages, 4)) == "abcd"


def test_a_copy_in_the_other_script_is_a_copy() -> None:
    traditional = "市圖書館新館今日開放，藏書一百二十萬冊，讀者憑身份證即可入館借閱。"
    passages = ranked(*"abcd", texts=[REPORT, traditional, REPORT, "建筑师介绍了屋顶。"])
    assert owners(spread(passages, 3)) == "abd"


def test_two_reports_of_one_event_are_not_copies() -> None:
    other = "今天起，读者可以到新建的市图书馆借书，那里有一百二十万册图书。"
    passages = ranked(*"abcd", texts=[REPORT, REPORT, other, "建筑师介绍了屋顶。"])
    assert owners(spread(passages, 3)) == "abc"


@pytest.mark.parametrize("top_k", [0, -3])
def test_no_places_give_nothing(top_k: int) -> None:
    assert spread(ranked("a", "b"), top_k) == []


TEXTS = st.sampled_from([REPORT, REPORT + "完", "古琴。", "滑雪场开门。", ""])


@given(st.lists(st.tuples(st.sampled_from("abc"), TEXTS), max_size=14), st.integers(0, 12))
def test_places_are_filled_in_order_and_the_first_stays_first(rows: list[tuple[str, str]], top_k: int) -> None:
    passages = ranked(*(owner for owner, _ in rows), texts=[text for _, text in rows])
    kept = spread(passages, top_k)
    assert len(kept) == min(top_k, len(passages))
    assert kept == [p for p in passages if p in kept], "the order is the score's"
    assert kept[:1] == (passages[:1] if top_k else [])
    most = Counter(p.article_id for p in kept)
    told = {_told(p) for p in kept}
    waiting = [p for p in passages if p not in kept]
    for owner, count in most.items():
        others = [p for p in waiting if p.article_id != owner and _told(p) not in told]
        fresh = [p for p in others if most[p.article_id] < (top_k + 1) // 2]
        assert count <= max(1, (top_k + 1) // 2) or not fresh


def _told(passage: Passage) -> str:
    """What a passage says: the report with one more character is the same report."""
    return passage.text.removesuffix("完")


def test_only_texts_that_may_be_copies_are_cut_into_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    cut: list[str] = []
    monkeypatch.setattr("index.spread.search_tokens", lambda text: cut.append(text) or search_tokens(text))
    spread(ranked(*"abcdefgh"), 8)
    assert len(cut) < 8
    spread(ranked(*"ab", texts=[REPORT, REPORT + "（完）"]), 2)
    assert set(cut) >= {REPORT, REPORT + "（完）"}
