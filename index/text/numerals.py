"""What numerals are worth: Arabic digits, Chinese numerals and English number words, read to exact fractions.

Exact, because a verifier that compares 1.75 trillion with 1.75万亿 must not depend on floating point.
"""

from __future__ import annotations

import re
from fractions import Fraction

DIGITS = {
    c: n
    for n, chars in enumerate(["零〇○", "一壹", "二两贰俩", "三叁仨", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"])
    for c in chars
}
TENS = {"十": 10, "拾": 10, "廿": 20, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
SCALES = {"万": 10**4, "亿": 10**8, "兆": 10**12}
HAN_NUMERALS = "".join(DIGITS) + "".join(TENS) + "".join(SCALES)

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_ONES += " seventeen eighteen nineteen"
_TENTHS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: n for n, word in enumerate(_ONES.split())}
_WORDS |= {word: 10 * n for n, word in enumerate(_TENTHS.split(), 2)}
ENGLISH_SCALES = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "mn": 10**6, "bn": 10**9, "tn": 10**12,
}  # fmt: skip
ENGLISH_NUMBER = "|".join(
    [*sorted(_WORDS, key=len, reverse=True), "hundred", "thousand", "million", "billion", "trillion"]
)
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
_ORDINALS += " fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
ENGLISH_ORDINALS = {word: n for n, word in enumerate(_ORDINALS.split(), 1)}


def read_arabic(text: str) -> Fraction:
    """``3,200.5`` to its value; either comma separates thousands."""
    return Fraction(text.replace(",", "").replace("，", ""))


def read_scale(text: str) -> int:
    """The product of a run of scales: ``千亿`` is 10 to the 11th, the empty run 1."""
    product = 1
    for c in text:
        product *= TENS.get(c) or SCALES[c]
    return product


def read_han(text: str) -> tuple[Fraction, Fraction] | None:
    """A Chinese numeral's least and greatest value, or None where the characters are no well-formed number.

    ``三百二十`` is (320, 320), ``二〇二五`` (2025, 2025), ``三四十`` (30, 40), ``一百五`` (150, 150).
    """
    whole, point, decimals = text.partition("点")
    if point:
        return _with_decimals(whole, decimals)
    if all(c in DIGITS for c in whole):
        return _read_digits(whole)
    span = _read_neighbours(whole)
    if span:
        return span
    value = _read_scaled(whole)
    return None if value is None else (Fraction(value), Fraction(value))


def _with_decimals(whole: str, decimals: str) -> tuple[Fraction, Fraction] | None:
    digits = decimals.rstrip("百千万亿兆")
    value = _read_scaled(whole) if any(c not in DIGITS for c in whole) else _digit_string(whole)
    if value is None or not digits or any(c not in DIGITS for c in digits):
        return None
    exact = Fraction(f"{value}.{_digit_string(digits, pad=True)}") * read_scale(decimals[len(digits) :])
    return exact, exact


def _digit_string(text: str, pad: bool = False) -> str | int | None:
    joined = "".join(str(DIGITS[c]) for c in text)
    if pad:
        return joined
    return int(joined) if joined else None


def _read_digits(text: str) -> tuple[Fraction, Fraction] | None:
    values = [DIGITS[c] for c in text]
    if len(values) == 2 and values[1] == values[0] + 1 and values[0] > 0:
        return Fraction(values[0]), Fraction(values[1])
    value = Fraction(int("".join(map(str, values))))
    return value, value


def _read_neighbours(text: str) -> tuple[Fraction, Fraction] | None:
    """``三四十`` and ``两三千``: two neighbouring digits before scales, or after 十 (``十七八``)."""
    head, tail = text[:2], text[2:]
    if len(text) > 2 and all(c in DIGITS for c in head) and all(c in TENS or c in SCALES for c in tail):
        low, high = DIGITS[head[0]], DIGITS[head[1]]
        return (Fraction(low * read_scale(tail)), Fraction(high * read_scale(tail))) if high == low + 1 else None
    if len(text) == 3 and text[0] == "十" and text[1] in DIGITS and text[2] in DIGITS:
        low, high = DIGITS[text[1]], DIGITS[text[2]]
        return (Fraction(10 + low), Fraction(10 + high)) if high == low + 1 else None
    return None


def _read_scaled(text: str) -> int | None:
    total = section = 0
    digit: int | None = None
    last = 0
    largest = 0
    for c in text:
        if c in DIGITS:
            if digit not in (None, 0):
                return None
            digit = DIGITS[c]
            last = 1 if digit == 0 else last
        elif c in TENS:
            section += (digit or 1) * TENS[c]
            digit, last = None, TENS[c]
        else:
            unit, section = SCALES[c], section + (digit or 0)
            total, section = _apply_scale(total, section, unit, largest)
            digit, last, largest = None, unit, max(largest, unit)
    rest = digit or 0
    return total + section + (rest * last // 10 if rest and last >= 100 else rest)


def _apply_scale(total: int, section: int, unit: int, largest: int) -> tuple[int, int]:
    """A scale above every one before it multiplies all that was read (万亿), a smaller one only its own section."""
    if unit > largest:
        return ((total + section) or 1) * unit, 0
    return total + (section or 1) * unit, 0


def read_english(text: str) -> Fraction | None:
    """``three hundred and twenty thousand`` to its value; None where a word is no number."""
    total = section = Fraction(0)
    for word in re.split(r"[\s-]+", text.lower()):
        if word in _WORDS:
            section += _WORDS[word]
        elif word == "hundred":
            section = (section or Fraction(1)) * 100
        elif word in ENGLISH_SCALES:
            total, section = total + (section or Fraction(1)) * ENGLISH_SCALES[word], Fraction(0)
        elif word != "and":
            return None
    return total + section
