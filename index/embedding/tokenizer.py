"""The model's tokenizer, step for step as ``e5.c`` does it, so that either engine reads a text alike.

Written out rather than rebuilt with the ``tokenizers`` library: that one keeps this vocabulary in 280 MB, more
than the rest of the embedding together, and merges neighbouring unknown characters. Here it takes about
a fiftieth of the time that the model then takes for the same text.
"""

from __future__ import annotations

import re
from array import array
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.embedding.weights import Vocabulary

_WORD_START = "\u2581"
_SPACES = re.compile(" {2,}")
_UNREACHED = -1e30
_UNKNOWN_PENALTY = 10.0
_SHORT = 120  # characters
_NO_REACH: dict[str, int] = {}


def encodable(text: str) -> str:
    """Return the text as both engines can take it, losing nothing else.

    NUL goes, like the other control characters the model's own map drops (the C engine would stop reading
    there); a surrogate pair becomes its character, a lone surrogate U+FFFD.
    """
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Unigram:
    """SentencePiece's unigram segmentation: the most probable sequence of pieces, by Viterbi.

    Source: T. Kudo, "Subword Regularization" (ACL 2018), section 3.2. Sums are rounded to 32 bits at each
    step because ``e5.c`` adds in 32 bits and a tie must fall the same way.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._scores = vocabulary.scores
        self._unknown = vocabulary.unknown
        self._unknown_score = min(vocabulary.scores) - _UNKNOWN_PENALTY
        self._replacements = vocabulary.replacements
        self._ids = dict(zip(vocabulary.pieces, count()))
        del self._ids[vocabulary.pieces[vocabulary.unknown]]
        self._longest = max(map(len, self._ids))

    def encode(self, text: str) -> array[int]:
        """Return the ids of the pieces, without the marks of beginning and end."""
        chars = self._normalize(text)
        steps, pieces = self._best_path(chars)
        ids = array("i")
        end = len(chars)
        while end > 0:
            ids.append(pieces[end])
            end -= steps[end]
        ids.reverse()
        return ids

    @cached_property
    def _reach(self) -> dict[str, int]:
        """Longest piece by its first two characters: most positions then need two or three look-ups."""
        # Of pieces that begin alike the longest comes last and stays.
        return {piece[:2]: len(piece) for piece in sorted(self._ids, key=len)}

    def _normalize(self, text: str) -> str:
        text = _SPACES.sub(" ", encodable(text).translate(self._replacements))
        return (text if text.startswith(" ") else " " + text).replace(" ", _WORD_START)

    def _best_path(self, chars: str) -> tuple[array[int], array[int]]:
        """Return, for every end position, the length and the id of the best piece that ends there."""
        ids, scores = self._ids.get, self._scores
        size = len(chars)
        # A question is done before the table is made that would make it quicker.
        reach, most = (self._reach.get, 1) if size > _SHORT else (_NO_REACH.get, self._longest)
        best = array("f", [_UNREACHED]) * (size + 1)
        best[0] = 0.0
        steps = array("i", [1]) * (size + 1)
        pieces = array("i", [self._unknown]) * (size + 1)
        total = array("f", [0.0])  # the way to round to 32 bits
        for start, char in enumerate(chars):
            base = best[start]
            single = ids(char)
            total[0] = base + (self._unknown_score if single is None else scores[single])
            if total[0] > best[start + 1]:
                best[start + 1], steps[start + 1] = total[0], 1
                pieces[start + 1] = self._unknown if single is None else single
            longest = reach(chars[start : start + 2], most)
            for end in range(start + 2, min(size, start + longest) + 1):
                piece = ids(chars[start:end])
                if piece is None:
                    continue
                total[0] = base + scores[piece]
                if total[0] > best[end]:
                    best[end], steps[end], pieces[end] = total[0], end - start, piece
        return steps, pieces
