"""Reads a text dump of a web page: the article is kept as written, everything else is cut with its reason."""

from __future__ import annotations

from index.article import Article
from index.reading.clean import clean
from index.reading.lines import split_lines
from index.reading.metadata import read_metadata
from index.reading.script import read_script


def read_page(page: str, article_id: str, url: str = "", *, printed: bool = False) -> Article:
    """The article in a page dump of one visible line a line. Never raises; a page without an article has no text.

    ``text`` is the article's paragraphs joined by line feeds, each as written but for the space around it and for
    control characters. Title, byline and all other lines stand in ``cuts``, in the page's order. Of a ``printed`` page
    short lines without punctuation are no sign that it is a web page: they are headings and tables.
    """
    lines, controls = split_lines(page)
    cleaned = clean(lines, printed=printed)
    about = read_metadata(cleaned.header, cleaned.body, cleaned.footer)
    text = "\n".join(cleaned.body)
    return Article(
        id=article_id,
        title=cleaned.title,
        text=text,
        publisher=about.publisher,
        author=about.author,
        editor=about.editor,
        published=about.published,
        place=about.place,
        url=url,
        script=read_script(text or cleaned.title),
        cuts=tuple(sorted((*controls, *cleaned.cuts), key=lambda cut: cut.line)),
    )
