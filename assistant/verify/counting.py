"""What an English claim or question counts, looked for in a Chinese source: 三大挑战 makes no “3 pages”."""

from __future__ import annotations

import re
from collections.abc import Iterator

# What is counted, each with what Chinese says for it: those whose renderings are few.
_COUNTED = {
    "pages?": "页版",
    "years?": "年岁载龄",
    "months?": "月季",
    "weeks?": "周期",
    "days?": "天日",
    "hours?": "时钟点",
    "minutes?": "分",
    "seconds?": "秒",
    "employees?|workers?": "员工人名职者",
    "students?|pupils?": "生学员",
    "teachers?": "师教",
    "countries|country|nations?": "国",
    "cit(?:y|ies)|towns?": "市城镇地",
    "provinces?": "省区市地",
    "villages?": "村庄屯",
    "kilomet(?:er|re)s?|miles?": "公里千米英",
    "met(?:er|re)s?": "米",
    "kilograms?|kilos?": "公千斤",
    "tons?|tonnes?": "吨",
    "books?|volumes?": "书册本卷部著",
    "chapters?": "章回篇",
    "rooms?": "室房间厅",
    "floors?|store?ys?": "层楼",
    "ships?|boats?|vessels?": "船舰艇艘轮",
    "planes?|aircraft": "机架",
    "trains?": "列车班",
    "children|child|sons?|daughters?": "子女儿孩",
    "patients?": "患病人例者",
    "seats?": "席座位",
    "goals?": "球目标",
    "votes?": "票",
}
_NUMBER = (
    r"(?:\d[\d,.]*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
    r"|hundred|thousand|million|billion))"
)
_COUNTS = [(re.compile(rf"{_NUMBER} (?:[a-z]+ )?({noun})\b", re.IGNORECASE), han) for noun, han in _COUNTED.items()]
_ASKS = [(re.compile(rf"\bhow many (?:[a-z]+ )?(?:{noun})\b", re.IGNORECASE), han) for noun, han in _COUNTED.items()]


def uncounted(claim: str, source: str) -> Iterator[str]:
    """The nouns that an English claim counts and of which a Chinese source, in Simplified, has none."""
    for pattern, han in _COUNTS:
        found = pattern.search(claim)
        if found and not any(character in source for character in han):
            yield found.group(1)


def counted_as(question: str) -> str:
    """The characters, any of which a Chinese sentence has that counts what an English question asks the number of;
    none where its nouns are not known."""
    return next((han for pattern, han in _ASKS if pattern.search(question)), "")
