"""What a question may be, and the language it is asked in."""

from __future__ import annotations

import re
from typing import Literal

from index import YuanwenError
from index.text.fold import find_unsafe, to_simplified, to_traditional

Language = Literal["zh-Hans", "zh-Hant", "en"]

MAX_QUESTION = 2_000
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003134f]")
_QUOTED = re.compile(r"[《“\"「『][^》”\"」』]*[》”\"」』]")
_LATIN_WORD = re.compile(r"[A-Za-z][a-z']+|\b[AI]\b")
_SENTENCE = re.compile(r"[^。！!？?\n.]+(?:\.(?=\S)[^。！!？?\n.]+)*[。！!？?\n.]*\s*")
# An order about the answer, up to the colon before the question; and marks of turns that somebody wrote into it.
_ORDER = re.compile(
    r"^[^\n]*(?:回答|答[复覆]|回[复覆]|[输輸]出|\breply\b|\banswer\b|\brespond\b)[^\n]*(?:：|: )(?=.{4,}[?？])",
    re.IGNORECASE,
)
# Where to look, which is always the same: 这些文章里关于…
_WITHIN = re.compile(
    r"^(?:在|根据|根據|从|從)?(?:[这這那]?[些几幾]?[篇个個份]?|上述|以上|本|你的)(?:文章|报道|報導|報道|资料|資料|文档|文檔|材料)"
    r"(?:(?:里面?|裡面?|中)(?:提到的?|[说說讲講]的?)?(?:关于|關於|对于|對於)?|(?:关于|關於|对于|對於))[，,]?(?!怎[么麼])(?=.{4})"
)
# A transcript's or a form's word for what comes: 问题：北京有多少个？
_LABEL = re.compile(r"^(?:[问問][题題]|提[问問]|用[户戶]|使用者|question|user|human|q)\s?[:：]\s*(?=\S)", re.IGNORECASE)
_TAG = re.compile(r"\[/?[A-Za-z]+\]")
_POINTS_BACK = re.compile(
    r"[它他她此該该]|其(?![实實中他它])|[这這那](?![么麼])|\b(?:it|its|they|them|their|he|his|she|her|this|that|these|those)\b",
    re.IGNORECASE,
)


class InvalidQuestionError(YuanwenError):
    """The question cannot be asked as it stands."""


def check_question(question: str) -> str:
    """The question without outer whitespace.

    Raises:
        InvalidQuestionError: it is empty, longer than ``MAX_QUESTION`` characters, or holds a control character.
    """
    stripped = question.strip()
    if not stripped:
        raise InvalidQuestionError("the question is empty: write what you want to know")
    if len(stripped) > MAX_QUESTION:
        raise InvalidQuestionError(
            f"the question has {len(stripped):,} characters, the limit is {MAX_QUESTION:,}: shorten it"
        )
    if (unsafe := find_unsafe(stripped)) is not None:
        raise InvalidQuestionError(f"the question holds the character U+{ord(unsafe):04X}: remove it")
    return stripped


def language_of(question: str, before: Language | None = None) -> Language:
    """The language to answer in.

    A question is English when its words are, whatever Chinese names it quotes. Chinese characters that exist in
    one script only decide between the scripts; where there are none, the conversation so far does, else
    Simplified.
    """
    bare = _QUOTED.sub("", question)
    han, words = len(_HAN.findall(bare)), len(_LATIN_WORD.findall(bare))
    if words >= 2 and words * 2 > han:
        return "en"
    if not _HAN.search(question):
        return before or ("en" if words else "zh-Hans")
    simplified, traditional = to_simplified(question) != question, to_traditional(question) != question
    if simplified != traditional:
        return "zh-Hant" if simplified else "zh-Hans"
    if before in ("zh-Hans", "zh-Hant"):
        return before
    return "zh-Hant" if simplified and _distance(question, to_simplified(question)) > 1 else "zh-Hans"


def asking_part(question: str) -> str:
    """The question from its first sentence that asks, without what only tells or orders before it.

    They must stand without the others: one that points back (它有多少参数？) needs what was told before.
    """
    bare = _WITHIN.sub("", _LABEL.sub("", _ORDER.sub("", _TAG.sub("", question)).strip()))
    sentences = [s for s in _SENTENCE.findall(bare) if s.strip()]
    asking = [s for s in sentences if s.rstrip()[-1] in "?？"]
    if not asking or len(asking) == len(sentences) or any(_POINTS_BACK.search(s) for s in asking):
        return bare or question
    return _LABEL.sub("", "".join(sentences[sentences.index(asking[0]) :]).strip())


def _distance(a: str, b: str) -> int:
    return sum(x != y for x, y in zip(a, b, strict=False))
