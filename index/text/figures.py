"""Where the numbers of a text stand, before units are read: which numerals are numbers and which parts of a word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

import rjieba

from index.text.numerals import (
    DIGITS,
    ENGLISH_NUMBER,
    ENGLISH_ORDINALS,
    ENGLISH_SCALES,
    HAN_NUMERALS,
    SCALES,
    TENS,
    read_arabic,
    read_english,
    read_han,
    read_scale,
)
from index.text.units import UNIT

ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_N = HAN_NUMERALS
_S = "".join(TENS) + "".join(SCALES)
_WORDS = rf"(?:{ENGLISH_NUMBER})(?:(?:\s|-|\sand\s)(?:{ENGLISH_NUMBER}))*"
_PARTS = ("third", "quarter", "half", "fifth", "tenth", "halve")
_FIGURE = re.compile(
    rf"(?P<whole>[{_N}]{{1,5}}|[0-9]+)分之(?P<part>{ARABIC}|[{_N}]+(?:点[{_N}]+)?)"
    r"|\b(?P<period>(?:first|second|latter)[ -]half)\b|(?P<half>半数|一半|过半|大半)"
    r"|(?<![上下前后一两三四五六七八九十多大个])(?P<semi>半)(?=年(?!代)|天|个?小时|个月|个世纪)"
    r"|(?<![0-9/.])(?P<top>[1-9][0-9]?)/(?P<bottom>[1-9][0-9]{0,2})(?![0-9/.])"
    rf"|(?P<vague>[数几][{_S}]+)"
    rf"|(?P<arabic>{ARABIC})"
    rf"(?:(?P<infix>[多余几])?\s?(?P<scale>(?!千[米克瓦卡帕伏]|兆[瓦赫帕比])[百千万亿兆]+)(?P<more>(?:{ARABIC}[百千万亿]+)*)"
    rf"|[\s-](?P<word>{'|'.join(ENGLISH_SCALES)})s?\b|(?P<short>bn|mn|tn)\b)?"
    rf"|(?P<han>[{_N}]+(?:点[{_N}]+)?)(?:(?P<among>[多余来几])(?P<rest>[万亿]*))?"
    r"|\b(?P<dozens>(?:tens|hundreds) of (?:thousands|millions|billions)"
    r"|dozens|hundreds|thousands|millions|billions)\b"
    rf"|\b(?P<of>a|one|two|three|four)[ -](?P<fraction>(?:{'|'.join(_PARTS)})s?)\b|\b(?P<halved>half)\b"
    rf"|\b(?P<words>{_WORDS})(?:\b|(?=-?fold\b))"
    rf"|\b(?P<ordinal>{'|'.join(ENGLISH_ORDINALS)})\b"
    r"|(?P<first>首)(?=届|次|任|批)",
    re.IGNORECASE,
)
_ORDINAL_END = re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE)
# A word so tagged that holds a numeral counts something (一个, 三十多年, 五大); any other is a word (百度).
_COUNTING = {"m", "mq", "t", "j", "x", "uv", "q"}
# After these measure words even a phrase that a dictionary lists counts something: 两条路线.
_MEASURES = frozenset("个条项名家款届座台辆")
_TENTHS = re.compile(r"[%‰]|成(?![立为功员果都长本熟就形绩效交分年份语品人])")
_COMPARED = re.compile(r"(?:超过?|逾|突破|(?<!打)破|高于|多于|不足|不到|低于|少于|约|近|接近|将近|上|过|达到?)\s?$")
_PLEADING = re.compile(r"别|不|要|勿|莫|记得|注意|小心|当心")
_IDIOM = re.compile(rf"[^{_N}][百千万]")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number without its unit.

    Attributes:
        start: first code point.
        end: one past the last.
        value: exact; the lower bound of 三四十.
        high: the upper bound of 三四十, else equal to ``value``.
        scale: the last scale written (1万 -> 10000), 1 where there is none.
        ratio: a fraction of a whole (三分之一, half); ``value`` is then 1/3.
        ordinal: 第四, fourth.
        vague: 数十, dozens; ``value`` is the scale named.
        over: 余 or 多 stands inside.
        bare: written as scales alone (百万, 亿).
    """

    start: int
    end: int
    value: Fraction
    high: Fraction
    scale: int = 1
    ratio: bool = False
    ordinal: bool = False
    vague: bool = False
    over: bool = False
    bare: bool = False


