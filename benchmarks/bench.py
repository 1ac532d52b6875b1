"""Everything that is measured of speed and size, in one run: a table, JSON and a plot.

    python -m benchmarks.bench [--quick] [--passages 0 1000 10000 100000] [--homes FOLDER] [--out artifacts]

Beside Yuanwen stands LlamaIndex's starter, over the same articles, the same embedding and the same Chroma, on the same
machine in the same run; read the ratios, for the milliseconds are this machine's in that hour. ``--quick`` takes a
minute or two on two cores and looks at the five articles alone. Sizes above 1,000 passages are drawn and not embedded;
growing 100,000 takes a quarter of an hour, and ``--homes`` keeps them.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.growth import FILTERS, REAL, measure_growth
from benchmarks.plot import Points, plot_growth
from benchmarks.serving import measure_serving
from benchmarks.stages import STAGES
from benchmarks.starting import measure_starting
from benchmarks.timing import write_json
from benchmarks.updating import measure_updating

_TIMED = ("question", *(f"by_{name}" for name in FILTERS), "10_at_once", "50_at_once")


def main() -> None:
    """Measure, print the tables, and write ``bench.json``, ``bench.md`` and ``bench.svg``."""
    arguments = _arguments()
    report = measure(arguments.passages, arguments.homes, quick=arguments.quick)
    table = "\n".join(tables(report))
    print(table)
    write_json(arguments.out / "bench.json", report)
    (arguments.out / "bench.md").write_text(table + "\n", encoding="utf-8")
    (arguments.out / "bench.svg").write_text(draw(report), encoding="utf-8")


def measure(sizes: list[int], homes: Path | None, *, quick: bool) -> dict[str, Any]:
    """All parts one after another; ``quick`` takes a few of everything."""
    report: dict[str, Any] = {"machine": _machine()}
    report["growth"] = measure_growth([0] if quick else sizes, 15 if quick else 60, homes, print)
    report["starting"] = measure_starting(1 if quick else 5, 0 if quick else 2)
    report["serving"] = measure_serving(None, 10 if quick else 40)
    report["updating"] = measure_updating(None, 500 if quick else 10_000, 1, 20 if quick else 100)
    report["machine"]["load_after"] = round(os.getloadavg()[0], 1)
    return report


def tables(report: dict[str, Any]) -> Iterator[str]:
    """The report in Markdown; times are p50 / p95 in milliseconds."""
    yield from _growth_table(report["growth"])
    yield from _stages_table(report["growth"])
    yield "\n| start | seconds | beside | ratio | by the processor |\n|---|---|---|---|---|"
    for name, found in report["starting"].items():
        processor = found.get("processor_ratio", "")
        yield f"| {name} | {found['seconds']} | {found['other']} | {found['ratio']} | {processor} |"
    yield "\n| server, five articles | |\n|---|---|"
    for name, found in report["serving"].items():
        yield f"| {name.replace('_', ' ')} | {_both(found) if isinstance(found, dict) else found} |"
    yield "\n| readers while articles are added | |\n|---|---|"
    for name, found in report["updating"].items():
        yield f"| {name.replace('_', ' ')} | {_both(found) if isinstance(found, dict) else found} |"


def _growth_table(growth: list[dict[str, Any]]) -> Iterator[str]:
    heads = [*(name.replace("_", " ") for name in _TIMED), "processor p95, to the first size", "MB", "disk MB"]
    yield f"| passages | | {' | '.join(heads)} |\n|{'---|' * (len(heads) + 2)}"
    for found in growth:
        for name, figures in found.items():
            first = growth[0][name]["question"]["processor_p95"]
            times = [_both(figures[kind]) for kind in _TIMED]
            grown = figures["question"]["processor_p95"] / first
            rest = [f"{grown:.2f}", figures["megabytes"], figures["disk_megabytes"]]
            yield f"| {figures['passages']:,} | {name} | {' | '.join(map(str, [*times, *rest]))} |"
        yield f"| | to the starter's | {' | '.join(_ratios(found))} | | | |"
    for found in growth:
        for name, figures in found.items():
            if "indexing" in figures:
                yield f"\n{name}, indexing towards {figures['passages']:,} passages: {figures['indexing']}"


def _ratios(found: dict[str, Any]) -> list[str]:
    pairs = ((found["yuanwen"][kind]["p50"], found["starter"][kind]["p50"]) for kind in _TIMED)
    return [f"{ours / theirs:.2f}" for ours, theirs in pairs]


def _stages_table(growth: list[dict[str, Any]]) -> Iterator[str]:
    yield f"\n| passages | {' | '.join(STAGES)} |\n|{'---|' * (len(STAGES) + 1)}"
    for found in growth:
        figures = found["yuanwen"]
        yield f"| {figures['passages']:,} | {' | '.join(_both(figures['stages'][stage]) for stage in STAGES)} |"


def _both(times: dict[str, float]) -> str:
    return f"{times['p50']:.1f} / {times['p95']:.1f}"


def draw(report: dict[str, Any]) -> str:
    """The growth as a plot: by the processor, since sizes are measured minutes apart."""
    lines: dict[str, Points] = {}
    kinds = [("quoted answer", "yuanwen", "question"), ("quoted, of half the articles", "yuanwen", "by_half")]
    kinds += [("starter", "starter", "question"), ("starter, half the articles", "starter", "by_half")]
    for label, system, kind in kinds:
        figures = [found[system] for found in report["growth"]]
        lines[f"{label}, p95"] = [(found["passages"], found[kind]["processor_p95"]) for found in figures]
    return plot_growth(lines, "From question to answer, processor time, 95th percentile")


def _machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="the five articles, few questions, no start from nothing")
    parser.add_argument(
        "--passages", type=int, nargs="+", default=[0, REAL, 10_000, 100_000], help="sizes; 0 is the five articles"
    )
    parser.add_argument("--homes", type=Path, help="folder that keeps what was grown")
    parser.add_argument("--out", type=Path, default=Path("artifacts"), help="folder for bench.json, .md and .svg")
    return parser.parse_args()


if __name__ == "__main__":
    main()
