"""Requests to sum articles up: what each says in its own most telling sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.draft import Draft
from assistant.evidence import Evidence, rank_sentences
from assistant.question import Language
from index import Article, Index, Passage, Where
from index.text.fold import fold
from index.text.tokens import search_tokens

_ASKS = re.compile(
    r"[总總][结結]|概括|概述|概要|归纳|歸納|摘要|梗概|大意|(?:主要|大致|核心)?(?:内容|內容|意思|[观觀][点點])是什[么麼]|主要内容|主要內容|要[点點]"
    r"|(?:[讲講说說写寫]|[谈談]|介绍|介紹)了?(?:些|的是)?[什甚][么麼]|[讲講说說]的?是?[什甚][么麼]"
    r"|\b(?:summari[sz]e|sum(?:ming)? up|summary|overview|main points?|key points?|takeaways?|tl;?dr)\b"
    r"|\bwhat(?:'s| is| are| does| do)\b(?=.*\b(?:about|say|cover)\b)|\b(?:is|are)?\s*about\b|\bsay\b|\bcover\b",
    re.IGNORECASE,
)
# Of these the rest may be an article's title without marks: 总结一下员工手册.
_SUMS = re.compile(
    r"[总總][结結]|概括|概述|归纳|歸納|\b(?:summari[sz]e|sum up|summary of|overview of)\b", re.IGNORECASE
)
# What may stand beside such a request without making it a question about something.
_BESIDE = re.compile(
    r"[请請]|帮我|幫我|麻烦|给我|給我|一下|一句话|简[单單要]|簡單|地|的|了|吧|吗|嗎|呢|都|全部|所有|整[个個]|全文|各|每|这|這|那|几|幾|[篇份个個些]|里|裡|中"
    r"|文章|报道|報導|報道|文档|文檔|文件|资料|資料|材料|新闻|新聞|馆藏|館藏|库|庫|内容|內容|主要|大致|核心|什[么麼]|甚麼|说|說|是|它|其"
    r"|\b(?:please|can|could|you|give|me|us|a|an|the|this|that|these|those|all|each|of|in|for|brief|briefly|short|quick"
    r"|articles?|documents?|reports?|texts?|pages?|files?|it|them|what|is|are|does|do|main|key)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(r"《([^》]{2,60})》|[“「]([^”」]{4,60})[”」]")
_MOST = 5  # articles summed up at once
_SENTENCES = 4  # for one article
_SHORTEST = 12  # characters of a sentence that tells something
_REPEATED = 0.6
_LEAD = 0.2  # a report's first fifth tells the most,
_LED = 1.0  # which counts so many deviations


def is_overview(question: str) -> bool:
    """Whether all a question wants is a summary: 总结一下这篇文章, what is this article about?"""
    bare = _TITLE.sub("", question)
    return _ASKS.search(bare) is not None and not any(c.isalnum() for c in _left(bare))


def may_be_overview(question: str) -> bool:
    """Whether a question wants a summary, if what else it says is an article's title."""
    return is_overview(question) or _SUMS.search(question) is not None


def _left(question: str) -> str:
    return " ".join(_BESIDE.sub("", _ASKS.sub("", question)).split()).strip("，。？！,.?! ")


def overview(index: Index, question: str, language: Language, where: Where | None) -> Draft | None:
    """A draft that sums up, for a question that asks for it and says of what; None for any other."""
    if is_overview(question):
        ids = _find_articles(index, question, where)
    else:
        named = _left(question) if _SUMS.search(question) else ""
        ids = list(filter(None, [_titled(index, named, where)])) if len(named) > 1 else []
    return _sum_up(index, question, language, ids) if ids else None


def _find_articles(index: Index, question: str, where: Where | None) -> list[str]:
    """The ids of what is to be summed up: the chosen articles, the one whose title is given, else all when few."""
    titles = [next(filter(None, found)) for found in _TITLE.findall(question)]
    if titles:
        found = [_titled(index, title, where) for title in titles[:_MOST]]
        return list(dict.fromkeys(filter(None, found)))
    if index.count_articles(where) > _MOST:
        return []
    return index.select(where or Where())


def _titled(index: Index, title: str, where: Where | None) -> str:
    ids = dict.fromkeys(p.article_id for p in index.search(title, 10, where))
    known = index.titles(list(ids))
    return next((i for i in ids if known.get(i) and _bare(title) in _bare(known[i])), "")


def _bare(title: str) -> str:
    return "".join(fold(_BESIDE.sub("", title)).split())


def _sum_up(index: Index, question: str, language: Language, ids: Sequence[str]) -> Draft:
    """A draft of each article's most telling sentences; four of one, one each of several."""
    draft = Draft(question, language, (), [], {a.id: a for a in index.articles(list(ids))}, chance=1.0)
    for article_id in ids:
        passages, told = _telling(index, draft.articles[article_id])
        draft.passages += passages
        draft.ranked += _differing(told)[: _SENTENCES if len(ids) == 1 else 1]
    draft.required = len(draft.ranked)
    draft.chance = float(bool(draft.ranked))
    return draft


def _telling(index: Index, article: Article) -> tuple[tuple[Passage, ...], list[Evidence]]:
    """An article's sentences, those first that say what its title says, early ones before late."""
    about = article.title or article.text[:60]
    passages = tuple(index.search(about, 8, Where(articles=(article.id,))))
    ranked = rank_sentences(about, passages, {article.id: article}, index.rarity(search_tokens(about)))
    early = _LEAD * len(article.text)
    long = [e for e in ranked if len(e.text) >= _SHORTEST]
    return passages, sorted(long, key=lambda e: -(e.score + _LED * (e.start < early)))


def _differing(ranked: Sequence[Evidence]) -> list[Evidence]:
    chosen: list[Evidence] = []
    for evidence in ranked:
        if not any(_repeats(evidence.text, other.text) for other in chosen):
            chosen.append(evidence)
    return chosen


def _repeats(a: str, b: str) -> bool:
    """Whether most of the shorter sentence's tokens stand in the other (overlap coefficient)."""
    left, right = set(search_tokens(a)), set(search_tokens(b))
    return len(left & right) > _REPEATED * min(len(left), len(right))
