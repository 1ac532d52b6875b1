"""What a figure was made with: two files of records are compared knowing what differed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import prompts
from assistant import Settings
from index import Article

_CODE = Path(__file__).parents[1]


def provenance(settings: Settings, articles: Iterable[Article], judge: str = "none") -> dict[str, str]:
    """Settings, prompts, code, model, judge and corpus, each named; the settings without keys or places."""
    return {
        "settings": _settings(settings),
        "prompts": prompts.fingerprint(*(name for name in prompts.names() if not name.startswith("judge"))),
        "version": _version(),
        "code": _hash(_sources()),
        "model": settings.model.name or settings.model.preset or "none",
        "judge": judge,
        "corpus": _hash(f"{a.id}\0{a.text}" for a in sorted(articles, key=lambda a: a.id)),
    }


def _settings(settings: Settings) -> str:
    kept = {
        "index": settings.index.model_dump(mode="json"),
        "answer": settings.answer.model_dump(mode="json"),
        "model": settings.model.model_dump(mode="json", exclude={"api_key", "base_url"}),
    }
    return json.dumps(kept, sort_keys=True, ensure_ascii=False)


def _version() -> str:
    try:
        return version("yuanwen")
    except PackageNotFoundError:
        return "not installed"


def _sources() -> Iterable[str]:
    """The code that answers; that which scores may change without the answers changing."""
    for folder in ("assistant", "index"):
        for path in sorted((_CODE / folder).rglob("*.py")):
            yield f"{path.relative_to(_CODE).as_posix()}\0{path.read_text(encoding='utf-8')}"


def _hash(parts: Iterable[str]) -> str:
    state = sha256()
    for part in parts:
        state.update(part.encode() + b"\0")
    return state.hexdigest()[:12]
