"""The whole run, quickly, and the readers' side of an update."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from benchmarks.bench import draw, tables
from benchmarks.growth import FILTERS
from benchmarks.stages import STAGES, measure_stages
from benchmarks.timing import questions
from benchmarks.updating import measure_updating

TIMES = {"p50": 10.0, "p95": 20.0, "processor_p50": 9.0, "processor_p95": 18.0}


def figures(passages: int, slower: float) -> dict[str, object]:
    kinds = ("question", *(f"by_{name}" for name in FILTERS), "10_at_once", "50_at_once")
    times = {kind: {name: value * slower for name, value in TIMES.items()} for kind in kinds}
    return {**times, "stages": dict.fromkeys(STAGES, TIMES), "passages": passages, "megabytes": 1, "disk_megabytes": 2}


REPORT = {
    "growth": [
        {"yuanwen": figures(48, 1), "starter": figures(17, 0.5)},
        {"yuanwen": figures(10_000, 1.5), "starter": figures(10_001, 1)},
    ],
    "starting": {"ask": {"seconds": 2.0, "other": 1.0, "ratio": 2.0}},
    "serving": {"1_client": TIMES, "megabytes": 500},
    "updating": {"before": TIMES, "ratio": 1.2},
}


def test_the_tables_say_what_was_measured() -> None:
    text = "\n".join(tables(REPORT))
    assert "| 10,000 | yuanwen | 15.0 / 30.0 |" in text
    assert "| to the starter's | 2.00 |" in text
    assert "| 1.50 | 1 | 2 |" in text
    assert "| ask | 2.0 | 1.0 | 2.0 |  |" in text
    assert "| 1 client | 10.0 / 20.0 |" in text


def test_the_plot_has_a_line_for_each_system_and_filter() -> None:
    drawn = fromstring(draw(REPORT))
    lines = list(drawn.iter("{http://www.w3.org/2000/svg}polyline"))
    assert len(lines) == 4


def test_every_step_of_a_question_is_timed(assistant: object) -> None:
    found = measure_stages(assistant.index, questions(6))  # type: ignore[attr-defined]
    assert tuple(found) == STAGES
    assert all(times["p95"] >= times["p50"] > 0 for times in found.values())


@pytest.mark.slow
def test_readers_are_held_up_little_and_never_see_half_an_article() -> None:
    found = [measure_updating(None, 3_000, 1, 60) for _ in range(3)]
    assert all(run["halves_seen"] == 0 and run["looked"] > 10 for run in found)
    assert min(run["ratio"] for run in found) < 2  # a machine that is busy with something else counts once or twice


@pytest.mark.slow
def test_a_quick_run_measures_everything(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.bench", "--quick", "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert report.keys() >= {"machine", "growth", "starting", "serving", "updating"}
    assert report["growth"][0]["yuanwen"]["passages"] > report["growth"][0]["starter"]["passages"] > 0
    assert {"1_client", "10_clients", "50_clients", "first_word", "megabytes"} <= report["serving"].keys()
    assert (tmp_path / "bench.md").read_text(encoding="utf-8").strip() in done.stdout
    fromstring((tmp_path / "bench.svg").read_text(encoding="utf-8"))
