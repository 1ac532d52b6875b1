"""Chinese names as English text spells them: 黄铁军 is Huang Tiejun and Tiejun Huang."""

from __future__ import annotations

import re
from functools import lru_cache

from index.text.sounds import readings

# Initials with the finals they take; v is ü.
_TABLE = """
-: a ai an ang ao e ei en er o ou
b: a ai an ang ao ei en eng i ian iao ie in ing o u
c: a ai an ang ao e en eng i ong ou u uan ui un uo
ch: a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo
d: a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo
f: a an ang ei en eng o ou u
g: a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
h: a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
j: i ia ian iang iao ie in ing iong iu u uan ue un
k: a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo
l: a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve ue yu
m: a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u
n: a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve ue yu
p: a ai an ang ao ei en eng i ian iao ie in ing o ou u
q: i ia ian iang iao ie in ing iong iu u uan ue un
r: an ang ao e en eng i ong ou u uan ui un uo
s: a ai an ang ao e en eng i ong ou u uan ui un uo
sh: a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo
t: a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo
w: a ai an ang ei en eng o u
x: i ia ian iang iao ie in ing iong iu u uan ue un
y: a an ang ao e i in ing o ong ou u uan ue un
z: a ai an ang ao e ei en eng i ong ou u uan ui un uo
zh: a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo
"""
_ROWS = [(row.partition(": ")[0].strip("-"), row.partition(": ")[2]) for row in _TABLE.strip().splitlines()]
_SYLLABLES = sorted((i + f for i, finals in _ROWS for f in finals.split()), key=len, reverse=True)
_SYLLABLE = f"(?:{'|'.join(_SYLLABLES)})"
_SPELLED = re.compile(rf"{_SYLLABLE}(?:['’-]?{_SYLLABLE})*")
_TWO = re.compile(rf"{_SYLLABLE}(?:['’-]?{_SYLLABLE})+")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")


def is_pinyin(word: str) -> bool:
    """Whether a Latin word could spell Chinese characters; some English words could too."""
    return bool(_SPELLED.fullmatch(word.lower().replace("ü", "v")))


def is_long_pinyin(word: str) -> bool:
    """Whether it could, with two syllables or more and not by a mute e (``Change``, ``Game``)."""
    lowered = word.lower().replace("ü", "v")
    single = re.fullmatch(_SYLLABLE, lowered) or re.search(r"[^aeiouy]e$", lowered)
    return bool(_TWO.fullmatch(lowered)) and not single


@lru_cache(maxsize=4096)
def find_spelled(letters: str, text: str) -> tuple[tuple[int, int], ...]:
    """Where characters of ``text`` in a row are spelled by ``letters`` (lower case, no blanks or marks), as spans."""
    spans = []
    for start, character in enumerate(text):
        if _HAN.match(character):
            end = _follow(letters, text, start)
            if end:
                spans.append((start, end))
    return tuple(spans)


def _follow(letters: str, text: str, position: int) -> int:
    if not letters:
        return position
    if position == len(text) or not _HAN.match(text[position]):
        return 0
    for syllable in readings(text[position]):
        if letters.startswith(syllable) and (end := _follow(letters[len(syllable) :], text, position + 1)):
            return end
    return 0


def spell(name: str) -> set[str]:
    """The spellings of a Chinese name of two to four characters, family name first and last, without blanks."""
    turned = {given + family for family in readings(name[0]) for given in _join(name[1:])}
    return _join(name) | turned


def _join(name: str) -> set[str]:
    spelled = {""}
    for character in name:
        spelled = {s + r for s in spelled for r in readings(character)}
    return spelled


_CLASSES = str.maketrans("bpdtgkqxzcjsrlnmfvwh", "bbddgkgsssssllnmffwh")


def sounds_like(latin: str, han: str) -> bool:
    """Whether Chinese characters may transliterate a Western name (史密斯, Smith): their consonants agree in order.

    A coarse test of our own: consonants are put in classes that Chinese transliteration does not keep apart
    (b/p, d/t, g/k, r/l, s/z/sh/ch/j/q/x), those at syllables' ends may be dropped, and two of three must agree.
    """
    own = _skeleton(latin)
    told = "".join(_skeleton(min(readings(c))[:2], first=True) for c in han)
    if not own or not told or own[0] != told[0]:
        return False
    return _common(own, told) >= max(1, round(0.67 * max(len(own), min(len(told), len(own) + 1))))


def _skeleton(word: str, first: bool = False) -> str:
    letters = re.sub(r"th", "s", word.lower())
    letters = re.sub(r"[^a-z]", "", re.sub(r"ph", "f", letters))
    letters = re.sub(r"[sczj]h", "s", letters)
    consonants = re.sub(r"[aeiouy]", "", letters).translate(_CLASSES)
    collapsed = re.sub(r"(.)\1+", r"\1", consonants)
    return collapsed[:1] if first else collapsed


def _common(a: str, b: str) -> int:
    """The length of the longest common subsequence."""
    row = [0] * (len(b) + 1)
    for x in a:
        previous = 0
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], previous + 1 if x == y else max(row[j], row[j - 1])
    return row[-1]
