"""What the assistant says in its own words: how a quote is introduced, and how it says that it does not know."""

from __future__ import annotations

import re

from assistant.question import Language
from index import Article

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")

_NOT_FOUND = {
    "zh-Hans": "在{which}的{count}篇文章里没有找到这个问题的答案：“{question}”。",
    "zh-Hant": "在{which}的{count}篇文章裡沒有找到這個問題的答案：「{question}」。",
    "en": "None of the {count} articles {which} answers this question: “{question}”.",
}
_ALL = {"zh-Hans": "现有", "zh-Hant": "現有", "en": "here"}
_CHOSEN = {"zh-Hans": "所选", "zh-Hant": "所選", "en": "chosen"}
_NO_ARTICLES = {
    "zh-Hans": "还没有任何文章，请先添加文章再提问。",
    "zh-Hant": "還沒有任何文章，請先加入文章再提問。",
    "en": "There are no articles yet: add some, then ask.",
}
_LEAD = {
    "zh-Hans": "据{publisher}{date}报道：",
    "zh-Hant": "據{publisher}{date}報導：",
    "en": "{publisher}{date} reports: ",
}
_SAID = {"zh-Hans": "《{title}》{date}写道：", "zh-Hant": "《{title}》{date}寫道：", "en": "“{title}”{date} says: "}


def not_found(question: str, count: int, language: Language, chosen: bool = False) -> str:
    """A refusal that names what was looked for and where: in all ``count`` articles, or in those that were chosen."""
    if not count and not chosen:
        return _NO_ARTICLES[language]
    short = question if len(question) <= 60 else question[:60] + "…"
    which = (_CHOSEN if chosen else _ALL)[language]
    if count == 1 and language == "en":
        return f"The one article {which} does not answer this question: “{short}”."
    return _NOT_FOUND[language].format(count=count, which=which, question=short)


def lead_in(article: Article, language: Language) -> str:
    """Who said it and when, before a quote: ``据新华社2023年6月7日报道：``.

    What the source does not name is left out: what nobody published is no report, and its title says it
    (``《员工手册》写道：``).
    """
    date = _date(article.published, language)
    if article.publisher:
        return _LEAD[language].format(publisher=article.publisher, date=date)
    return _SAID[language].format(title=article.title or article.id, date=date)


def _date(published: str, language: Language) -> str:
    found = _DATE.match(published)
    if not found:
        return ""
    if language == "en":
        return f" ({found.group()})"
    year, month, day = (int(part) for part in found.groups())
    return f"{year}年{month}月{day}日"
