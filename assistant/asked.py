"""What kind of thing a question asks for, and whether a sentence holds one."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.demands import demands_of, unmet
from assistant.verify.english import find_english_names
from assistant.verify.proper import PERSON_AFTER, PERSON_BEFORE, SURNAME, TITLE
from assistant.verify.reading import read

Holds = Callable[[str], bool]

_NUMBER = re.compile(r"\d|[一二三四五六七八九十百千万亿两兩半幾萬億]")
_DATE = re.compile(
    r"\d+\s*[年月日]|[一二三四五六七八九十]+月|\d{4}|[今去明]年|近日|日前|[昨今明]天|世[纪紀]|年[初底末]|[上下]半年"
)
_DURATION = re.compile(
    r"(?:\d|[一二三四五六七八九十两兩半数數几幾])[余餘多]?(?:个|個)?(?:年|月|天|日|周|週|小时|小時|分钟|分鐘|秒)"
)
_SHARE = re.compile(r"%|％|百分之|分之|成[，。、；]|倍|半[数數]|一半")
_MONEY = re.compile(r"[元币幣]|美金|dollar|yuan|\$|￥|¥", re.IGNORECASE)
_POST = re.compile(
    r"院[长長士]|[所校部司局处處科省市区區县縣行会會社团團队隊]长|[所校部司局處區縣會團隊]長|秘[书書]长|理事[长長]|董事|主任|主席|[书書]记|总[裁监理]|總[裁監理]"
    r"|教授|研究[员員]|工程[师師]|[创創]始人|首席|C[ETFO]O|[发發]言人|巡[视視][员員]|委[员員]|合伙人"
)


_IS_CALLED = re.compile(rf"(?:是|为|由|叫|名叫|[:：])(?:了)?{SURNAME}[\u4e00-\u9fff]{{1,2}}(?![\u4e00-\u9fff])")


def _finds(pattern: re.Pattern[str]) -> Holds:
    return lambda text: pattern.search(text) is not None


def _holds_person(text: str) -> bool:
    told = read(text)
    if not told.chinese:
        return bool(find_english_names(told.text))
    return any(pattern.search(told.text) for pattern in (PERSON_AFTER, PERSON_BEFORE, _IS_CALLED))


_ASKS_DATE = (
    r"何[时時]|[什甚][么麼][时時]候|哪[一]?[年天日]|[几幾]月|[几幾][号號日年](?!间)"
    r"|\bwhen\b|(?:what|which) (?:year|date|day|month)"
)
_ASKS_DURATION = (
    r"多久|多[长長][时時][间間]|[几幾多][少个個]*(?:年|天|个月|個月|小时|小時)"
    r"|\bhow long\b|how many (?:years|months|days|hours)"
)
_ASKS_SHARE = r"百分之|比例|占比|比重|[几幾]成|[几幾]倍|增[长長速]|\b(?:percent|percentage|proportion|share|growth)\b"
_ASKS_MONEY = r"多少[钱錢]|[几幾]元|票房|\bhow much (?:money|did|does)"
_ASKS_NUMBER = r"多少|[几幾]|多[大高快重远遠]|\bhow (?:many|much|large|big|often|far|fast|high)\b"
_ASKS_PERSON = r"[谁誰]|哪[一]?位|何人|[什甚][么麼]人|\bwho\b|\bwhom\b|\bwhose\b"
_ASKS_WHO_IS = (
    rf"^(?!{TITLE}){SURNAME}[\u4e00-\u9fff]{{1,2}}(?:到底|究竟)?(?:是|系)(?:[谁誰]|[什甚何][么麼许許]?人)"
    r"|^who (?:is|was) (?-i:[A-Z]\w+)(?: (?-i:[A-Z]\w+)){1,2}\W*$"
)
_ASKS_POST = r"[职職][务務位]|[头頭][衔銜]|身份|[职職][称稱]|\b(?:post|position|title|role)\b"
_POST_OF = re.compile(f"{_ASKS_POST}|{_ASKS_WHO_IS}", re.IGNORECASE)
# The first that fits decides: 多久 asks for a time before it asks for a number.
_KINDS: tuple[tuple[re.Pattern[str], Holds], ...] = tuple(
    (re.compile(asked, re.IGNORECASE), holds)
    for asked, holds in (
        (_ASKS_DATE, _finds(_DATE)),
        (_ASKS_DURATION, _finds(_DURATION)),
        (_ASKS_SHARE, _finds(_SHARE)),
        (_ASKS_MONEY, _finds(_MONEY)),
        (_ASKS_NUMBER, _finds(_NUMBER)),
        (_ASKS_PERSON, _holds_person),
        (_ASKS_POST, _finds(_POST)),
    )
)
_WHY = re.compile(
    r"[为為爲][什甚][么麼]|[为為爲]何|[怎如]何|怎[么麼样樣]|原因|理由"
    r"|\bwhy\b|\bhow (?:does|do|did|is|are|can|will|should)\b",
    re.IGNORECASE,
)


def wanted_kind(question: str) -> Holds | None:
    """A test for sentences of the kind asked for: a date, a number, a person; None where the question is open."""
    return next((holds for asked, holds in _KINDS if asked.search(question)), None)


def asks_for_reasons(question: str) -> bool:
    """Whether the question asks why or how: what follows a claim then belongs to the answer."""
    return _WHY.search(question) is not None


def gives_post(question: str, sentence: str) -> bool:
    """Whether a sentence puts a post before the name of somebody the question asks about: 院长黄铁军."""
    asked, named = read(question).text, [d for d in demands_of(question) if d.kind == "name"]
    people = [found["name"] for found in PERSON_AFTER.finditer(read(sentence).text)]
    return any(name in asked or len(unmet(question, name)) < len(named) for name in people)


def asks_for_post(question: str) -> bool:
    """Whether somebody's post is asked for, or who somebody is, which a post tells."""
    return _POST_OF.search(question) is not None


_LIST = re.compile(
    r"哪[些几幾两兩]|[有是][什甚][么麼]|[几幾]?[大个個点點项項]?(?:挑[战戰]|措施|建[议議]|[问問][题題]|原因|方面)"
    r"|列出|列[举舉]|分[别別]"
    r"|\b(?:what|which) (?:are|were|\w+ \w*s)\b|\b(?:list|name) (?:the|all|some)\b|\bwhich \w+s\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"比[较較]|[对對]比|[区區][别別]|不同|差[异異别別距]|相比|异同|異同|哪[个個家]更|\b(?:compare[ds]?|comparison|versus|vs|differ\w*)\b",
    re.IGNORECASE,
)


def is_list_wanted(question: str) -> bool:
    """Whether several things are asked for, so that a list is the answer and not a promise of one."""
    return _LIST.search(question) is not None


def compares(question: str) -> bool:
    """Whether the question sets things against each other."""
    return _COMPARES.search(question) is not None
