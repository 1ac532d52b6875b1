"""Plots: dots stand where their figures are, and nothing said breaks the drawing."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from evals.intervals import Figure
from evals.plots import LABEL, WIDE, Dot, dots, spread

HALF = Figure(0.5, 0.25, 0.75, 8)


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def test_a_dot_and_its_interval_stand_where_the_figure_is() -> None:
    group = drawn(dots([("facts", [Dot(HALF)])])).find("g")
    assert group is not None
    line, circle = group.find("line"), group.find("circle")
    assert line is not None and circle is not None
    assert float(circle.attrib["cx"]) == LABEL + WIDE / 2
    assert [float(line.attrib[x]) for x in ("x1", "x2")] == [LABEL + WIDE / 4, LABEL + WIDE * 3 / 4]
    title = group.find("title")
    assert title is not None and title.text == "mean: 0.500 (0.250 to 0.750), 8 questions"


def test_names_are_escaped() -> None:
    assert "<b>" in "".join(drawn(dots([("<b>", [Dot(HALF, title="<i>")])])).itertext())


def test_several_dots_of_a_line_do_not_hide_each_other() -> None:
    heights = [c.attrib["cy"] for c in drawn(dots([("facts", [Dot(HALF), Dot(HALF)])])).iter("circle")]
    assert len(set(heights)) == 2


def test_no_line_is_an_empty_drawing() -> None:
    assert list(drawn(dots([])).iter("circle")) == []


def test_the_share_answered_rises_to_all() -> None:
    svg = spread([("a", "ours", [0.1, 0.2, 0.3, 0.4])])
    found = re.search(r'points="([^"]+)"', svg)
    assert found is not None
    points = [tuple(map(float, p.split(","))) for p in found.group(1).split()]
    assert points == sorted(points)
    assert [y for _, y in points] == [142.5, 95.0, 47.5, 0.0]
    assert "400 ms" in svg


@pytest.mark.parametrize("seconds", [[], [0.0]])
def test_no_time_at_all_is_drawn_too(seconds: list[float]) -> None:
    assert "1000 ms" in spread([("a", "ours", seconds)])
