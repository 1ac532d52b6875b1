"""The plot shows every line with its points where they belong."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest

from benchmarks.plot import HIGH, LEFT, WIDE, plot_growth

SVG = "{http://www.w3.org/2000/svg}"


def test_the_decades_are_filled_from_corner_to_corner() -> None:
    drawn = fromstring(plot_growth({"ours <1>": [(10, 1), (100, 10), (1_000, 100)]}, "a & b"))
    dots = [(float(c.attrib["cx"]), float(c.attrib["cy"])) for c in drawn.iter(f"{SVG}circle")]
    assert dots == [(LEFT, HIGH), (LEFT + WIDE / 2, HIGH / 2), (LEFT + WIDE, 0)]
    texts = [text.text for text in drawn.iter(f"{SVG}text")]
    assert {"a & b", "ours <1>", "10", "1,000", "1 ms", "100 ms"} <= set(texts)


def test_a_line_for_each_name_without_what_cannot_be_drawn() -> None:
    drawn = fromstring(plot_growth({"a": [(10, 5), (20, 0)], "b": [(0, 5), (50, 7)]}, ""))
    assert len(list(drawn.iter(f"{SVG}polyline"))) == 2
    assert len(list(drawn.iter(f"{SVG}circle"))) == 2


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(ValueError, match="no points"):
        plot_growth({"a": []}, "")
