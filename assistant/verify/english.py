"""The names of an English sentence, and what each may be called in a Chinese one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from assistant.verify.exonyms import ABBREVIATIONS, EXONYM, EXONYMS
from assistant.verify.pinyin import find_spelled, is_long_pinyin, is_pinyin, sounds_like
from assistant.verify.proper import find_foreign, latin_keys
from index.text.names import name_key
from index.text.surnames import SINGLE

if TYPE_CHECKING:
    from assistant.verify.reading import Reading

Sort = Literal["known", "technical", "person", "pinyin", "lone"]

_CAPITALISED = r"[A-Z][a-z'’]+[A-Za-z'’]*(?:-[A-Za-z]+)?"
_TECHNICAL = re.compile(
    r"(?<![A-Za-z0-9-])(?:[A-Za-z]*[a-z][A-Z][A-Za-z0-9]*|[A-Z]{3,}s?|[A-Za-z]+[0-9][A-Za-z0-9]*)"
    r"(?:[-.][A-Za-z0-9]+)*(?![A-Za-z0-9])|[A-Z][A-Za-z]*-[0-9][A-Za-z0-9.]*"
)
_VERSIONED = re.compile(
    r"(?<![A-Za-z])(?P<word>[A-Z][A-Za-z]+)[ -]?(?P<version>[0-9]+(?:\.[0-9]+)+)"
    r"(?![0-9]| (?:percent|per|million|billion|trillion|thousand))"
)
_SPEAKS = (
    r"(?:said|says|told|believes?|notes?|noted|pointed|added|thinks|thought|argue[ds]|stressed|explained|announced"
    r"|suggest(?:ed|s)|proposed|wrote|warned|predicted|called|made|released)"
)
_ROLE = (
    r"(?:[Pp]resident|CEO|founder|[Cc]hairman|[Cc]hair|[Dd]irector|[Mm]inister|[Pp]rofessor|[Dd]ean|[Ss]ecretary"
    r"|[Rr]eporter|[Aa]cademician|[Oo]fficer|[Ss]cientist|Mr|Ms|Mrs|Dr|Prof)\.?"
)
_PERSON = re.compile(
    rf"(?<![A-Za-z])(?P<name>{_CAPITALISED}(?: [A-Z]\.)?(?: {_CAPITALISED}){{1,2}})"
    rf"(?=(?:,[^,]*,)? (?:also )?{_SPEAKS}\b)|{_ROLE} (?P<titled>{_CAPITALISED}(?: {_CAPITALISED}){{1,2}})"
)
_WORD = re.compile(r"(?<![A-Za-z0-9-])[A-Z][a-zü'’]+(?:-[a-z]+)?(?: [A-Z][a-zü'’]+(?:-[a-z]+)?)*(?![A-Za-z0-9])")
_COMMON_WORDS = """
Internet Party State Forum Plan Ministry Congress Parliament Government President Chairman Minister Earth Mandarin
Confucian Christian Buddhist Buddhism Islam Islamic University Institute Academy Report Conference Commission Committee
Council Bureau Department Province City County District Street River Mountain Island Ocean Western Eastern Northern
Southern North South East West Spring Summer Autumn Winter Monday Tuesday Wednesday Thursday Friday Saturday Sunday
January February March April June July August September October November December Dynasty Emperor King Queen Prince
Olympic Olympics Marxism
"""
_OPENING_WORDS = """
The A An In On At Of For By To According He She It They We This That These Its His Her Their More Most Vice General As
And But From Since Other Mainstream Chairman President Professor Minister Founder Director
"""
_SHORT = "".join(sorted({han for forms in EXONYMS.values() for han in forms if len(han) == 1}))
# Capitalised, yet translated and no names; and what a sentence may begin with.
_COMMON, _OPENING = frozenset(_COMMON_WORDS.split()), frozenset(_OPENING_WORDS.split())


@dataclass(frozen=True, slots=True)
class EnglishName:
    """A name and how it may be checked: against a table (known), letter by letter (technical), or by sound."""

    text: str
    start: int
    sort: Sort

    @property
    def end(self) -> int:
        """One past the name's last character."""
        return self.start + len(self.text)


@lru_cache(maxsize=1024)
def find_english_names(text: str) -> tuple[EnglishName, ...]:
    """The names of an English sentence that can be checked; translated titles and unknown words are left out."""
    found: list[EnglishName] = []
    searches: list[tuple[Sort, re.Pattern[str]]] = [
        ("technical", _VERSIONED),
        ("known", EXONYM),
        ("technical", _TECHNICAL),
        ("person", _PERSON),
        ("pinyin", _WORD),
    ]
    for sort, pattern in searches:
        for match in pattern.finditer(text):
            group = next((g for g in ("titled", "name") if g in match.re.groupindex and match[g]), 0)
            found += _free(_split(match[group], match.start(group), sort), found)
    found += _free(_lone_words(text), found)
    return tuple(sorted(found, key=lambda name: name.start))


def _free(names: list[EnglishName], taken: list[EnglishName]) -> list[EnglishName]:
    """The names that share no letter with one already found."""
    return [n for n in names if all(n.end <= t.start or t.end <= n.start for t in taken)]


