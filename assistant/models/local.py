"""A model file run on this machine: one more OpenAI-compatible endpoint, on the loopback address behind a key."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from assistant.models.fault import ModelFileError
from assistant.models.pull import pulled
from assistant.models.shelf import DEFAULT
from assistant.settings import ModelSettings
from index import YuanwenError

CONTEXT = 4_096
_OVERHEAD = 400 << 20  # bytes for the program, the key-value cache and the buffers


@dataclass(slots=True)
class LocalServer:
    """A running model. The engine stops when ``close`` lets go of it."""

    settings: ModelSettings
    engine: Any

    def close(self) -> None:
        """Stop it and give its memory back."""
        self.engine = None


def can_run() -> bool:
    """Whether the engine is installed."""
    return find_spec("xllamacpp") is not None


def choose_file(name: str, home: Path) -> Path:
    """The pulled file of that name; without one, the default if it is here, else the first.

    Raises:
        YuanwenError: there is none.
    """
    files = {path.stem: path for path in pulled(home)}
    wanted = name.removesuffix(".gguf")
    if wanted and wanted not in files:
        here = f"there are {', '.join(files)}" if files else "there is none"
        raise YuanwenError(f"the model file {name!r} is not here ({here}): bring it with `yuanwen models pull`")
    if not files:
        raise YuanwenError(
            f"no model file is here: bring one with `yuanwen models pull` ({DEFAULT.size / 1e6:,.0f} MB)"
        )
    return files.get(wanted) or files.get(DEFAULT.name) or next(iter(files.values()))


def start_local(settings: ModelSettings, home: Path) -> LocalServer:
    """Load the model file and serve it to this process alone.

    Raises:
        YuanwenError: the engine is not installed, no file is here, the memory is too small, or the file is no model.
    """
    path = choose_file(settings.name, home)
    if not can_run():
        raise YuanwenError("running a model here needs xllamacpp: install yuanwen[local], or choose another preset")
    check_memory(path.stat().st_size)
    key = secrets.token_urlsafe(32)
    engine = _load(path, key)
    update = {
        "name": path.stem,
        "base_url": f"{engine.listening_address}/v1",
        "api_key": SecretStr(key),
        "context_window": CONTEXT,
        "max_tokens": min(settings.max_tokens, 400),
        "timeout": max(settings.timeout, 180.0),  # a CPU reads for a while before its first word
        "short_prompt": True,
    }
    return LocalServer(settings.model_copy(update=update), engine)


def check_memory(file_size: int, available: int | None = None) -> None:
    """Refuse what would push the machine into its swap.

    Raises:
        YuanwenError: with what is missing.
    """
    available = available_memory() if available is None else available
    needed = file_size + _OVERHEAD
    if available and available < needed:
        raise ModelFileError(
            "memory",
            f"the model needs {needed / 1e9:.1f} GB of memory and {available / 1e9:.1f} GB are free: "
            "close something, or choose another preset",
        )


def available_memory() -> int:
    """Bytes that can be had without swapping; 0 where the system does not say."""
    meminfo = Path("/proc/meminfo")
    if meminfo.is_file():
        lines = dict(line.split(":", 1) for line in meminfo.read_text().splitlines())
        return int(lines.get("MemAvailable", "0 kB").split()[0]) * 1024
    if "SC_PHYS_PAGES" in os.sysconf_names:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return 0


def _load(path: Path, key: str) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.model_alias = {path.stem}
    params.hostnames, params.port, params.api_keys = ["127.0.0.1"], 0, [key]
    params.n_ctx, params.n_parallel = CONTEXT, 1  # one reader at a time keeps the cached prefix
    params.cache_prompt, params.cache_ram_mib = True, 0
    params.cpuparams.n_threads = os.cpu_count() or 1
    params.cpuparams.poll = 0  # waiting threads that spin take the cores the search needs
    params.ui, params.endpoint_slots, params.verbosity = False, False, 0
    try:
        return xllamacpp.Server(params)
    except RuntimeError as error:
        raise ModelFileError("file", f"{path} cannot be loaded ({error}): pull it again, or another") from error
