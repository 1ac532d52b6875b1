"""Colours that can be told apart, and stylesheets that ask nobody for anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[3] / "ui" / "static"
SCRIPTS = ("page.js", "place.js", "bar.js", "scope.js", "asking.js", "chats.js", "documents.js", "model.js")
# Text and what it stands on; WCAG 2.2 AA asks for 4.5 to 1, for the lines of a control for 3 to 1.
ON_PAGE = [
    ("ink", "paper"),
    ("ink", "sheet"),
    ("ink", "tint"),
    ("soft", "paper"),
    ("soft", "sheet"),
    ("soft", "tint"),
    ("faint", "paper"),
    ("faint", "sheet"),
    ("faint", "tint"),
    ("seal", "paper"),
    ("seal", "sheet"),
    ("seal", "tint"),
    ("on-seal", "seal-fill"),
    ("paper", "ink"),
]
ON_ARTICLE = [
    ("ink", "paper"),
    ("faint", "paper"),
    ("seal", "paper"),
    ("mark-ink", "mark"),
    ("ink", "also"),
]


def palettes(name: str) -> dict[str, dict[str, str]]:
    """The colours of ``:root``, light and dark."""
    css = (STATIC / name).read_text(encoding="utf-8")
    blocks = re.findall(r":root(?:\.yw-dark)?\s*\{([^}]*--ink:[^}]*)\}", css)
    found = [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", block)) for block in blocks]
    return {"light": found[0], "dark": found[0] | found[1]}


def luminance(colour: str) -> float:
    """WCAG's relative luminance of ``#rgb`` or ``#rrggbb``."""
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("shade", ["light", "dark"])
@pytest.mark.parametrize(
    ("sheet", "pairs"), [("page.css", ON_PAGE), ("article.css", ON_ARTICLE)], ids=["page", "article"]
)
def test_all_text_can_be_read(sheet: str, pairs: list[tuple[str, str]], shade: str) -> None:
    colours = palettes(sheet)[shade]
    for text, ground in pairs:
        ratio = contrast(colours[text], colours[ground])
        assert ratio >= 4.5, f"{text} on {ground}: {ratio:.2f}"


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_the_box_to_ask_in_can_be_seen(shade: str) -> None:
    colours = palettes("page.css")[shade]
    assert contrast(colours["line-strong"], colours["paper"]) >= 3
    assert contrast(colours["line-strong"], colours["sheet"]) >= 3


@pytest.mark.parametrize("name", ["page.css", "tools.css", "article.css", *SCRIPTS, "seal.svg"])
def test_no_file_of_ours_names_another_host(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")
    addresses = re.findall(r"(?:https?:)?//[\w.-]+\.\w+", text)
    assert [a for a in addresses if "www.w3.org" not in a] == []
    assert "@import" not in text
    assert "url(" not in text


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_scripts_set_text_only_as_text(name: str) -> None:
    script = (STATIC / name).read_text(encoding="utf-8")
    for unsafe in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        assert unsafe not in script
