"""Commands that bring documents in, take them out and look after the index."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from ui.terminal import AsJson, load, show

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (add, sync, remove, duplicates, verify):
        app.command()(command)
    app.command("export")(export_)
    app.command("import")(import_)


def add(
    sources: Annotated[list[str], typer.Argument(help="Files, folders, or http and https addresses.")],
    dry_run: DryRun = False,
    show_cuts: Annotated[bool, typer.Option("--show-cuts", help="Print what was left out, and why.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add documents: text, Markdown, HTML, PDF, Word, EPUB, rows of JSON or CSV; all below a folder; or a web page."""
    from index.progress import progress_bar, watch
    from ui.adding import Reading
    from ui.documents import open_documents
    from ui.printed import addition_lines

    settings = load()
    reading = Reading(sources, settings.index.fetch, show_cuts)
    with progress_bar() as progress, open_documents(settings) as documents:
        articles = watch(reading.articles(), "reading", "documents")
        report: dict[str, Any] = asdict(documents.update(articles, "files", dry_run=dry_run, progress=progress))
    report |= {"unreadable": reading.problems} | ({"cuts": reading.cuts} if show_cuts else {})
    show(report, as_json, addition_lines)
    if not reading.count:
        raise typer.Exit(1)


def _given_path(text: str) -> Path:
    """A path from the command line; ``Path("")`` is the current folder, which an unset variable must not mean."""
    from index import YuanwenError

    if not text.strip():
        raise YuanwenError("the path is empty: give one, or . for the current folder")
    return Path(text)


Given = Annotated[Path, typer.Argument(parser=_given_path)]


def sync(folder: Given, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Make the index hold what a folder holds: new and changed documents come in, those gone from it go out."""
    from index import sync_folder
    from index.progress import progress_bar
    from ui.documents import open_documents
    from ui.printed import addition_lines

    with progress_bar() as progress, open_documents(load()) as documents:
        report, problems = sync_folder(documents, folder, dry_run=dry_run, progress=progress)
    show(asdict(report) | {"unreadable": problems}, as_json, addition_lines)


def remove(ids: list[str], as_json: AsJson = False) -> None:
    """Take articles out by id, as `yuanwen articles` lists them."""
    from ui.documents import open_documents
    from ui.printed import addition_lines

    with open_documents(load()) as documents:
        report = asdict(documents.remove(ids))
    show(report | {"unreadable": []}, as_json, addition_lines)
    if not report["removed"]:
        raise typer.Exit(1)


def duplicates(
    fold: Annotated[bool, typer.Option("--fold", help="Keep the first of each group and remove the rest.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show articles that are nearly the same, such as one report in two outlets; the earliest stands first."""
    from index import find_duplicates, fold_duplicates, note_duplicates
    from index.progress import watch
    from ui.documents import own_index
    from ui.printed import duplicate_lines

    with own_index(load()) as index:
        articles = index.articles()
        groups = find_duplicates(watch(articles, "comparing", "articles"))
        note_duplicates(index, groups)
        removed = fold_duplicates(index, groups) if fold else []
    named = {a.id: {"id": a.id, "title": a.title, "publisher": a.publisher, "published": a.published} for a in articles}
    data = {"groups": [[named[i] for i in group] for group in groups], "removed": removed}
    show(data, as_json, duplicate_lines)


def export_(file: Given, as_json: AsJson = False) -> None:
    """Write every article to a file, as a backup for `yuanwen import`."""
    from index import export_articles
    from ui.documents import own_index

    with own_index(load()) as index:
        count = export_articles(index, file)
    show({"articles": count}, as_json, lambda _: [f"{count} articles written to {file}"])


def import_(file: Given, as_json: AsJson = False) -> None:
    """Bring back the articles of an export; those of the same id are replaced, others stay."""
    from index import import_articles
    from index.progress import progress_bar
    from ui.documents import own_index
    from ui.printed import addition_lines

    with progress_bar() as progress, own_index(load()) as index:
        report = asdict(import_articles(index, file, progress))
    show(report | {"unreadable": []}, as_json, addition_lines)


def verify(
    repair: Annotated[bool, typer.Option("--repair", help="Mend from the stored texts.")] = False,
    as_json: AsJson = False,
) -> None:
    """Compare every passage, vector and keyword row with the articles; exit status 1 when something stays wrong."""
    from index.progress import progress_bar
    from ui.documents import own_index

    with progress_bar("checking", "articles", delay=2) as progress, own_index(load()) as index:
        report = index.verify(repair, progress)
    end = "all mended" if report.repaired else "run `yuanwen verify --repair`" if not repair else "not all was mended"
    show(asdict(report), as_json, lambda _: [*report.problems, end] if report.problems else ["all consistent"])
    if report.problems and not report.repaired:
        raise typer.Exit(1)
