"""Sharing the places of a result list out: several articles where several answer, and a text at most twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from index.article import Passage
from index.text.fold import to_simplified
from index.text.tokens import search_tokens

# Passages are near-equal above this Jaccard similarity of their tokens: a report that another outlet took over with a
# changed byline, but not two reports of one event.
_SAME = 0.8
# Texts with most tokens in common have most characters in common too.
_RELATED = 0.5
# The second copy is kept: it is another source for the same words.
_COPIES = 2


def spread(ranked: Sequence[Passage], top_k: int) -> list[Passage]:
    """The best ``top_k`` passages, in order, of which no article has more than half and no text more than two.

    A passage beyond its share is set back, not dropped: where nothing else is left, it takes its place again.
    The order of the articles by their best passage stays as it was, but for one that only repeats others.
    """
    if top_k < 1:
        return []
    share = max(1, (top_k + 1) // 2)
    kept: list[Passage] = []
    back: list[Passage] = []
    held: Counter[str] = Counter()
    texts: list[_Text] = []
    for passage in ranked:
        if len(kept) == top_k:
            break
        text = _Text(passage.text)
        if held[passage.article_id] >= share or sum(_same(text, seen) for seen in texts) >= _COPIES:
            back.append(passage)
            continue
        held[passage.article_id] += 1
        texts.append(text)
        kept.append(passage)
    # By score again: what was set back and returns stands where its score puts it.
    return _in_order(ranked, [*kept, *back[: top_k - len(kept)]])


def _in_order(ranked: Sequence[Passage], chosen: Sequence[Passage]) -> list[Passage]:
    places = {(p.article_id, p.start) for p in chosen}
    return [p for p in ranked if (p.article_id, p.start) in places]


class _Text:
    """A passage's text, cut into tokens only where its characters leave any doubt: that takes half a millisecond."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.characters = frozenset(to_simplified(text))

    @cached_property
    def tokens(self) -> frozenset[str]:
        return frozenset(search_tokens(self._text))


def _same(a: _Text, b: _Text) -> bool:
    return _share(a.characters, b.characters) > _RELATED and _share(a.tokens, b.tokens) > _SAME


def _share(a: frozenset[str], b: frozenset[str]) -> float:
    """How much two sets have in common, 0 to 1 (Jaccard)."""
    common = len(a & b)
    return common / ((len(a) + len(b) - common) or 1)
