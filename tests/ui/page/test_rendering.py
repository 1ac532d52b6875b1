"""Values in messages act neither as HTML nor as Markdown."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from ui.page.wording import words_in
from ui.rendering import encode, render_message, render_page

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)


@given(ANY_TEXT)
def test_no_ascii_punctuation_is_left(text: str) -> None:
    encoded = str(encode(text))
    assert not re.search(r"[!\"$%'()*+,\-./:<=>?@\[\\\]^_`{|}~]", encoded)
    assert "\n" not in encoded
    assert not re.search(r"&(?!#\d+;)", encoded)
    encoded.encode("utf-8")


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=80))
def test_a_reader_sees_the_text_as_it_was(text: str) -> None:
    assert unescape(str(encode(text))) == text


def test_newlines_and_tabs_survive_and_control_characters_do_not() -> None:
    assert unescape(str(encode("a\n\tb"))) == "a\n\tb"
    assert str(encode("\x00\x1b\x7f\ud800")) == "\ufffd" * 4


@pytest.mark.parametrize(
    "attack",
    [
        "![x](http://evil.example/a.png)",
        "[here](http://evil.example)",
        "<img src=x onerror=alert(1)>",
        "http://evil.example www.evil.example me@evil.example",
        "# heading\n\n* item\n\n1. one\n\n    code",
        "$$x^2$$ %%%LATEX_BLOCK_0%%% ```mermaid\ngraph TD\n```",
        "</div></p>\n\n<script>alert(1)</script>",
        "\n\n\n**bold** _it_ ~~s~~ | a | b |\n|---|---|",
    ],
)
def test_an_attack_stays_one_line_of_plain_text(attack: str) -> None:
    html = render_message("question.html", lines=[attack], lang="en")
    assert "\n" not in html
    assert re.fullmatch(r'<div class="yw-question" lang="en"><p>[^<>]*</p></div>', html)
    assert unescape(html.split("<p>")[1].split("</p>")[0]) == attack


def test_attributes_are_encoded_too() -> None:
    html = render_message("question.html", lines=[], lang='en" onclick="alert(1)')
    assert re.findall(r"<[^>]*>", html) == [
        '<div class="yw-question" lang="en&#34; onclick&#61;&#34;alert&#40;1&#41;">',
        "</div>",
    ]


def test_pages_escape_html_and_keep_the_rest() -> None:
    html = render_page("missing.html", words=words_in("en"), pane=False)
    assert "There is no such article" in html


def test_a_forgotten_value_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        render_page("missing.html", pane=False)
