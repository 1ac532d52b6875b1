"""A question of a measuring set made a claim: its answer in the place of the question word."""

from __future__ import annotations

import re

_KINDS = {
    "who": "(?:誰|谁)|哪一?位|何人",
    "number": "多少|[几幾](?=[个個名人位次年月日岁歲种種座条條所])|多[大高长長深重]",
    "time": "何时|何時|什么时候|什麼時候|哪一?年|何年|哪一?天|[几幾]年",
    "place": "哪[里裡]|何处|何處|哪個國家|哪个国家|哪座城市|哪个城市|哪個城市",
    "thing": "什么|什麼|甚麼|何種|何种",
}


def kind_of(question: str) -> str:
    """What kind of answer is asked for, by the first question word that is known; empty for another."""
    return next((kind for kind, pattern in _KINDS.items() if re.search(pattern, question)), "")


def fill(question: str, answer: str) -> str:
    """The question as a statement with the answer in it."""
    pattern = _KINDS[kind_of(question)]
    return re.sub(pattern, lambda _: answer, question, count=1).rstrip("？?。 ") + "。"
