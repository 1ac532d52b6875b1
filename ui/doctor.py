"""``yuanwen doctor``: is everything in place?"""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from index import FolderInUseError, YuanwenError, open_index

if TYPE_CHECKING:
    from assistant import Settings

Check = dict[str, Any]


def examine(load: Callable[[], Settings]) -> list[Check]:
    """Every check in order: settings, folder, index, tokens, model."""
    checks = [_check("python", True, platform.python_version())]
    try:
        settings = load()
    except YuanwenError as error:
        return [*checks, _check("settings", False, str(error))]
    file = settings.home / "yuanwen.toml"
    checks.append(_check("settings", True, str(file) if file.is_file() else f"defaults ({file} is not there)"))
    checks += _index_checks(settings)
    checks.append(_tokens())
    checks.append(_model(settings))
    return checks


def _check(name: str, ok: bool, detail: str) -> Check:
    return {"name": name, "ok": ok, "detail": detail}


def _index_checks(settings: Settings) -> list[Check]:
    try:
        index = open_index(settings.index, settings.home)
    except FolderInUseError as error:
        served = f"in use, served at {error.url}" if error.url else str(error)
        return [_check("index", bool(error.url), served)]
    except YuanwenError as error:
        return [_check("index", False, str(error))]
    try:
        articles, passages = index.counts()
        problems = index.verify().problems
        detail = "; ".join(problems) or f"{articles} articles, {passages} passages, all consistent"
        served = settings.index.chroma_url
        where = index.store.catalog.name + (f", vectors at {served}" if served else "")
        return [
            _check("store", True, where),
            _check("embedding", True, f"{index.space.name}, {index.space.dimension} dimensions"),
            _check("index", not problems, f"{settings.home}: {detail}"),
        ]
    finally:
        index.close()


def _tokens() -> Check:
    from index.text import counting

    exact = counting.is_exact()
    return _check("tokens", exact, "o200k_base, offline" if exact else "table missing: counts are estimates")


def _model(settings: Settings) -> Check:
    if not settings.model.name:
        return _check("model", True, "none: answers are quotes")
    key = "with a key" if settings.model.api_key.get_secret_value() else "without a key"
    return _check("model", True, f"{settings.model.name} at {settings.model.base_url}, {key}")
