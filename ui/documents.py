"""The documents of the index here, or of the server that holds it, changed through its API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, fields
from typing import TYPE_CHECKING
from urllib.parse import quote

from index import Article, FolderInUseError, UpdateReport, YuanwenError, open_index
from ui.api.keys import local_secret
from ui.door import RefusedError, ServerDoor

if TYPE_CHECKING:
    from assistant import Settings
    from index import Documents, Index, Progress

_MOST_ARTICLES, _MOST_CHARACTERS = 64, 200_000  # a request: well under what the API takes, and done in minutes


class RemoteDocuments:
    """Speaks as the index does. What the server refuses of one article is that article's reason to be skipped."""

    def __init__(self, server: ServerDoor) -> None:
        self._server = server

    def update(
        self,
        articles: Iterable[Article],
        scope: str,
        *,
        dry_run: bool = False,
        progress: Progress | None = None,  # noqa: ARG002 - the server embeds, and does not say how far it is
    ) -> UpdateReport:
        """Add or replace articles, taken one by one and sent in batches."""
        report, seen = UpdateReport(), set[str]()
        for batch in _batches(articles):
            twice = [a.id for a in batch if a.id in seen]
            seen |= {a.id for a in batch}
            report.skipped |= dict.fromkeys(twice, "the same id stands twice in this update")
            self._send([a for a in batch if a.id not in twice], scope, dry_run, report)
        return report

    def remove(self, ids: Sequence[str]) -> UpdateReport:
        """Take articles out: the ids removed, and for the others why not."""
        report = UpdateReport()
        for article_id in dict.fromkeys(ids):
            try:
                self._server.send("DELETE", f"/v1/articles/{quote(article_id, safe='')}")
                report.take_out([article_id])
            except RefusedError as error:
                report.skipped[article_id] = str(error)
        return report

    def ids_in(self, scope: str) -> list[str]:
        """The ids of the articles that were added under ``scope``."""
        return [a["id"] for a in self._server.send("GET", f"/v1/articles?scope={quote(scope, safe='')}")["data"]]

    def close(self) -> None:
        """Close the connection."""
        self._server.close()

    def _send(self, batch: Sequence[Article], scope: str, dry_run: bool, report: UpdateReport) -> None:
        """Send a batch; one that is refused is sent again article by article."""
        if not batch:
            return
        body = {"articles": [asdict(a) for a in batch], "scope": scope, "dry_run": dry_run}
        try:
            done = self._server.send("POST", "/v1/articles", body)
            report.merge(UpdateReport(**{kind.name: done[kind.name] for kind in fields(UpdateReport)}))
        except RefusedError as error:
            if len(batch) == 1:
                report.skipped[batch[0].id] = str(error)
            else:
                for article in batch:
                    self._send([article], scope, dry_run, report)


@contextmanager
def open_documents(settings: Settings) -> Iterator[Documents]:
    """The index here, or, where a server holds it, that server's documents.

    Raises:
        YuanwenError: the index cannot be opened, or another process that serves nothing holds it.
    """
    opened: Index | RemoteDocuments
    try:
        opened = open_index(settings.index, settings.home)
    except FolderInUseError as error:
        if not error.url:
            raise
        opened = RemoteDocuments(ServerDoor(error.url, local_secret(settings.home)))
    with closing(opened):
        yield opened


@contextmanager
def own_index(settings: Settings) -> Iterator[Index]:
    """The index in this process: for work that a running server does not do.

    Raises:
        YuanwenError: a server holds it.
    """
    try:
        index = open_index(settings.index, settings.home)
    except FolderInUseError as error:
        if not error.url:
            raise
        raise YuanwenError(f"the server at {error.url} holds the index: stop it and run this again") from error
    with closing(index):
        yield index


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    size = 0
    for article in articles:
        batch.append(article)
        size += len(article.text) + sum(len(cut.text) for cut in article.cuts)
        if len(batch) == _MOST_ARTICLES or size >= _MOST_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
