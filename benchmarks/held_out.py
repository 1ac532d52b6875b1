"""Which questions of the reading sets the cross-encoder was not tuned on: a fifth, by article."""

from __future__ import annotations

import hashlib
import re

_FOLDS = 5
# How a set's questions begin, and what in them names the article.
_ARTICLE = re.compile(r"(drcd|cmrc)\D+(\d+)|(qa)\d-(\w+)")


def held_out(question_id: str) -> bool:
    """Whether a question, such as ``drcd-dev-1147-5-1`` or ``qa1-64fa9b27-2``, may measure what was tuned: all about an
    article or none."""
    found = _ARTICLE.match(question_id)
    if found is None:
        return True
    return fold_of("".join(filter(None, found.groups())), _FOLDS) == 0


def fold_of(key: str, folds: int) -> int:
    """Into which of so many parts a key falls, 0 to ``folds - 1``; the same every time."""
    return int(hashlib.md5(key.encode()).hexdigest(), 16) % folds
