"""The ``report`` command: one HTML file that holds everything and asks the network for nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from evals.intervals import bootstrap
from evals.judge import agreement
from evals.plots import Dot, dots, spread
from evals.row import OURS, Row, of_system, read_rows
from evals.table import COST, TOKENS, cost_is_known, figure_of, figures, percentile
from index import YuanwenError

WORST = 25
_HALF, _FULL = 210, 700  # pixels of a plot in half the page's width and in the whole
_COLOURS = ("ours", "second", "third", "fourth")
_TILES = (
    ("facts", "must-have facts stated"),
    ("article", "cites an article that answers"),
    ("precise", "citations on a supporting sentence"),
    ("refused rightly", "unanswerable questions refused"),
    ("refused wrongly", "answerable questions refused"),
    ("wrong", "traps stated as facts"),
)
_BESIDE = ("facts", "facts early", "cited", "precise", "hit@5", "MRR", "nDCG", "refused rightly")


def report(
    records: Annotated[Path, typer.Argument(help="A file made by `run --out`.")],
    out: Annotated[Path, typer.Option(help="The HTML file to write.")] = Path("report.html"),
) -> None:
    """Write one self-contained HTML page: scores by type and language, calibration, times, worst answers."""
    rows = read_rows(records)
    if not rows:
        raise YuanwenError(f"{records} holds no record: make it with `run --out`")
    try:
        out.write_text(page(rows), encoding="utf-8")
    except OSError as error:
        raise YuanwenError(f"{out} cannot be written ({error.strerror}): give another place with --out") from error
    print(f"written to {out}")


def page(rows: Sequence[Row]) -> str:
    """The page for the rows of one run."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    here = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=here, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    systems = list(dict.fromkeys(r.system for r in rows))
    name = OURS if OURS in systems else systems[0]
    ours = of_system(rows, name)
    found = figures(ours)
    return environment.get_template("report.html.jinja").render(
        name=name,
        count=len(ours),
        made_with=ours[0].provenance,
        tiles=[(label, found[score]) for score, label in _TILES if score in found],
        legend=list(zip(systems, _COLOURS, strict=False)),
        beside=_beside(rows, systems),
        by_type=_by(ours, lambda r: r.type, "facts"),
        by_language=_by(ours, lambda r: r.language, "facts"),
        by_split=_by(ours, lambda r: r.split, "facts") if len({r.split for r in ours}) > 1 else "",
        support=_calibration(ours),
        chance=_chances(ours),
        refusal=_refusals(ours),
        times=spread(
            [(s, c, [r.seconds for r in of_system(rows, s)]) for s, c in zip(systems, _COLOURS, strict=False)], _FULL
        ),
        seconds=_times(rows, systems),
        tokens=_tokens(rows, systems),
        agreement=agreement(ours),
        worst=worst(ours),
        length=found.get("length"),
    )


def _beside(rows: Sequence[Row], systems: Sequence[str]) -> str:
    found = {s: figures(of_system(rows, s)) for s in systems}
    pairs = list(zip(systems, _COLOURS, strict=False))
    lines = [(n, [Dot(found[s][n], c, s) for s, c in pairs if n in found[s]]) for n in _BESIDE]
    return dots([(n, d) for n, d in lines if d], _FULL)


def _by(rows: Sequence[Row], key: Callable[[Row], str], score: str) -> str:
    groups = [(k, figures([r for r in rows if key(r) == k])) for k in sorted({key(r) for r in rows})]
    lines = [(k, f[score]) for k, f in groups if score in f]
    return dots([(k.replace("_", " "), [Dot(f)]) for k, f in sorted(lines, key=lambda line: -line[1].mean)], _HALF)


