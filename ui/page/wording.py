"""Every word the page says itself, in the three languages a reader can choose: one file each in ``words/``."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from assistant.question import Language

LANGUAGES: tuple[tuple[str, Language], ...] = (("简体", "zh-Hans"), ("繁體", "zh-Hant"), ("English", "en"))
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTHS: tuple[str, ...] = ("January", "February", "March", "April", "May", "June")
_MONTHS += ("July", "August", "September", "October", "November", "December")
SPOKEN = (
    *(
        "title",
        "close",
        "new_tab",
        "open_sentence",
        "copied",
        "article",
        "source",
        "history_empty",
        "rename",
    ),
    *("new_name", "delete", "delete_sure", "export_markdown", "export_json", "save", "cancel", "editing", "scope_some"),
    *("scope_clear", "add_sending", "add_done", "add_same", "add_near", "add_failed", "remove_sure", "offline"),
    *("too_many", "busy", "error_unexpected", "add_reading", "add_placing"),
    *("scope_matches", "scope_first", "scope_none", "scope_bar", "scope_change"),
    *("useful", "useless", "by_quote", "by_model", "refused"),
    *("local_get", "local_start", "local_again", "local_engine", "local_pulling", "local_done"),
    *("local_starting", "local_running", "local_failed"),
    *("local_disk", "local_memory", "local_hash", "local_reach", "local_file"),
)
"""The words that the script in the browser needs."""


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
    library_bare: str
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
    writing: str
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
    near: str
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
    history: str
    history_note: str
    history_empty: str
    rename: str
    new_name: str
    delete: str
    delete_sure: str
    export_markdown: str
    export_json: str
    dismiss: str
    save: str
    cancel: str
    again: str
    edit: str
    editing: str
    useful: str
    useless: str
    rate_notice: str
    reason: str
    submit: str
    rated: str
    unrated: str
    ask_next: str
    scope_pick: str
    scope_hint: str
    scope_some: str
    scope_clear: str
    scoped: str
    add: str
    add_hint: str
    add_drop: str
    add_link: str
    add_read: str
    add_unfetched: str
    add_sending: str
    add_done: str
    add_same: str
    add_near: str
    add_large: str
    add_kind: str
    add_unreadable: str
    add_failed: str
    remove: str
    remove_sure: str
    offline: str
    too_many: str
    error_scope: str
    scope_title: str
    scope_open: str
    scope_find: str
    scope_publishers: str
    scope_since: str
    scope_until: str
    scope_matches: str
    scope_first: str
    scope_none: str
    scope_done: str
    scope_change: str
    scope_bar: str
    add_placing: str
    add_reading: str
    add_empty: str
    add_locked: str
    add_pictures: str
    add_damaged: str
    busy: str
    local_title: str
    local_what: str
    local_get: str
    local_start: str
    local_again: str
    local_engine: str
    local_pulling: str
    local_done: str
    local_starting: str
    local_running: str
    local_failed: str
    local_disk: str
    local_memory: str
    local_hash: str
    local_reach: str
    local_file: str


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


def words_in(language: str, *, read_only: bool = False) -> Words:
    """The page's words in a language; Simplified Chinese for one that is not offered.

    Who may only read is not told to add documents.
    """
    words = _all_words().get(language) or _all_words()["zh-Hans"]
    return replace(words, library_empty=words.library_bare) if read_only else words


def words_for_script(words: Words) -> str:
    """What the browser's own script says, as a JSON object."""
    return json.dumps({name: getattr(words, name) for name in SPOKEN}, ensure_ascii=False)


@cache
def _all_words() -> dict[str, Words]:
    folder = files("ui.page").joinpath("words")
    read = (tomllib.loads(folder.joinpath(f"{language}.toml").read_text(encoding="utf-8")) for _, language in LANGUAGES)
    return {words.language: words for words in (Words(**said) for said in read)}


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
