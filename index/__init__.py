"""Documents in, ranked passages out.

The door: open an index with ``open_index``, bring articles in with ``Index.update``, find passages with
``Index.search``. ``read_bytes``, ``read_url`` and ``read_paths`` make articles of documents.
"""

from index.article import Article, Cut, Passage, Sentence
from index.backup import export_articles, import_articles
from index.duplicates import find_duplicates, fold_duplicates, note_duplicates
from index.errors import YuanwenError
from index.index import Index, open_index
from index.progress import Progress
from index.reading.bundled import BUNDLED
from index.reading.document import ReadFile, read_bytes
from index.reading.fetching import FetchSettings, read_url
from index.reading.files import read_paths
from index.reindex import reindex
from index.search import Leg, Where
from index.settings import IndexSettings
from index.store.lock import FolderInUseError
from index.sync import Documents, sync_folder
from index.update import UpdateReport

__all__ = [
    "BUNDLED",
    "Article",
    "Cut",
    "Documents",
    "FetchSettings",
    "FolderInUseError",
    "Index",
    "IndexSettings",
    "Leg",
    "Passage",
    "Progress",
    "ReadFile",
    "Sentence",
    "UpdateReport",
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