def _lone_words(text: str) -> list[EnglishName]:
    """Capitalised words by themselves within a sentence: names neither table nor pinyin knows (the Llama model)."""
    found = re.finditer(r"(?:(?<=[a-z,] )|(?<=The ))(?P<w>[A-Z][a-z]{3,})(?!['’A-Za-z0-9-]| [A-Z])", text)
    return [
        EnglishName(m["w"], m.start(), "lone") for m in found if not is_long_pinyin(m["w"]) and m["w"] not in _COMMON
    ]


def _split(text: str, start: int, sort: Sort) -> list[EnglishName]:
    if sort == "technical":
        bare = text.removesuffix("s") if text.removesuffix("s").isupper() else text
        # DeSantis is a family name that Chinese text spells by sound.
        plain_name = re.fullmatch(r"(?:De|Di|La|Le|Mc|Mac|Van)[A-Z][a-z]+", bare)
        return [] if bare in ABBREVIATIONS else [EnglishName(bare, start, "lone" if plain_name else sort)]
    if sort != "pinyin":
        return [EnglishName(text, start, sort)]
    words = [(m.group(), start + m.start()) for m in re.finditer(r"[^ ]+", text)]
    return _pinyin_names([(re.sub(r"['’]s$", "", w), s) for w, s in words if w not in _OPENING])


def _pinyin_names(words: list[tuple[str, int]]) -> list[EnglishName]:
    """Two spelled words in a row are a person's name, one long one a place; anything else may be plain English."""
    names: list[EnglishName] = []
    index = 0
    while index < len(words):
        word, start = words[index]
        after = words[index + 1][0] if index + 1 < len(words) else ""
        if after and is_pinyin(word) and is_pinyin(after) and (is_surname(word) or is_surname(after)):
            names.append(EnglishName(f"{word} {after}", start, "person"))
            index += 2
            continue
        if is_long_pinyin(word) and len(word) >= 5:
            names.append(EnglishName(word, start, "pinyin"))
        index += 1
    return names


@lru_cache(maxsize=256)
def is_surname(word: str) -> bool:
    """Whether a Latin word spells a Chinese family name."""
    return bool(find_spelled(word.lower(), "|".join(sorted(SINGLE))))


def find_in_chinese(name: EnglishName, reading: Reading) -> list[str]:
    """The words of a Chinese reading that may stand for an English name."""
    if name.sort == "known":
        found = [han for han in EXONYMS[name.text] if _stands_for(han, reading.text)]
        return found or _latin(name, reading) or _spelled(name, reading)
    if name.sort == "technical":
        return _latin(name, reading) or _versioned(name, reading)
    found = _spelled(name, reading) or _latin(name, reading)
    return found or (_by_sound(name, reading) if name.sort == "person" else [])


@lru_cache(maxsize=256)
def _short(han: str) -> re.Pattern[str]:
    """A country's one character where it stands for the country: 中英, 英方, 访英, and not 英伟达."""
    return re.compile(rf"[{_SHORT}赴访驻旅留]{han}|{han}[{_SHORT}国方军资商籍媒企]")


def _stands_for(han: str, text: str) -> bool:
    return han in text if len(han) > 1 else _short(han).search(text) is not None


def _latin(name: EnglishName, reading: Reading) -> list[str]:
    joined = latin_keys(reading)
    own = name_key(name.text)
    return (
        [name.text]
        if own in joined or (" " in name.text and all(name_key(w) in joined for w in name.text.split()))
        else []
    )


def _versioned(name: EnglishName, reading: Reading) -> list[str]:
    """悟道2.0 for Wudao 2.0."""
    found = _VERSIONED.fullmatch(name.text)
    if not found:
        return []
    word = EnglishName(found["word"], name.start, "pinyin")
    version = re.search(rf"(?<![0-9.]){re.escape(found['version'])}(?![0-9]|\.[0-9])", reading.text)
    return (_spelled(word, reading) or _latin(word, reading)) if version else []


def _spelled(name: EnglishName, reading: Reading) -> list[str]:
    words = [re.sub("[^a-z]", "", w.lower().replace("ü", "v")) for w in name.text.split()]
    for order in (words, words[::-1], words[-2:], words[:-3:-1]):
        spans = find_spelled("".join(order), reading.text)
        if spans:
            return [reading.text[a:b] for a, b in spans]
    return []


def _by_sound(name: EnglishName, reading: Reading) -> list[str]:
    """布拉德·史密斯 for Brad Smith; 黄仁勋 for Jensen Huang, whose family name is spelled and given name English."""
    words = name.text.split()[-2:]
    dotted = [n for n in find_foreign(reading) if sounds_like(words[-1], re.split("[·•・‧]", n)[-1])]
    if dotted:
        return dotted
    persons = [w for w, tag in reading.words if tag.startswith("nr") and 2 <= len(w) <= 4]
    if is_surname(words[-1]) and not is_pinyin(words[0]):
        return [w for w in persons if find_spelled(words[-1].lower(), w[0])]
    return [w for w in persons if w[0] not in SINGLE and sounds_like(words[-1], w)]
