"""Every word the page says itself, in the three languages a reader can choose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.question import Language

LANGUAGES: tuple[tuple[str, Language], ...] = (("简体", "zh-Hans"), ("繁體", "zh-Hant"), ("English", "en"))
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTHS: tuple[str, ...] = ("January", "February", "March", "April", "May", "June")
_MONTHS += ("July", "August", "September", "October", "November", "December")


@dataclass(frozen=True, slots=True)
class Words:
    """The page's own text in one language. ``{…}`` are slots for ``str.format``."""

    language: Language
    title: str
    tagline: str
    what: str
    try_one: str
    library: str
    library_count: str
    library_empty: str
    more: str
    ask_label: str
    ask_hint: str
    send: str
    stop: str
    new: str
    language_label: str
    source: str
    sources: str
    sources_waiting: str
    waiting: str
    by_quote: str
    by_model: str
    rests_on: str
    understood: str
    stopped: str
    refused: str
    nearest: str
    ask_instead: str
    verbatim: str
    support: str
    open_sentence: str
    copy: str
    copied: str
    close: str
    new_tab: str
    article: str
    cut: str
    cut_line: str
    original: str
    author: str
    no_article: str
    home: str
    error: str
    error_empty: str
    error_long: str
    error_character: str
    error_known: str
    error_unexpected: str
    model_failed: str
    untitled: str
    notice: str


_HANS = Words(
    language="zh-Hans",
    title="原文 · 有出处的问答",
    tagline="每一句回答，都指向它的原句",
    what="原文只凭馆藏的文章作答。回答里的编号通向出处：指着它看原句，点开它读原文。文章里没有的，就直说没有。",
    try_one="不妨先问",
    library="馆藏文章",
    library_count="共 {count} 篇",
    library_empty="馆藏还是空的。请先用 yuanwen add 添加文章，再来提问。",
    more="另有 {count} 篇",
    ask_label="问题",
    ask_hint="想知道什么？",
    send="提问",
    stop="停止",
    new="新对话",
    language_label="页面语言",
    source="出处",
    sources="出处",
    sources_waiting="正在查找原文……",
    waiting="正在翻阅文章……",
    by_quote="摘自原文",
    by_model="由模型撰写，逐句核对",
    rests_on="{count} 处出处",
    understood="理解为：{question}",
    stopped="已停止",
    refused="馆藏里没有答案",
    nearest="内容相近的文章（不是答案）",
    ask_instead="馆藏能回答的问题",
    verbatim="原句",
    support="吻合 {percent}%",
    open_sentence="翻到这一句",
    copy="复制回答与出处",
    copied="已复制",
    close="关闭文章",
    new_tab="在新标签页打开",
    article="文章",
    cut="查看整理时删去的内容（{count} 处）",
    cut_line="第 {line} 行",
    original="原网页",
    author="作者",
    no_article="没有这篇文章",
    home="回到问答",
    error="没能回答",
    error_empty="问题是空的：请写下想知道的事。",
    error_long="问题有 {count} 个字符，上限是 {limit} 个：请缩短后再问。",
    error_character="问题里有看不见的控制字符：请删去后再问。",
    error_known="没能回答：{message}",
    error_unexpected="出了意外，这个问题没能回答。请再试一次；若仍不行，请查看运行原文的窗口里的记录。",
    model_failed="模型没能写完，其余部分直接摘自原文。",
    untitled="（无题）",
    notice="回答只依据馆藏文章，请以原文为准。",
)

_HANT = Words(
    language="zh-Hant",
    title="原文 · 有出處的問答",
    tagline="每一句回答，都指向它的原句",
    what="原文只憑館藏的文章作答。回答裡的編號通向出處：指著它看原句，點開它讀原文。文章裡沒有的，就直說沒有。",
    try_one="不妨先問",
    library="館藏文章",
    library_count="共 {count} 篇",
    library_empty="館藏還是空的。請先用 yuanwen add 加入文章，再來提問。",
    more="另有 {count} 篇",
    ask_label="問題",
    ask_hint="想知道什麼？",
    send="提問",
    stop="停止",
    new="新對話",
    language_label="頁面語言",
    source="出處",
    sources="出處",
    sources_waiting="正在查找原文……",
    waiting="正在翻閱文章……",
    by_quote="摘自原文",
    by_model="由模型撰寫，逐句核對",
    rests_on="{count} 處出處",
    understood="理解為：{question}",
    stopped="已停止",
    refused="館藏裡沒有答案",
    nearest="內容相近的文章（不是答案）",
    ask_instead="館藏能回答的問題",
    verbatim="原句",
    support="吻合 {percent}%",
    open_sentence="翻到這一句",
    copy="複製回答與出處",
    copied="已複製",
    close="關閉文章",
    new_tab="在新分頁開啟",
    article="文章",
    cut="查看整理時刪去的內容（{count} 處）",
    cut_line="第 {line} 行",
    original="原網頁",
    author="作者",
    no_article="沒有這篇文章",
    home="回到問答",
    error="沒能回答",
    error_empty="問題是空的：請寫下想知道的事。",
    error_long="問題有 {count} 個字元，上限是 {limit} 個：請縮短後再問。",
    error_character="問題裡有看不見的控制字元：請刪去後再問。",
    error_known="沒能回答：{message}",
    error_unexpected="出了意外，這個問題沒能回答。請再試一次；若仍不行，請查看執行原文的視窗裡的記錄。",
    model_failed="模型沒能寫完，其餘部分直接摘自原文。",
    untitled="（無題）",
    notice="回答只依據館藏文章，請以原文為準。",
)

