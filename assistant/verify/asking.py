"""What a claim repeats of the question, and whether the source says that: not only the figure must be there.

悟道2.0的训练成本是1.75万亿 has its name and its figure from a source that speaks of parameters: the training cost is
the question's alone. A writer that wants to please joins the one to the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import exp

from assistant.verify.overlap import tokens_of
from assistant.verify.reading import Reading, read

# Printed by benchmarks/fit_asking.py: logistic regression over 2,554 claims made of questions of drcd and cmrc2018.
# Weights of the share of what is repeated that the source has, of the same without names, and of the cosine of claim
# and source as multilingual-e5 passages.
_SHARE, _NAMELESS, _COSINE, _CONSTANT = 2.96, 2.99, 23.03, -24.88
_USUAL_COSINE = 0.9
UNSAID, DOUBTFUL = 0.25, 0.4
"""Below the first are 6 % of the right claims and 70 % of the wrong ones, below the second 10 % and 80 %."""

_ASKED = re.compile(
    "(?:在|于|於)?(?:何时|何時|什么时候|什麼時候|甚麼時候|哪一?[年天月]|几时|幾時)"
    "|(?:在|位于|位於)?(?:哪里|哪裡|哪儿|哪兒|何处|何處|何地)"
    "|(?:谁|誰|何人|什么人|什麼人|哪一?位|哪些人)"
    "|(?:有)?(?:多少|多[大高长長久远遠重快])|[几幾](?=[^乎何])"
    "|(?:为何|為何|为什么|為什麼|為甚麼)"
    "|(?:哪[一些几幾两兩]*[个個家所项項座种種条條款]?|什么|什麼|甚么|甚麼|何种|何種|啥)"
    r"|\b(?:how (?:many|much)|who|whom|whose|which|what|when|where|why|how)\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(
    "(?:[吗嗎]|(?<![什甚怎])[么麼])？?$|是否|是不是|有没有|有沒有|能不能|会不会|會不會|还是|還是"
    r"|^\s*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b",
    re.IGNORECASE,
)
_COPULAS = frozenset(["是", "为", "有", "在", "达", "达到", "系", "叫"])
_CONTENT = "nvaijlz"  # tags of nouns, verbs, adjectives and set phrases
_NAMES = frozenset(["nr", "nrt", "nrfg", "ns", "nt", "nz"])
_FRAGMENT = 24  # characters, or 4 words of English


def in_full(claim: str, question: str) -> str:
    """What a bare answer says: the question with the answer in its place; a claim that is a sentence is left alone.

    45 to 中国有几个大模型？ says 中国有45个大模型, which a source may deny though 45 stands in it.
    """
    asked = list(_ASKED.finditer(question))
    if len(asked) != 1 or not _is_fragment(read(claim)):
        return claim
    before, after = question[: asked[0].start()], question[asked[0].end() :].rstrip("？? ")
    body = claim.rstrip("。．.！!？? ")
    told = _without_repeats(body, before, after)
    gap = " " if body.isascii() else ""
    return f"{before}{gap}{told}{gap}{after}".strip() + claim[len(body) :]


def _without_repeats(body: str, before: str, after: str) -> str:
    """北京38个 without the 北京 that stands before it already, and the 个 that comes after it."""
    begin = next((n for n in range(len(body) - 1, 1, -1) if body[:n] in before), 0)
    end = next((n for n in range(min(len(body) - begin - 1, len(after)), 0, -1) if body.endswith(after[:n])), 0)
    return body[begin : len(body) - end]


def _is_fragment(claim: Reading) -> bool:
    if not claim.chinese:
        return len(re.findall(r"[A-Za-z]+", claim.text)) <= 4 and len(claim.text) <= _FRAGMENT + 16
    verbs = [word for word, tag in claim.words if tag == "v" and word not in _COPULAS]
    return len(claim.letters) <= _FRAGMENT and not verbs


def echoes(claim: str, question: str) -> bool:
    """Whether a claim only says the question again, which answers none but a yes-or-no question."""
    if _YES_OR_NO.search(question.strip()):
        return False
    own = tokens_of(read(claim).text)
    return bool(own) and own <= tokens_of(read(question).text)


def chance_said(claim: Reading, source: Reading, context: Reading, question: Reading, cosine: float | None) -> float:
    """The chance that the source says what the claim repeats of the question, 0 to 1; 1 where it repeats nothing.

    Args:
        claim: one sentence of an answer.
        source: the sentence it is held against.
        context: the article's title, publisher and date.
        question: what was asked, in the claim's language.
        cosine: of claim and source as multilingual-e5 passages, where the caller has it.
    """
    shares = repeated_shares(claim, source, context, question)
    if shares is None:
        return 1.0
    share, nameless = shares
    near = _USUAL_COSINE if cosine is None else cosine
    return 1 / (1 + exp(-(_SHARE * share + _NAMELESS * nameless + _COSINE * near + _CONSTANT)))


def repeated_shares(claim: Reading, source: Reading, context: Reading, question: Reading) -> tuple[float, float] | None:
    """The shares of what a claim repeats of the question that the source has: of all, and of what is no name.

    In characters of content words, 0 to 1. A name stands in a source oftener than what is asked about it (毕业 of
    赵志耘毕业于哪所大学？). None where it repeats nothing; where all it repeats are names, the second is the first.
    """
    words = [(w, tag) for w, tag in claim.words if len(w) > 1 and tag[0] in _CONTENT and w in question.text]
    if not words:
        return None
    every = _share([word for word, _ in words], source, context)
    asked = [word for word, tag in words if tag not in _NAMES]
    return every, _share(asked, source, context) if asked else every


def _share(words: Sequence[str], source: Reading, context: Reading) -> float:
    """By characters in the source, which may say it in other words; a title's are not its words (业 of 产业, 毕业)."""
    there = set(source.text)
    found = sum(len(w) if w in context.text else sum(c in there for c in w) for w in words)
    return found / sum(map(len, words))
