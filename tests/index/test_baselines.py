"""The baselines find exact passages over the real index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index import Article
from index.baselines import STARTER_TOP_K, Keywords, open_baselines, open_starter

if TYPE_CHECKING:
    from assistant import Assistant


def test_each_finds_two_exact_passages(assistant: Assistant) -> None:
    articles = {a.id: a for a in assistant.index.articles()}
    for baseline in open_baselines(assistant.index):
        found = baseline.search("悟道2.0有多少参数？")
        assert len(found) == STARTER_TOP_K
        assert all(articles[p.article_id].text[p.start : p.end] == p.text for p in found)


def test_repeated_text_keeps_its_own_place(assistant: Assistant) -> None:
    text = "\n".join(["青河大桥于三月通车，全长二千三百一十六米。"] * 200)
    found = open_starter(assistant.index, [Article("twice", "", text)]).search("青河大桥")
    assert len({p.start for p in found}) == len(found) == STARTER_TOP_K
    assert all(text[p.start : p.end] == p.text for p in found)


def test_keywords_find_nothing_where_no_word_is_shared(assistant: Assistant) -> None:
    assert Keywords(assistant.index).search("qzxv") == []