def find_figures(folded: str, taken: list[tuple[int, int]]) -> list[Figure]:
    """The numbers of a folded text that lie outside the taken spans (dates, names), in order."""
    figures = []
    words: dict[int, tuple[int, int, str]] | None = None
    position = 0
    for start, end in [*taken, (len(folded), len(folded))]:
        for found in _FIGURE.finditer(folded, position, start) if start > position else ():
            if found.lastgroup in ("han", "among", "rest") and words is None:
                words = _long_words(folded)
            figure = _read(found, folded, words or {})
            if figure:
                figures.append(figure)
        position = max(position, end)
    return figures


def _long_words(folded: str) -> dict[int, tuple[int, int, str]]:
    """For each numeral inside a segmented word of several characters: that word's span and tag."""
    spans: dict[int, tuple[int, int, str]] = {}
    start = 0
    for word, tag in rjieba.tag(folded):
        end = start + len(word)
        if end - start > 1:
            spans |= {start + i: (start, end, tag) for i, c in enumerate(word) if c in _N}
        start = end
    return spans


def _read(found: re.Match[str], folded: str, words: dict[int, tuple[int, int, str]]) -> Figure | None:
    groups = found.groupdict()
    if groups["whole"] or groups["top"]:
        return _read_share(found)
    if groups["arabic"]:
        return _read_arabic(found, folded)
    if groups["han"]:
        return _read_han(found, folded, words)
    return _read_half(found) if groups["half"] or groups["halved"] or groups["semi"] else _read_words(found)


def _read_half(found: re.Match[str]) -> Figure:
    over = found["half"] in ("过半", "大半")
    return Figure(*found.span(), Fraction(1, 2), Fraction(1, 2), ratio=not found["semi"], over=over)


def _read_share(found: re.Match[str]) -> Figure | None:
    whole, part = (_either(found[a] or found[b]) for a, b in (("whole", "bottom"), ("part", "top")))
    if not whole or part is None or (found["top"] and part >= whole):
        return None
    return Figure(*found.span(), part / whole, part / whole, ratio=True)


def _either(text: str) -> Fraction | None:
    if text[0].isascii():
        return read_arabic(text)
    span = read_han(text)
    return span[0] if span else None


def _read_arabic(found: re.Match[str], folded: str) -> Figure | None:
    start, end = found.span()
    scale = 1
    if found["scale"]:
        scale = read_scale(found["scale"])
    elif found["word"] or found["short"]:
        scale = ENGLISH_SCALES[(found["word"] or found["short"]).lower()]
    value = read_arabic(found["arabic"]) * scale
    for number, unit in re.findall(rf"({ARABIC})([百千万亿]+)", found["more"] or ""):
        value += read_arabic(number) * read_scale(unit)
    ordinal = folded[max(0, start - 1) : start] == "第"
    if suffix := _ORDINAL_END.match(folded, end):
        ordinal, end = True, suffix.end()
    over = bool(found["infix"])
    if folded[end : end + 1] in ("多", "余") and folded[end : end + 1] and not over:
        over, end = True, end + 1
    return Figure(start, end, value, value, scale, ordinal=ordinal, over=over)


def _read_han(found: re.Match[str], folded: str, words: dict[int, tuple[int, int, str]]) -> Figure | None:
    run = found["han"]
    start, end = found.span("han")
    span = read_han(run)
    if span is None:
        return None
    ordinal = folded[max(0, start - 1) : start] == "第"
    among = found["among"] if run[-1] in _S else None
    if among:
        rest = read_scale(found["rest"] or "")
        span, end = (span[0] * rest, span[1] * rest), found.end()
    elif not ordinal and not _is_number(run, start, end, folded, words):
        return None
    scale = read_scale(run[len(run.rstrip(_S)) :])
    bare = _is_scale(run)
    return Figure(start, end, *span, scale=scale, ordinal=ordinal, over=bool(among), bare=bare)


