"""Documents in, ranked passages out.

The door: open an index with ``open_index``, bring articles in with ``Index.update``, find passages with
``Index.search``. ``read_bytes``, ``read_url`` and ``read_paths`` make articles of documents.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.article import BUNDLED, Article, Cut, Entry, Listed, Passage, Sentence
    from index.backup import export_articles, import_articles
    from index.duplicates import find_duplicates, fold_duplicates, note_duplicates
    from index.errors import UnavailableError, YuanwenError
    from index.index import Index, Version
    from index.opening import open_index
    from index.progress import Progress
    from index.reading.document import ReadFile, read_bytes
    from index.reading.fetching import read_url
    from index.reading.files import read_paths
    from index.reindexing import reindex
    from index.search import Leg, Where
    from index.settings import FetchSettings, IndexSettings
    from index.store.lock import FolderInUseError
    from index.sync import Documents, sync_folder
    from index.update import UpdateReport

__all__ = [
    "BUNDLED",
    "Article",
    "Cut",
    "Documents",
    "Entry",
    "FetchSettings",
    "FolderInUseError",
    "Index",
    "IndexSettings",
    "Leg",
    "Listed",
    "Passage",
    "Progress",
    "ReadFile",
    "Sentence",
    "UnavailableError",
    "UpdateReport",
    "Version",
    "Where",
    "YuanwenError",
    "export_articles",
    "find_duplicates",
    "fold_duplicates",
    "import_articles",
    "note_duplicates",
    "open_index",
    "read_bytes",
    "read_paths",
    "read_url",
    "reindex",
    "sync_folder",
]

_HOMES = {
    "Article": "index.article",
    "Cut": "index.article",
    "Entry": "index.article",
    "Listed": "index.article",
    "Passage": "index.article",
    "Sentence": "index.article",
    "export_articles": "index.backup",
    "import_articles": "index.backup",
    "find_duplicates": "index.duplicates",
    "fold_duplicates": "index.duplicates",
    "UnavailableError": "index.errors",
    "YuanwenError": "index.errors",
    "Index": "index.index",
    "Version": "index.index",
    "open_index": "index.opening",
    "ReadFile": "index.reading.document",
    "read_bytes": "index.reading.document",
    "FetchSettings": "index.settings",
    "read_url": "index.reading.fetching",
    "read_paths": "index.reading.files",
    "reindex": "index.reindexing",
    "Leg": "index.search",
    "Where": "index.search",
    "IndexSettings": "index.settings",
    "FolderInUseError": "index.store.lock",
    "sync_folder": "index.sync",
    "Progress": "index.progress",
    "BUNDLED": "index.article",
    "note_duplicates": "index.duplicates",
    "Documents": "index.sync",
    "UpdateReport": "index.update",
}


def __getattr__(name: str) -> object:
    """Import what is asked for when it is (PEP 562): a command that only lists articles loads no embedding."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found  # from here on it costs nothing
    return found
