"""Quote mode: the answer in the sources' own words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass

from assistant.answer import Piece, cited_piece
from assistant.choice import alike, choose, complete, is_item, other_sides, sides_compared
from assistant.draft import Draft, cite_all
from assistant.evidence import Evidence
from assistant.wording import lead_in


@dataclass(frozen=True, slots=True)
class QuoteWriter:
    """Answers with at most ``limit`` source sentences, each verbatim with its marker."""

    limit: int

    async def write(self, draft: Draft) -> AsyncIterator[Piece]:
        """Yield the best sentences, grouped by article and in reading order."""
        chosen = sides_compared(draft.question, draft.ranked, self.limit)
        chosen = chosen or choose(draft.ranked, self.limit, draft.required)
        chosen += other_sides(draft.question, chosen, draft.ranked)[: max(0, self.limit - len(chosen))]
        for piece in quote(draft, complete(draft.question, chosen, draft.articles)):
            yield piece


def quote(draft: Draft, chosen: Sequence[Evidence]) -> Iterator[Piece]:
    """The chosen sentences as an answer, each article introduced once, as one bullet where several speak.

    A sentence of another article that says the same is cited beside the one that is shown.
    """
    speakers = list(dict.fromkeys(e.article_id for e in chosen))
    bullet = "- " if len(speakers) > 1 else ""
    for article_id in speakers:
        mine = sorted((e for e in chosen if e.article_id == article_id), key=lambda e: e.start)
        parting = "\n" if draft.numbering.citations else ""
        opening = parting + bullet + lead_in(draft.articles[article_id], draft.language)
        for evidence in mine:
            if not opening:
                opening = "\n" if is_item(evidence.text) else " " if draft.language == "en" else ""
            yield _piece(draft, opening, evidence)
            opening = ""


def _piece(draft: Draft, opening: str, evidence: Evidence) -> Piece:
    with draft.watch.during("verify"):
        agreeing = _corroborating(evidence, draft.ranked)
    markers, new = cite_all(draft, [(evidence, 1.0), *agreeing])
    if draft.language == "en":
        return cited_piece(f"{opening}“{evidence.text}” ", markers, "", new)
    return cited_piece(opening + evidence.text, markers, "", new)


def _corroborating(evidence: Evidence, others: Sequence[Evidence]) -> list[tuple[Evidence, float]]:
    """The best sentence of each other article that supports the whole of this one."""
    from assistant.verify import judge

    found: dict[str, tuple[Evidence, float]] = {}
    for other in others:
        if other.article_id == evidence.article_id or other.article_id in found:
            continue
        if alike(evidence.text, other.text) and (verdict := judge(evidence.text, other.text)).label == "supported":
            found[other.article_id] = (other, verdict.support)
    return list(found.values())