def _calibration(rows: Sequence[Row]) -> str:
    """For each band of the verifier's support, the share of citations that touch a supporting sentence."""
    bands = ((0.0, 0.65), (0.65, 0.8), (0.8, 0.95), (0.95, 1.001))
    hits = [
        (float(c.get("support", 0)), float(touches(c, r)), r.family)
        for r in rows if r.answerable for c in r.citations
    ]  # fmt: skip
    lines = []
    for low, high in bands:
        band = [(hit, family) for support, hit, family in hits if low <= support < high]
        figure = bootstrap([hit for hit, _ in band], [family for _, family in band])
        if figure:
            lines.append((f"support {low:.2f}–{min(high, 1.0):.2f}", [Dot(figure, title="citations right")]))
    return dots(lines, _HALF)


def _chances(rows: Sequence[Row]) -> str:
    """For each fifth of the chance the assistant gave, the share of questions that the articles do answer."""
    told = [(r.chance, float(r.answerable), r.family) for r in rows if r.chance is not None]
    lines = []
    for fifth in range(5):
        low, high = fifth / 5, (fifth + 1) / 5
        band = [(a, f) for chance, a, f in told if low <= chance < high or chance == high == 1.0]
        figure = bootstrap([a for a, _ in band], [f for _, f in band])
        if figure:
            lines.append((f"chance {low:.1f}–{high:.1f}", [Dot(figure, title="answerable")]))
    return dots(lines, _HALF) if lines else ""


def _tokens(rows: Sequence[Row], systems: Sequence[str]) -> list[tuple[str, list[str]]]:
    """For each system the mean tokens read and written, and the cost of a thousand answers, unknown or a figure."""
    lines = []
    for system in systems:
        chosen = of_system(rows, system)
        found = figures(chosen)
        cells = [f"{found[n].mean:.0f} ({found[n].low:.0f}–{found[n].high:.0f})" if n in found else "–" for n in TOKENS]
        cost = found[COST] if cost_is_known(chosen) else None
        cells.append(f"{cost.mean:.2f} ({cost.low:.2f}–{cost.high:.2f})" if cost else "unknown")
        lines.append((system, cells))
    return lines


def touches(citation: dict[str, Any], row: Row) -> bool:
    """Whether a citation and a sentence the question names overlap."""
    return any(
        citation["article_id"] == e["article_id"] and citation["start"] < e["end"] and e["start"] < citation["end"]
        for e in row.expected
    )


def _refusals(rows: Sequence[Row]) -> str:
    """How often each kind of question is refused, from those that should be to those that should not."""
    lines = []
    for name in dict.fromkeys(_kind(r) for r in sorted(rows, key=lambda r: (r.answerable, _kind(r)))):
        chosen = [r for r in rows if _kind(r) == name]
        score = "refused wrongly" if chosen[0].answerable else "refused rightly"
        if figure := figure_of(chosen, score):
            lines.append((name, [Dot(figure, "third" if chosen[0].answerable else "ours", "refused")]))
    return dots(lines, _HALF)


def _kind(row: Row) -> str:
    return "answerable" if row.answerable else (row.kind or row.type).replace("_", " ")


def _times(rows: Sequence[Row], systems: Sequence[str]) -> list[tuple[str, list[float]]]:
    """For each system the median and 95th percentile in milliseconds, of the first word and of the whole."""
    lines = []
    for system in systems:
        chosen = of_system(rows, system)
        first = [r.first for r in chosen if r.first is not None]
        whole = [r.seconds for r in chosen]
        lines.append((system, [1000 * percentile(v, s) for v in (first, whole) for s in (0.5, 0.95)]))
    return lines


def worst(rows: Sequence[Row], most: int = WORST) -> list[Row]:
    """The answers with most wrong: a trap stated, an answer to what has none, then the fewest facts."""
    return sorted((r for r in rows if _fault(r) > 0), key=lambda r: (-_fault(r), r.id))[:most]


def _fault(row: Row) -> float:
    score = row.scores
    answered = 1.0 - rightly if (rightly := score.get("refused rightly")) is not None else 0.0
    missing = 1.0 - facts if (facts := score.get("facts")) is not None else 0.0
    elsewhere = 0.5 * (1.0 - article) if (article := score.get("article")) is not None else 0.0
    return 2 * (score.get("wrong") or 0.0) + answered + missing + elsewhere
