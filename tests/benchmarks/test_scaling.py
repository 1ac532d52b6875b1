"""The formula by hand, and one real run of the measuring at a small size."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.scaling import project, slope

ROOT = Path(__file__).parents[2]
STAGES = {"embed": 4.0, "dense": 1.0, "keyword": 1.0, "read and rescore": 2.0, "rest": 12.0}


def size(passages: int, a_passage: int, once: int) -> dict[str, Any]:
    """What is measured where a passage costs so many bytes everywhere, and a process so many once."""
    bytes_ = once + passages * a_passage
    return {
        "passages": passages,
        "disk": {"catalog": bytes_, "vectors": 2 * bytes_},
        "memory": {"app": bytes_},
        "embedding_ms_a_passage": 36.0,
        "copying_ms_a_passage": 0.9,
        "question_ms": {"app": STAGES, "chroma": {"dense": 3.0}},
    }


def test_what_a_process_costs_once_is_no_passages_cost() -> None:
    costs = slope(size(1_000, 500, 7_000_000), size(11_000, 500, 7_000_000))
    assert costs["disk_bytes_a_passage"] == {"catalog": 500, "vectors": 1_000}
    assert costs["memory_bytes_a_passage"] == {"app": 500}
    assert costs["question_growth"] == 1.0


def test_the_formula_is_the_cost_times_the_number() -> None:
    costs = slope(size(1_000, 500, 0), size(11_000, 500, 0))
    found = project(costs, 10_000_000, 1_000.0, busy=0.5)
    assert found["disk_gigabytes"] == {"catalog": 5.0, "vectors": 10.0}
    assert found["memory_gigabytes"] == {"app": 5.0}
    assert found["core_hours_to_embed"] == 100.0  # 36 ms times ten million
    assert found["core_hours_to_copy_keywords"] == 2.5
    assert found["cores"] == {"app": 40, "chroma": 6}  # 20 ms of every one of a thousand a second, half busy


@pytest.mark.slow
@pytest.mark.parametrize("served", [False, True])
def test_a_run_measures_every_part(tmp_path: Path, served: bool) -> None:
    out = tmp_path / "out.json"
    command = [sys.executable, "-m", "benchmarks.scaling", "--passages", "100", "300", "--rounds", "3"]
    command += ["--json", str(out), *(["--served"] if served else [])]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "YUANWEN_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    result = json.loads(out.read_text("utf-8"))
    assert 100 <= result["small"]["passages"] < 300 <= result["large"]["passages"] < 310
    costs = result["costs"]
    assert all(100 < cost < 20_000 for part, cost in costs["disk_bytes_a_passage"].items() if part != "vectors")
    assert costs["embedding_ms_a_passage"] > 1 and 0 < costs["copying_ms_a_passage"] < 50
    assert set(costs["question_ms"]) == ({"app", "chroma"} if served else {"app"})
    assert list(costs["question_ms"]["app"]) == list(STAGES) and costs["question_ms"]["app"]["embed"] > 0
    assert sum(result["projected"]["cores"].values()) > 1