_EN = Words(
    language="en",
    title="Yuanwen · answers with their sources",
    tagline="Every answer, down to the sentence it rests on",
    what=(
        "Yuanwen (原文, “the original text”) answers only from the articles it holds. A number in an answer leads to "
        "its source: point at it for the sentence, open it for the article. What the articles don’t say, it says so."
    ),
    try_one="Try one of these",
    library="Articles held",
    library_count="{count} in all",
    library_empty="There are no articles yet. Add some with yuanwen add, then ask.",
    more="and {count} more",
    ask_label="Question",
    ask_hint="What would you like to know?",
    send="Ask",
    stop="Stop",
    new="New chat",
    language_label="Page language",
    source="Source",
    sources="Sources",
    sources_waiting="Looking through the articles…",
    waiting="Reading the articles…",
    by_quote="Quoted from the sources",
    by_model="Written by a model, checked sentence by sentence",
    rests_on="Sources: {count}",
    understood="Understood as: {question}",
    stopped="Stopped",
    refused="Not in the articles",
    nearest="Nearest articles (not an answer)",
    ask_instead="Questions the articles can answer",
    verbatim="Verbatim",
    support="Match {percent}%",
    open_sentence="Go to this sentence",
    copy="Copy with sources",
    copied="Copied",
    close="Close the article",
    new_tab="Open in a new tab",
    article="Article",
    cut="Show what was cut from the page ({count})",
    cut_line="line {line}",
    original="Original page",
    author="By",
    no_article="There is no such article",
    home="Back to the questions",
    error="No answer",
    error_empty="The question is empty: write what you want to know.",
    error_long="The question has {count} characters, the limit is {limit}: shorten it and ask again.",
    error_character="The question holds an invisible control character: remove it and ask again.",
    error_known="No answer: {message}",
    error_unexpected=(
        "Something unexpected happened and this question was not answered. Try again; if it happens again, "
        "look at the log in the window where Yuanwen runs."
    ),
    model_failed="The model could not finish; the rest is quoted from the sources.",
    untitled="(untitled)",
    notice="Answers rest only on the articles held here; the articles have the last word.",
)

# Why a piece of a page was cut, as the cleaner says it, for readers of Chinese: Simplified, Traditional.
_CUT_REASONS = {
    "after the article": ("正文之后", "正文之後"),
    "buttons": ("按钮", "按鈕"),
    "byline": ("署名", "署名"),
    "caption": ("图注", "圖註"),
    "date": ("日期", "日期"),
    "header": ("页眉", "頁首"),
    "interruption": ("插入内容", "插入內容"),
    "navigation": ("导航", "導覽"),
    "notice": ("声明", "聲明"),
    "number": ("数字", "數字"),
    "recommended": ("推荐阅读", "推薦閱讀"),
    "repeated": ("重复", "重複"),
    "title": ("标题", "標題"),
}

_WORDS: dict[str, Words] = {words.language: words for words in (_HANS, _HANT, _EN)}


def words_in(language: str) -> Words:
    """The page's words in a language; Simplified Chinese for one that is not offered."""
    return _WORDS.get(language, _HANS)


def name_reason(reason: str, language: Language) -> str:
    """A cut's reason in a language; one that is not known stays as it is."""
    hans, hant = _CUT_REASONS.get(reason, (reason, reason))
    return {"zh-Hans": hans, "zh-Hant": hant, "en": reason}[language]


def choose_language(preferred: Sequence[str]) -> Language:
    """The offered language that comes first among BCP 47 tags: ``zh-TW`` gives ``zh-Hant``, ``fr`` nothing."""
    for tag in preferred:
        parts = tag.strip().lower().split("-")
        if parts[0] == "zh":
            traditional = "hans" not in parts and {"hant", "tw", "hk", "mo"} & set(parts)
            return "zh-Hant" if traditional else "zh-Hans"
        if parts[0] == "en":
            return "en"
    return "zh-Hans"


def format_date(published: str, language: Language) -> str:
    """An ISO date as the language writes it, ``2023年5月28日`` or ``28 May 2023``; anything else unchanged."""
    found = _DATE.match(published)
    if not found:
        return published
    year, month, day = (int(part) for part in found.groups())
    if not 1 <= month <= 12:
        return published
    return f"{day} {_MONTHS[month - 1]} {year}" if language == "en" else f"{year}年{month}月{day}日"
