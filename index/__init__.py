"""Documents in, ranked passages out.

The door: open an index with ``open_index``, bring articles in with ``Index.update``, find passages with
``Index.search``.
"""

from index.article import Article, Cut, Passage, Sentence
from index.errors import YuanwenError
from index.index import Index, open_index
from index.reindex import reindex
from index.search import Leg, Where
from index.settings import IndexSettings
from index.store.lock import FolderInUseError
from index.update import Progress, UpdateReport

__all__ = [
    "Article",
    "Cut",
    "FolderInUseError",
    "Index",
    "IndexSettings",
    "Leg",
    "Passage",
    "Progress",
    "Sentence",
    "UpdateReport",
    "Where",
    "YuanwenError",
    "open_index",
    "reindex",
]
