"""Radicals and ligatures as the letters they stand for: many a PDF says ⼀ (U+2F00) where 一 is printed."""

from __future__ import annotations

import re
import unicodedata

# The forms that also stand in a text as characters of their own, by Unicode's EquivalentUnifiedIdeograph.txt; the
# others are parts of characters. NFKC knows only the Kangxi radicals and two of these.
_SUPPLEMENT = (
    "⺁厂⺃乚⺄乙⺈刀⺌小⺎兀⺒巳⺓幺⺛旡⺝月⺞歺⺟母⺠民⺩王⺫目⺬示⺮竹⺶羊⺹耂⺼肉⻁虎⻂衤⻄西⻅见⻆角⻇角⻉贝⻋车⻑長⻒镸⻓长⻔门⻖阝"
    "⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_KANGXI = "".join(chr(c) + unicodedata.normalize("NFKC", chr(c)) for c in range(0x2F00, 0x2FD6))
_LIGATURES = {chr(c): unicodedata.normalize("NFKC", chr(c)) for c in range(0xFB00, 0xFB07)}
_PAIRS = _SUPPLEMENT + _KANGXI
_LETTERS = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)) | _LIGATURES
_FOUND = re.compile(f"[{''.join(_LETTERS)}]")


def straighten(text: str) -> str:
    """``text`` with each radical as the character it looks like, and ﬁ, ﬂ … as their letters."""
    return _FOUND.sub(lambda found: _LETTERS[found.group()], text)
