"""The command line: ``yuanwen serve | ask | search | add | sync | articles | doctor | …``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.commands_sources import register
from ui.models import models_app
from ui.terminal import AsJson, load, show

if TYPE_CHECKING:
    from ui.door import Door

app = typer.Typer(
    help="Yuanwen 原文: answers from your documents, each sentence with the source sentence it rests on.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
register(app)
app.add_typer(models_app, name="models")
Articles = Annotated[list[str] | None, typer.Option("--article", help="Only this article's id; may be repeated.")]
Publishers = Annotated[list[str] | None, typer.Option("--publisher", help="Only this publisher; may be repeated.")]
Since = Annotated[str, typer.Option(help="Only what was published on this date or later: 2023, 2023-06, 2023-06-07.")]
Until = Annotated[str, typer.Option(help="Only what was published on this date or earlier.")]


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="TCP port; 0 takes any free one.", min=0, max=65_535)] = None,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="For a public site: no adding or removing, questions are limited.")
    ] = False,
    model: Annotated[str | None, typer.Option(help="Who writes: a name from `yuanwen models`, or local.")] = None,
    public: Annotated[bool | None, typer.Option("--public", help="Serve others although there is no key.")] = None,
    embed: Annotated[list[str] | None, typer.Option(help="Origin whose pages may frame this one.")] = None,
) -> None:
    """Open the web chat and the HTTP API."""
    from index.progress import progress_bar
    from ui.serve import serve as run

    given = {"host": host, "port": port, "public": public, "read_only": read_only or None, "embed": embed or None}
    server = {name: value for name, value in given.items() if value is not None}
    sections = {"server": server} if server else {}
    with progress_bar() as progress:
        run(load(sections | ({"model": {"preset": model}} if model else {})), progress)


@app.command()
def ask(
    question: str,
    article: Articles = None,
    publisher: Publishers = None,
    since: Since = "",
    until: Until = "",
    as_json: AsJson = False,
) -> None:
    """Ask a question of the documents."""
    from assistant.question import check_question
    from ui.printed import answer_lines

    message = {"role": "user", "content": check_question(question)}
    body = {"messages": [message], "filter": _filter(article, publisher, since, until)}
    with _door() as door:
        show(door.ask(body, counted=as_json), as_json, answer_lines)


@app.command()
def search(
    question: str,
    top: Annotated[int, typer.Option(help="How many passages.", min=1, max=100)] = 5,
    article: Articles = None,
    publisher: Publishers = None,
    since: Since = "",
    until: Until = "",
    as_json: AsJson = False,
) -> None:
    """Find the passages nearest to a question."""
    from assistant.question import check_question
    from ui.printed import passage_lines

    body = {"query": check_question(question), "top_k": top, "filter": _filter(article, publisher, since, until)}
    with _door() as door:
        show(door.search(body), as_json, passage_lines)


@app.command()
def articles(as_json: AsJson = False) -> None:
    """List the articles."""
    from ui.printed import article_lines

    with _door() as door:
        show(door.articles(), as_json, article_lines)


@app.command()
def clean(
    paths: Annotated[list[Path] | None, typer.Argument(help="Page dumps to print as articles.")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read {id, page} lines, print {id, text} lines.")] = False,
) -> None:
    """Print the article of a page dump, without the page's furniture; nothing is added."""
    from ui.cleaning import clean_files, clean_lines

    failed = clean_lines() if jsonl else clean_files(paths or [])
    if failed:
        raise typer.Exit(1)


@app.command()
def reindex(as_json: AsJson = False) -> None:
    """Embed every article anew with the embedding the settings ask for; the next start uses it."""
    from index import reindex as build
    from index.progress import progress_bar

    settings = load()
    with progress_bar() as progress:
        count = build(settings.index, settings.home, progress)
    line = f"{count} articles embedded anew; the next start uses them"
    show({"articles": count}, as_json, lambda _: [line])


@app.command()
def key(
    name: str,
    scope: Annotated[list[str] | None, typer.Option(help="ask, add or admin; may be repeated.")] = None,
) -> None:
    """Draw an API key and print it once; the server asks for keys from its next start."""
    from ui.api.keys import add_key

    print(add_key(load().home, name, scope or ["ask"]))


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Check that everything is in place; exit status 1 when something is not."""
    from ui.doctor import examine
    from ui.printed import check_lines

    checks = examine(load)
    show({"checks": checks}, as_json, check_lines)
    if not all(check["ok"] for check in checks):
        raise typer.Exit(1)


def _filter(articles: list[str] | None, publishers: list[str] | None, since: str, until: str) -> dict[str, Any]:
    return {"articles": articles or [], "publishers": publishers or [], "since": since, "until": until}


@contextmanager
def _door() -> Iterator[Door]:
    from index.progress import progress_bar
    from ui.door import open_door

    with progress_bar() as progress, closing(open_door(load(), progress)) as door:
        yield door


def main() -> None:
    """Run a command. A mistake of the user's is one line on standard error and exit status 1."""
    _speak_utf8()
    try:
        app()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception as error:
        from index import YuanwenError

        if not isinstance(error, YuanwenError):
            raise
        print(f"yuanwen: {error}", file=sys.stderr)
        raise SystemExit(1) from None


def _speak_utf8() -> None:
    """Chinese is printed whatever the locale says; a lone surrogate in an argument must not end in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    main()
