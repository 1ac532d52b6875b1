"""Taking up a post: that a report names somebody by a post does not say when they came to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.verify.proper import find_persons
from assistant.verify.verdict import Fault
from index.text.fold import to_simplified

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.verify.reading import Reading

_POST = (
    "(?:[院所校部司局处科省市区县行会社团队馆站厂]|秘书|理事|董事)长|主任|主席|书记|总裁|总理|总统|首相|经理|总监|C[EFTO]O"
    "|董事|主编|教练|司令|大使|掌门人|负责人|国王|女王|皇帝|天皇|教皇"
)
_ENGLISH_POST = (
    "president|chair(?:man|woman|person)?|ceo|cto|cfo|coo|minister|premier|director|dean|head of|mayor|governor"
    "|secretary|professor|manager|captain|king|queen|emperor|pope|commissioner|ambassador|editor|senator"
)
_COMES_TO = (
    rf"(?:出任|就任|上任|接任|继任|升任|当选)(?![务何])|就职|履新|即位|登基|(?:当上|成为|成了|做上)(?=[^,，。]{{0,16}}(?:{_POST}))"
    r"|\b(?:become|becomes|became|elected|appointed|named|promoted|inaugurated)\b"
    rf"(?=.{{0,40}}\b(?:{_ENGLISH_POST})\b)|\bsworn in\b|\b(?:take|takes|took|taken) (?:over as|office)\b"
)
_TAKES_UP = re.compile(_COMES_TO, re.IGNORECASE)
# A question may also put it like this: 何时担任, 哪一年被任命.
_ASKED_SO = re.compile(rf"{_COMES_TO}|担任|任命|[推被]选为|获聘|受聘|调任|接替", re.IGNORECASE)
# 当选后何时首次访华 asks for something else.
_IS_CLAUSE = re.compile(r"^[^,，]*?(?:[以之]?[后前](?!任)|期间|(?<![何几])时(?!候)|[,，]|以来)")
_ENGLISH_CLAUSE = re.compile(r"\b(?:after|since|before|once|newly)\b", re.IGNORECASE)
# How a source may say it, by whatever word. 时任 and 主任 name a post, and 任 is a surname too.
_MAY_TAKE_UP = re.compile(
    rf"{_COMES_TO}|当[上选]|(?<![责信主时现前历原胜])任(?![务何意性由])|接[替掌手棒班]|晋升|[推选][选举为]|[获受]聘|聘[为任请]"
    r"|升[为至]|继位|[执入][掌主政]|主政|掌舵|在位|[受册]封|委派|选[出定]|大选|上台(?![讲演领发])|换届|履职|宣誓|到任"
    r"|\b(?:elect|appoint|inaugurat|succeed)\w*|\bthrone\b"
    r"|\b(?:names?|named|joined|since|promoted|assumed|served? as|crowned)\b"
    r"|\b(?:became|becoming|w[io]ns?|took (?:the helm|charge|over)|came to power)\b|\bfrom \d",
    re.IGNORECASE,
)


def takes_up(text: str) -> bool:
    """Whether Simplified or English text speaks of somebody's coming to a post: 当上总裁, became president."""
    return _TAKES_UP.search(text) is not None


def asks_taking_up(question: str) -> bool:
    """Whether a question for a date asks when somebody came to a post."""
    asked = to_simplified(question)
    found = _ASKED_SO.search(asked)
    if found is None or _ENGLISH_CLAUSE.search(asked):
        return False
    return _IS_CLAUSE.search(asked[found.end() :]) is None


def may_take_up(text: str) -> bool:
    """Whether a source's text may say that somebody came to a post."""
    told = to_simplified(text)
    for name in find_persons(told):
        told = told.replace(name, "")
    return _MAY_TAKE_UP.search(told) is not None


def check_taking_up(claim: Reading, source: Reading) -> Iterator[Fault]:
    """Faults for a date of coming to a post where the source only names its holder by it: 2023年4月,总裁史密斯表示."""
    if claim.dates and takes_up(claim.text) and not may_take_up(source.text):
        yield Fault("the source does not say when the post was taken up")
