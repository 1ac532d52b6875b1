"""The two Jinja environments: one for HTML pages, one for HTML that passes through a Markdown renderer."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_ACTIVE = re.compile(r"[^A-Za-z0-9 \x80-\U0010ffff]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_END = re.compile("[\u2028\u2029]")
_TEMPLATES = Path(__file__).parent / "templates"


@cache
def _pages() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _messages() -> Environment:
    return _pages().overlay(finalize=_finalize)


def render_page(template: str, **values: Any) -> str:
    """HTML in which every value is escaped."""
    return _pages().get_template(template).render(values)


def render_message(template: str, **values: Any) -> str:
    """HTML on one line in which no value can act as HTML or as Markdown.

    A Markdown renderer leaves a line that opens with a block element alone up to its end, and would still find
    no punctuation in the values to act on.
    """
    rendered = _messages().get_template(template).render(values)
    return "".join(line.strip() for line in rendered.splitlines())


def encode(text: str) -> Markup:
    """``text`` with every ASCII character but letters, digits and spaces as a numeric character reference.

    Control characters but newline and tab, and lone surrogates, which no page can carry, become U+FFFD.
    """
    readable = _LINE_END.sub(" ", _UNPRINTABLE.sub("\ufffd", text))
    # Safe to mark as such: nothing is left of the text that is not encoded.
    return Markup(_ACTIVE.sub(lambda found: f"&#{ord(found.group())};", readable))  # noqa: S704


def _finalize(value: Any) -> Any:
    return value if isinstance(value, Markup) else encode(str(value))
