"""Questions that describe their topic instead of naming it: the institute that released 悟道2.0."""

from __future__ import annotations

import re

_BODY = (
    "机构|機構|公司|企业|企業|单位|單位|研究院|研究所|大学|大學|实验室|實驗室|组织|組織|部门|部門|平台|平臺|团队|團隊"
)
_CHINESE = re.compile(
    rf"[^，。？?,\s]{{2,40}}?的(?:那[个個家])?(?:{_BODY})(?=[，,的是又还還后後在于於]|[首现現前][任]|$)"
)
_ENGLISH = re.compile(
    r"\b(?:the|that) (?:\w+ )?(?:institute|institution|company|firm|organi[sz]ation|university|lab(?:oratory)?|body|"
    r"agency|team|maker|developer|city)\b(?: (?:that|which|who)\b| of\b| behind\b)[^?,]*",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:研究院|研究所|大学|大學|公司|集团|集團|实验室|實驗室|委员会|委員會|科学院|科學院|联盟|聯盟)"
)
_LEADING = re.compile(r"^(?:[年月日\d]+|[在由与與和及是被称稱据據对對向从從]|北京市|记者)+")


def described_topic(question: str) -> str:
    """The words that describe the topic instead of naming it, or nothing."""
    found = _CHINESE.search(question) or _ENGLISH.search(question)
    return found.group() if found else ""


def named_in_place(question: str, sentence: str) -> str:
    """The question with its description replaced by the body that ``sentence`` names; empty where none fits.

    ``sentence`` is the best evidence for the question as asked, which is evidence for the description first.
    """
    described = described_topic(question)
    if not described:
        return ""
    names = [_LEADING.sub("", name) for name in _NAMED.findall(sentence)]
    fitting = [name for name in names if len(name) > 2 and name not in question]
    return question.replace(described, fitting[0], 1) if fitting else ""