def _is_number(run: str, start: int, end: int, folded: str, words: dict[int, tuple[int, int, str]]) -> bool:
    before = folded[max(0, start - 1) : start]
    if before == "前" or (before == "翻" and folded[end : end + 1] == "番"):  # 前十, 翻两番
        return True
    if before == "双" or _is_malformed(run) or _is_in_word(run, start, end, folded, words.get(start)):
        return False
    if _is_scale(run):
        return _is_bare_number(run, start, end, folded)
    return any(c not in DIGITS for c in run[1:]) or len(run) > 2 or _is_measured(end, folded)


def _is_scale(run: str) -> bool:
    return run != "十" and all(c in _S for c in run)


def _is_malformed(run: str) -> bool:
    """万一 and 千三 begin with a scale; 三五, 一一 and 五四 are two digits that make no range."""
    if run[0] in _S and run[0] != "十" and any(c in DIGITS for c in run):
        return True
    return len(run) == 2 and all(c in DIGITS for c in run) and DIGITS[run[1]] != DIGITS[run[0]] + 1


def _is_in_word(run: str, start: int, end: int, folded: str, word: tuple[int, int, str] | None) -> bool:
    if not word or word[2] in _COUNTING or (word[0] == start and word[1] == end):
        return False
    unit = UNIT.match(folded, end)
    return run == "一" or not unit or unit.group() not in _MEASURES


def _is_measured(end: int, folded: str) -> bool:
    """A lone digit counts only before a unit; 十分 and 三角 are words far more often than ten cents and thirty."""
    unit = UNIT.match(folded, end)
    if unit:
        return unit.group() not in ("分", "角", "里", "度", "点")
    return bool(_TENTHS.match(folded, end))


def _is_bare_number(run: str, start: int, end: int, folded: str) -> bool:
    """百万, 千亿 stand for numbers; 万 and 千 alone only where something measures them (破万, 百倍)."""
    if _IDIOM.match(folded, end) or _PLEADING.match(folded, end):
        return False
    if len(run) > 1:
        return True
    if folded[end : end + 1] == "%":
        return True
    measured = UNIT.match(folded, end)
    return bool(_COMPARED.search(folded[max(0, start - 3) : start])) or (
        measured is not None and measured.group() in ("倍", "年", "家", "人", "元", "次")
    )


def _read_words(found: re.Match[str]) -> Figure | None:
    span = found.span()
    if found["period"]:
        return None  # of a year or a match: 上半年
    if found["vague"]:
        scale = Fraction(read_scale(found["vague"][1:]))
        return Figure(*span, scale, scale, vague=True)
    if found["first"]:
        return Figure(*span, Fraction(1), Fraction(1), ordinal=True)
    if found["ordinal"]:
        value = Fraction(ENGLISH_ORDINALS[found["ordinal"].lower()])
        return Figure(*span, value, value, ordinal=True)
    if found["dozens"]:
        value = Fraction(_vague_scale(found["dozens"].lower()))
        return Figure(*span, value, value, vague=True)
    number = None if found["fraction"] else read_english(found["words"])
    return _read_fraction(found) if number is None else Figure(*span, number, number)


def _vague_scale(phrase: str) -> int:
    first, _, second = phrase.partition(" of ")
    scales = {"tens": 10, "dozens": 10, "hundreds": 100, "thousands": 10**3, "millions": 10**6, "billions": 10**9}
    return scales[first] * (scales[second] if second else 1)


def _read_fraction(found: re.Match[str]) -> Figure:
    parts = {"third": 3, "quarter": 4, "half": 2, "fifth": 5, "tenth": 10, "halve": 2}
    count = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}[found["of"].lower()]
    value = Fraction(count, parts[found["fraction"].lower().rstrip("s")])
    return Figure(*found.span(), value, value, ratio=True)
