"""The page's own words: the same in every language, in that language's script."""

from __future__ import annotations

import json
import re
import string
from dataclasses import fields
from pathlib import Path

import pytest

from index.text.fold import to_simplified
from ui.page.wording import LANGUAGES, SPOKEN, choose_language, format_date, name_reason, words_for_script, words_in

UI = Path(__file__).parents[3] / "ui"


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_language_says_everything_with_the_same_slots() -> None:
    hans = words_in("zh-Hans")
    for _, language in LANGUAGES:
        words = words_in(language)
        assert words.language == language
        for field in fields(words):
            said = getattr(words, field.name)
            assert said.strip(), field.name
            assert slots(said) == slots(getattr(hans, field.name)), field.name


def test_traditional_folds_to_simplified() -> None:
    hans, hant = words_in("zh-Hans"), words_in("zh-Hant")
    for name in (
        "tagline",
        "what",
        "notice",
        "refused",
        "nearest",
        "try_one",
        "ask_next",
        "rated",
        "scope_hint",
    ):
        assert to_simplified(getattr(hant, name)) == getattr(hans, name)
        assert to_simplified(getattr(hans, name)) == getattr(hans, name)


def test_english_is_english() -> None:
    for field in fields(words_in("en")):
        if field.name not in ("what", "language"):
            assert not any("\u4e00" <= c <= "\u9fff" for c in getattr(words_in("en"), field.name)), field.name


def test_no_word_is_kept_that_nothing_says() -> None:
    sources = [*UI.glob("templates/*.html"), *UI.glob("page/*.py"), *UI.glob("article_*.py")]
    used = "\n".join(p.read_text(encoding="utf-8") for p in sources)
    for field in fields(words_in("en")):
        assert f"words.{field.name}" in used or field.name in SPOKEN, field.name


def test_the_script_gets_the_words_it_says_and_no_others() -> None:
    scripts = "\n".join(p.read_text(encoding="utf-8") for p in UI.glob("static/*.js"))
    for name in SPOKEN:
        assert f'"{name}"' in scripts, name
    for said in re.findall(r'\bsay\("(\w+)"', scripts):
        assert said in SPOKEN
    spoken = json.loads(words_for_script(words_in("en")))
    assert spoken["offline"] == words_in("en").offline
    assert set(spoken) == set(SPOKEN)


def test_an_unknown_language_is_simplified_chinese() -> None:
    assert words_in("fr").language == "zh-Hans"
    assert words_in("").language == "zh-Hans"


@pytest.mark.parametrize(
    ("preferred", "chosen"),
    [
        (["zh-CN", "zh"], "zh-Hans"),
        (["zh-TW"], "zh-Hant"),
        (["zh-HK", "en"], "zh-Hant"),
        (["zh-Hant-CN"], "zh-Hant"),
        (["zh-Hans-HK"], "zh-Hans"),
        (["en-GB", "zh-CN"], "en"),
        (["fr-FR", "en"], "en"),
        (["fr"], "zh-Hans"),
        ([], "zh-Hans"),
        ([" ZH-tw "], "zh-Hant"),
    ],
)
def test_the_browser_s_languages_choose(preferred: list[str], chosen: str) -> None:
    assert choose_language(preferred) == chosen


def test_dates_are_written_as_the_language_writes_them() -> None:
    assert format_date("2023-05-28", "zh-Hans") == "2023年5月28日"
    assert format_date("2023-05-28T18:41:56", "zh-Hant") == "2023年5月28日"
    assert format_date("2023-12-01", "en") == "1 December 2023"


@pytest.mark.parametrize("odd", ["", "May 2023", "2023", "2023-13-01", "2023-00-10"])
def test_what_is_no_date_stays_as_it_is(odd: str) -> None:
    assert format_date(odd, "en") == odd
    assert format_date(odd, "zh-Hans") == odd


def test_reasons_for_cuts_have_names() -> None:
    assert name_reason("navigation", "zh-Hans") == "导航"
    assert name_reason("navigation", "zh-Hant") == "導覽"
    assert name_reason("navigation", "en") == "navigation"
    assert name_reason("something new", "zh-Hans") == "something new"
