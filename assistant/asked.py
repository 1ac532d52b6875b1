"""What kind of thing a question asks for, and whether a sentence holds one."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from assistant.counted import number_wanted
from assistant.demands import demands_of, unmet
from assistant.verify.english import find_english_names
from assistant.verify.proper import PERSON_AFTER, PERSON_BEFORE, SURNAME, TITLE, find_foreign
from assistant.verify.reading import read
from assistant.verify.taking_up import asks_taking_up, may_take_up
from index.text.fold import to_simplified

Holds = Callable[[str], bool]

_DATE = re.compile(
    r"\d+\s*[年月日]|[一二三四五六七八九十]+月|\d{4}|[今去明]年|近日|日前|[昨今明]天|世[纪紀]|年[初底末]|[上下]半年"
    r"|\b(?:Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June|July|Aug(?:ust)?|Sept(?:ember)?|Oct(?:ober)?|Nov(?:ember)?"
    r"|Dec(?:ember)?)\b"
)
_DURATION = re.compile(
    r"(?:\d|[一二三四五六七八九十两兩半数數几幾])[余餘多]?(?:个|個)?(?:年|月|天|日|周|週|小时|小時|分钟|分鐘|秒)"
    r"|\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty(?:-\w+)?|several|few)"
    r"[ -](?:year|month|week|day|hour|minute)s?\b"
)
_SHARE = re.compile(
    r"%|％|百分之|分之|[一二三四五六七八九两兩\d]成(?![立為为功員员果都長长本熟就形])|倍|半[数數]|一半|per ?cent",
    re.IGNORECASE,
)
_AGE = re.compile(r"[岁歲]|[出诞誕]生|生[于於]|\b(?:aged?|years? old|born)\b", re.IGNORECASE)
_MONEY = re.compile(
    r"(?:[\d百千万萬亿億兆十]|[一二三四五六七八九两兩])[余餘多]?(?:人民|[美港日歐欧韓韩])?[元币幣]|美金|英[镑鎊]|dollar|yuan|\$|￥|¥",
    re.IGNORECASE,
)
_POST = re.compile(
    r"院[长士]|[所校部司局处科省市区县行会社团队]长|秘书长|理事长|董事|主任|主席|书记|总[裁监理]|教授|研究员|工程师|创始人"
    r"|首席|C[ETFO]O|发言人|巡视员|委员|合伙人"
)


_IS_CALLED = re.compile(rf"(?:是|为|由|叫|名叫|[:：])(?:了)?{SURNAME}[\u4e00-\u9fff]{{1,2}}(?![\u4e00-\u9fff])")


_DONE_BY = re.compile(rf"由{SURNAME}[\u4e00-\u9fff]{{1,2}}?(?=[设建创制编执主撰绘领率写作])")
_PERSON_TAGS = ("nr", "nrt", "nrfg")


def _finds(pattern: re.Pattern[str]) -> Holds:
    return lambda text: pattern.search(text) is not None


_holds_date = _finds(_DATE)


def _holds_person(text: str) -> bool:
    told = read(text)
    if not told.chinese:
        return bool(find_english_names(told.text))
    if any(pattern.search(told.text) for pattern in (PERSON_AFTER, PERSON_BEFORE, _IS_CALLED, _DONE_BY)):
        return True
    return bool(find_foreign(told)) or any(tag in _PERSON_TAGS and len(word) > 1 for word, tag in told.words)


def _holds_post(text: str) -> bool:
    return _POST.search(to_simplified(text)) is not None


def _holds_place(text: str) -> bool:
    told = read(text)
    return not told.chinese or any(tag == "ns" for _, tag in told.words) or _SITE.search(told.text) is not None


_SITE = re.compile(r"位于|地处|坐落|设[在于]|在[^，,。]{1,12}(?:[省市县区州国镇乡村岛山河湖海路街港]|举行|召开)")
_DIGIT = re.compile(r"\d")
_ASKS_DATE = (
    r"何[时時]|[什甚][么麼][时時]候|哪[一]?[年天日]|[几幾]月|[几幾][号號日]"
    r"|\bwhen\b|(?:what|which) (?:year|date|day|month)"
)
_ASKS_DURATION = (
    r"多久|多[长長][时時][间間]|(?<![\d十百千万萬数數许許])[几幾多][少个個]*(?:年|天|个月|個月|小时|小時)(?!级|級|代|[间間])"
    r"|\bhow long\b|how many (?:years|months|days|hours)"
)
_ASKS_AGE = r"多大(?:年[纪紀龄齡]|岁数|歲數)|[几幾][岁歲]|多少[岁歲]|年[龄齡]|\bhow old\b|\bage of\b"
_ASKS_SHARE = r"百分之|比例|占比|比重|[几幾]成|[几幾]倍|增[长長速]|\b(?:percent|percentage|proportion|share|growth)\b"
# What is told in money: 成本是多少 asks for a price, and 成本上涨多少 and 投资多少家公司 do not.
_PRICED = (
    r"成本|造[价價]|[价價](?:格|[钱錢])?|[费費]用?|[营營]收|收入|[额額]|利[润潤]|工[资資]|薪[资資水]?|[奖獎]金|[资資]金"
    r"|[经經][费費]|[预預]算|市值|估值"
)
_BETWEEN = r"(?:是|[为為]|有|[达達]|要|[约約]|大概|到底){0,2}"
_ASKS_MONEY = (
    r"多少[百千万萬亿億]*[元钱錢]|[几幾][元块塊]|票房"
    rf"|(?:{_PRICED}){_BETWEEN}多[少高大](?:[?？。,，\s呢啊]|$)"
    r"|\bhow much (?:money|did|does)|\bwhat (?:did|does|do|will|would) .*\bcosts?\b"
    r"|\bthe (?:cost|price|budget|salary) of\b"
)
# 几 of 几内亚 and 多高 of 许多高校 ask for nothing, and 几个朝代中哪个 for one of them.
_ASKS_NUMBER = (
    r"(?:多少|(?<![哪说說茶])[几幾](?![内內何乎率近])|(?<![许許众眾更很太最])多[大高快重远遠])(?!.*(?:哪|[谁誰]|[什甚][么麼]))"
    r"|\bhow (?:many|much|large|big|often|far|fast|high)\b"
)
_ASKS_PERSON = r"[谁誰]|哪[一]?位|何人|[什甚][么麼]人|\bwho\b|\bwhom\b|\bwhose\b"
_ASKS_WHO_IS = (
    rf"^(?!{TITLE}){SURNAME}[\u4e00-\u9fff]{{1,2}}(?:到底|究竟)?(?:是|系)(?:[谁誰]|[什甚何][么麼许許]?人)"
    r"|^who (?:is|was) (?-i:[A-Z]\w+)(?: (?-i:[A-Z]\w+)){1,2}\W*$"
)
_ASKS_PLACE = r"哪[里裡裏儿兒]|何[处處地]|[什甚][么麼]地方|在哪(?![些个個家一种種])|\bwhere\b"
_ASKS_POST = r"[职職][务務位]|[头頭][衔銜]|身份|[职職][称稱]|\b(?:post|position|title|role)\b"
_POST_OF = re.compile(f"{_ASKS_POST}|{_ASKS_WHO_IS}", re.IGNORECASE)
# 什么是大模型发展的瓶颈 asks for the bottleneck: what has 的 in it is no term.
_ASKS_MEANING = (
    r"^(?:[什甚][么麼]|何)(?:是|叫做?|[谓謂为為])(?P<a>[^的，,]{2,20}?)[\s?？。]*$"
    r"|^(?P<b>[^的，,]{2,20}?)(?:是[什甚][么麼]意思|是?指的?是?[什甚][么麼])"
)


def _defines(question: str) -> Holds:
    """A test for sentences that say what the question's term is: …是指, …，即…, 称为…."""
    term = _MEANING.search(to_simplified(question))
    name = re.escape((term["a"] or term["b"]) if term else question)
    defining = re.compile(
        rf"{name}(?:[（(][^）)]*[）)])?[”》」]?[^，,。；;：:\d]{{0,4}}(?:是(?![谁否])|指|即|系|意[为指])"
        rf"|(?:称[为作之]?|叫做?|即|简称|谓之|定义为)[“「『《]?{name}",
        re.IGNORECASE,
    )
    return lambda text: defining.search(to_simplified(text)) is not None


