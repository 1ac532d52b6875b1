"""How much of a claim's wording the source carries."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.verify.crossing import shared_names
from index.text.quantities import same
from index.text.tokens import search_tokens

if TYPE_CHECKING:
    from assistant.verify.reading import Reading


@lru_cache(maxsize=4096)
def tokens_of(text: str) -> frozenset[str]:
    """What of a text is compared: Han bigrams and Latin words."""
    return frozenset(search_tokens(text))


def coverage(claim: Reading, source: Reading, context: Reading) -> float:
    """The share of the claim's tokens (Han bigrams, Latin words) that the source holds, 0 to 1.

    Tokens that only the context holds (据新华社报道) count neither for nor against.
    """
    told, around = tokens_of(source.text), tokens_of(context.text)
    own = [t for t in tokens_of(claim.text) if t in told or t not in around]
    return sum(t in told for t in own) / len(own) if own else 0.0


def support(covered: float, similarity: float | None) -> float:
    """How well a claim stands in a source of its own language, 0 to 1, from wording and meaning; 0.5 is the edge."""
    meaning = 0.0 if similarity is None else 0.25 * (_within(similarity, 0.88, 0.97) - 0.5)
    return min(1.0, max(0.0, 0.25 + covered + meaning))


def cross_support(claim: Reading, source: Reading, similarity: float | None) -> float:
    """The same between languages, from the names and figures both hold and, where it is known, meaning."""
    shared = shared_names(claim, source) if source.chinese else 0
    shared += sum(any(same(f, g) for g in source.figures) for f in claim.figures)
    if similarity is None:
        return min(0.9, 0.45 + 0.15 * shared)
    return min(1.0, 0.3 + 0.06 * min(shared, 4) + 0.6 * _within(similarity, 0.74, 0.86))


def _within(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))
