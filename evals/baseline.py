"""The scores that must not be lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from evals.intervals import Figure

BASELINE = Path(__file__).parent / "baseline.json"
LOWER_IS_BETTER = {"wrong", "refused wrongly"}


def shortfalls(scores: Mapping[str, Figure], path: Path = BASELINE) -> list[str]:
    """One line for each score that is worse than the stored one by more than its own interval."""
    stored: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
    return [
        f"{name}: {figure.mean:.3f} is worse than the baseline {stored[name]:.3f}, which lies outside "
        f"{figure.low:.3f} to {figure.high:.3f}"
        for name, figure in scores.items()
        if name in stored and (figure.low > stored[name] if name in LOWER_IS_BETTER else figure.high < stored[name])
    ]