def _holds_taking_up(text: str) -> bool:
    return _holds_date(text) and may_take_up(text)


def _dates_for(question: str) -> Holds:
    """A test for sentences with a date; if it is asked when somebody came to a post, for such as speak of that."""
    return _holds_taking_up if asks_taking_up(question) else _holds_date


def _always(holds: Holds) -> Callable[[str], Holds]:
    return lambda _question: holds


_MEANING = re.compile(_ASKS_MEANING)
# The first that fits decides: 多久 asks for a time before it asks for a number.
_KINDS: tuple[tuple[re.Pattern[str], Callable[[str], Holds]], ...] = tuple(
    (re.compile(asked, re.IGNORECASE), test)
    for asked, test in (
        (_ASKS_MEANING, _defines),
        (_ASKS_DATE, _dates_for),
        (_ASKS_AGE, _always(_finds(_AGE))),
        (_ASKS_DURATION, _always(_finds(_DURATION))),
        (_ASKS_SHARE, _always(_finds(_SHARE))),
        (_ASKS_MONEY, _always(_finds(_MONEY))),
        (_ASKS_NUMBER, number_wanted),
        (_ASKS_PERSON, _always(_holds_person)),
        (_ASKS_POST, _always(_holds_post)),
        (_ASKS_PLACE, _always(_holds_place)),
    )
)
_WHY = re.compile(
    r"[为為爲][什甚][么麼]|[为為爲]何|[怎如]何|怎[么麼样樣]|原因|理由"
    r"|\bwhy\b|\bhow (?:does|do|did|is|are|can|will|should)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def wanted_kind(question: str) -> Holds | None:
    """A test for sentences of the kind asked for: a date, a number, a definition; None where the question is open."""
    return next((test(question) for asked, test in _KINDS if asked.search(question)), None)


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


def holds_news(question: str, sentence: str) -> bool | None:
    """Whether a sentence holds the kind of thing asked for beside what the question itself says; None if open.

    The 2.0 of 悟道2.0 answers no question for a number, nor does a year that the question names.
    """
    wanted = wanted_kind(question)
    if wanted is None:
        return None
    told = read(sentence)
    text = told.text
    for known in [n.text for n in told.names if _DIGIT.search(n.text)] + [f.text for f in read(question).figures]:
        text = text.replace(known, " ")
    return wanted(text)
