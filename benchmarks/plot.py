"""The growth of a question's time as an SVG: the corpus to the right, milliseconds upwards, both in powers of ten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

WIDE, HIGH, LEFT, BELOW, RIGHT = 560, 300, 64, 40, 230  # pixels
_COLOURS = ("#b3261e", "#d98880", "#1f5f8b", "#85b3d1", "#6b6b6b", "#3c7a3c")
Points = Sequence[tuple[float, float]]


def plot_growth(lines: Mapping[str, Points], title: str) -> str:
    """A line of ``(passages, milliseconds)`` for each name; what is not above 0 is left out.

    Raises:
        ValueError: there is nothing to draw.
    """
    shown = {name: [(x, y) for x, y in points if x > 0 and y > 0] for name, points in lines.items()}
    flat = [point for points in shown.values() for point in points]
    if not flat:
        raise ValueError("there are no points to draw")
    across, up = _decades([x for x, _ in flat]), _decades([y for _, y in flat])
    body = [*_grid(across, up)]
    for number, (name, points) in enumerate(shown.items()):
        body += _line(name, points, (across, up), number)
    size = f"{LEFT + WIDE + RIGHT} {HIGH + BELOW + 30}"
    style = "font: 12px sans-serif; background: #fff"
    head = f'<text x="{LEFT}" y="-10" font-size="13">{escape(title)}</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -30 {size}" style="{style}" role="img" '
        f'aria-label="{escape(title)}">{head}{"".join(body)}</svg>\n'
    )


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)


def _place(value: float, decades: tuple[int, int], length: float) -> float:
    low, high = decades
    return length * (log10(value) - low) / (high - low)


def _grid(across: tuple[int, int], up: tuple[int, int]) -> list[str]:
    lines = []
    for power in range(across[0], across[1] + 1):
        x = LEFT + _place(10**power, across, WIDE)
        lines.append(f'<line x1="{x:.0f}" x2="{x:.0f}" y1="0" y2="{HIGH}" stroke="#e5e5e5"/>')
        lines.append(f'<text x="{x:.0f}" y="{HIGH + 18}" text-anchor="middle">{10**power:,}</text>')
    for power in range(up[0], up[1] + 1):
        y = HIGH - _place(10**power, up, HIGH)
        lines.append(f'<line x1="{LEFT}" x2="{LEFT + WIDE}" y1="{y:.0f}" y2="{y:.0f}" stroke="#e5e5e5"/>')
        lines.append(f'<text x="{LEFT - 6}" y="{y + 4:.0f}" text-anchor="end">{10**power:g} ms</text>')
    lines.append(f'<text x="{LEFT + WIDE / 2:.0f}" y="{HIGH + 36}" text-anchor="middle">passages</text>')
    return lines


def _line(name: str, points: Points, decades: tuple[tuple[int, int], tuple[int, int]], number: int) -> list[str]:
    colour, y = _COLOURS[number % len(_COLOURS)], 14 + 20 * number
    placed = [(LEFT + _place(x, decades[0], WIDE), HIGH - _place(v, decades[1], HIGH)) for x, v in points]
    path = " ".join(f"{a:.1f},{b:.1f}" for a, b in placed)
    dots = "".join(
        f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5" fill="{colour}"><title>{escape(name)}: {v:g} ms at {x:,.0f}</title>'
        "</circle>"
        for (a, b), (x, v) in zip(placed, points, strict=True)
    )
    left = LEFT + WIDE + 16
    return [
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}',
        f'<line x1="{left}" x2="{left + 18}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2"/>',
        f'<text x="{left + 24}" y="{y + 4}">{escape(name)}</text>',
    ]
