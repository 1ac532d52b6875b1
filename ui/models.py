"""``yuanwen models``: where a written answer can come from."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from assistant import Settings

models_app = typer.Typer(help="List the models that can write answers, and bring one to this machine.")


@models_app.callback(invoke_without_command=True)
def models(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """List the endpoints known by name and the model files that are here."""
    if context.invoked_subcommand:
        return
    import json

    from assistant import load_settings

    listed = list_models(load_settings())
    print(json.dumps(listed, ensure_ascii=False, indent=2) if as_json else "\n".join(model_lines(listed)))


@models_app.command()
def pull(
    model: Annotated[str, typer.Argument(help="A GGUF file, an URL, owner/repository/file.gguf, or a name.")] = "",
    sha256: Annotated[str, typer.Option(help="What its SHA-256 must be; known for the default.")] = "",
) -> None:
    """Bring a model file to this machine, to be run with `yuanwen serve --model local`."""
    from assistant import load_settings
    from assistant.models.pull import pull as bring
    from assistant.models.shelf import find_model

    wanted = find_model(model, sha256)
    with _byte_bar(wanted.file) as progress:
        path = bring(wanted, load_settings().home, progress)
    print(f"{path} is here and its hash is right; run it with `yuanwen serve --model local`")


def list_models(settings: Settings) -> dict[str, Any]:
    """The presets with whether their key is set, and the files that are here."""
    from assistant.models.presets import PRESETS
    from assistant.models.pull import pulled

    presets = [
        {
            "name": p.name,
            "label": p.label,
            "base_url": p.base_url,
            "model": p.model,
            "key_variable": p.key_variable,
            "key_set": bool(p.key()),
        }
        for p in PRESETS.values()
    ]
    files = [{"name": path.stem, "bytes": path.stat().st_size} for path in pulled(settings.home)]
    return {"presets": presets, "local": files, "chosen": settings.model.preset or settings.model.name}


def model_lines(listed: dict[str, Any]) -> list[str]:
    """The list for a terminal."""
    lines = ["Endpoints (`yuanwen serve --model NAME`, or YUANWEN_MODEL__PRESET=NAME):"]
    for p in listed["presets"]:
        key = f"{p['key_variable']} {'(set)' if p['key_set'] else '(not set)'}" if p["key_variable"] else "no key"
        lines.append(f"  {p['name']:<10} {p['model']:<26} {key:<30} {p['base_url']}")
    lines.append("On this machine (`yuanwen serve --model local`):")
    lines += [f"  {f['name']}  {f['bytes'] / 1e6:,.0f} MB" for f in listed["local"]] or [
        "  none yet: `yuanwen models pull` brings one"
    ]
    lines.append(f"Chosen: {listed['chosen'] or 'none, answers are quotes'}")
    return lines


@contextmanager
def _byte_bar(file: str) -> Iterator[Callable[[int, int], None]]:
    from tqdm import tqdm

    bar: tqdm[Any] = tqdm(unit="B", unit_scale=True, desc=file, file=sys.stderr, mininterval=0.5, delay=0.5)

    def follow(done: int, known: int) -> None:
        bar.total = known or None
        bar.update(done - bar.n)

    try:
        yield follow
    finally:
        bar.close()
