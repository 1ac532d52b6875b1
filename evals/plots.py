"""Plots as inline SVG: dots with their intervals, shares as bars, and how times are spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import floor, log10

from evals.intervals import Figure

LABEL, WIDE, RIGHT, STEP = 170, 420, 96, 30  # pixels: names, the plot, figures, a line


@dataclass(frozen=True, slots=True)
class Dot:
    """A figure in a plot's line, drawn in the class's colour."""

    figure: Figure
    colour: str = "ours"
    title: str = ""


def dots(lines: Sequence[tuple[str, Sequence[Dot]]], wide: int = WIDE) -> str:
    """Lines of dots from 0 to 1 with 95 % intervals; the first dot's mean stands at the right."""
    body = [_axis(len(lines), wide)]
    for n, (name, found) in enumerate(lines):
        y = n * STEP + STEP / 2
        body.append(f'<text class="name" x="{LABEL - 14}" y="{y + 4:.0f}">{escape(name)}</text>')
        spread = 8 if len(found) > 1 else 0
        for k, dot in enumerate(found):
            body.append(_dot(dot, y + (k - (len(found) - 1) / 2) * spread, wide))
        if found:
            first = found[0].figure
            text = f'{first.mean:.3f} <tspan class="count">n={first.count}</tspan>'
            body.append(f'<text class="value" x="{LABEL + wide + 14}" y="{y + 4:.0f}">{text}</text>')
    return _svg(len(lines) * STEP + 24, "".join(body), "Scores with 95 % intervals", wide)


def _dot(dot: Dot, y: float, wide: int) -> str:
    f = dot.figure
    title = f"{dot.title or 'mean'}: {f.mean:.3f} ({f.low:.3f} to {f.high:.3f}), {f.count} questions"
    return (
        f'<g class="{dot.colour}"><title>{escape(title)}</title>'
        f'<line x1="{_x(f.low, wide):.1f}" x2="{_x(f.high, wide):.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<circle cx="{_x(f.mean, wide):.1f}" cy="{y:.1f}" r="4.5"/></g>'
    )


def _x(share: float, wide: int) -> float:
    return LABEL + wide * min(1.0, max(0.0, share))


def _axis(lines: int, wide: int) -> str:
    height = lines * STEP
    ticks = []
    for tenth in range(0, 11, 2):
        x = _x(tenth / 10, wide)
        ticks.append(f'<line class="grid" x1="{x:.0f}" x2="{x:.0f}" y1="0" y2="{height}"/>')
        ticks.append(f'<text class="tick" x="{x:.0f}" y="{height + 17}">{tenth / 10:.1f}</text>')
    return "".join(ticks)


def spread(systems: Sequence[tuple[str, str, Sequence[float]]], wide: int = WIDE) -> str:
    """How the seconds are spread: for each ``(name, colour, seconds)`` the share answered within a time."""
    step = _round_up(max((sorted(s)[int(len(s) * 0.99)] for _, _, s in systems if s), default=0.0) / 4)
    longest, height = 4 * step, 190
    body = []
    for quarter in range(5):
        y = height - height * quarter / 4
        body.append(f'<line class="grid" x1="{LABEL}" x2="{LABEL + wide}" y1="{y:.0f}" y2="{y:.0f}"/>')
        body.append(f'<text class="name" x="{LABEL - 10}" y="{y + 4:.0f}">{quarter * 25} %</text>')
        at = LABEL + wide * quarter / 4
        body.append(f'<text class="tick" x="{at:.0f}" y="{height + 17}">{quarter * step * 1000:g} ms</text>')
    for name, colour, seconds in systems:
        body.append(_curve(name, colour, sorted(seconds), longest, (wide, height)))
    return _svg(height + 26, "".join(body), "Share of questions answered within a time", wide, top=8)


def _round_up(seconds: float) -> float:
    """The next 1, 2, 2.5 or 5 times a power of ten: a tick that can be read."""
    if seconds <= 0:
        return 0.25
    power = 10.0 ** floor(log10(seconds))
    return next(times * power for times in (1, 2, 2.5, 5, 10) if times * power >= seconds * 0.999)


def _curve(name: str, colour: str, ordered: Sequence[float], longest: float, size: tuple[int, int]) -> str:
    wide, height = size
    points = []
    for n, seconds in enumerate(ordered, 1):
        if seconds <= longest:
            points.append(f"{LABEL + wide * seconds / longest:.1f},{height - height * n / len(ordered):.1f}")
    line = f'<polyline points="{" ".join(points)}"/>'
    return f'<g class="{colour}"><title>{escape(name)}</title>{line}</g>'


def _svg(height: float, body: str, label: str, wide: int, top: int = 0) -> str:
    size = f"{LABEL + wide + RIGHT} {height + top:.0f}"
    return f'<svg viewBox="0 {-top} {size}" role="img" aria-label="{escape(label)}">{body}</svg>'
