"""Every kind of document gives its text and what it says of itself; a bad one is a line."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index import Article, read_bytes
from index.passages import split_passages

PROSE = "大模型的开源生态正在形成，半数以上的模型已经开源，各地的企业都在跟进。"
MORE = "𠮷野家😀也发布了自己的模型，参数超过十亿，北京和广东的大模型数量最多。"
HTML = f"""<html><head><meta charset="utf-8"><title>开源生态</title><meta property="og:site_name" content="某网">
<meta property="article:published_time" content="2023-05-28T18:41:56+08:00"></head><body>
<nav><a href="/">首页</a> <a href="/x">新闻</a></nav><script>alert("不要读我")</script>
<article><h1>开源生态</h1><p>{PROSE}</p><p>{MORE}</p></article><footer>版权所有 京ICP备123号</footer></body></html>"""


def article_of(name: str, data: bytes) -> Article:
    read = read_bytes(name, data)
    assert read.article is not None, read.problem
    return read.article


def docx() -> bytes:
    from docx import Document

    document, out = Document(), BytesIO()
    document.add_heading("天文台", 1)
    document.add_paragraph(PROSE)
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "口径", "2.4米"
    document.add_paragraph(MORE)
    document.save(out)
    return out.getvalue()


def packed(members: dict[str, str | bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def epub(**more: str) -> bytes:
    box = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfile full-path="O/c.opf"/></container>'
    )
    book = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<dc:title>书</dc:title><dc:creator>张三</dc:creator></metadata><manifest><item id="b" href="2.xhtml"/>'
        '<item id="a" href="a%20b.xhtml"/></manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>'
    )
    first = f"<html><body><p>{PROSE}</p><style>p {{}}</style></body></html>"
    second = "<html><body><p>在<ruby>海<rt>hai</rt></ruby>边。</p></body></html>"
    return packed({"META-INF/container.xml": box, "O/c.opf": book, "O/a b.xhtml": first, "O/2.xhtml": second} | more)


def pdf(password: str | None = None, pages: int = 1) -> bytes:
    from pypdf import PdfWriter

    writer, out = PdfWriter(), BytesIO()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_web_page_gives_its_article_and_what_its_tags_say(encoding: str) -> None:
    declared = {"utf-8": "utf-8", "gb18030": "gb2312", "utf-16": "utf-16"}[encoding]
    article = article_of("a.html", HTML.replace('charset="utf-8"', f'charset="{declared}"').encode(encoding))
    assert article.text == f"{PROSE}\n{MORE}"
    assert (article.title, article.publisher, article.published) == ("开源生态", "某网", "2023-05-28T18:41:56")
    assert article.author == ""
    assert {"首页 新闻", "版权所有 京ICP备123号"} <= {cut.text for cut in article.cuts}
    assert all(cut.reason for cut in article.cuts)
    assert "不要读我" not in str(article)


def test_a_word_document_gives_paragraphs_and_tables_in_order() -> None:
    article = article_of("a.docx", docx())
    assert article.title == "天文台"
    assert article.text == f"{PROSE}\n口径 2.4米\n{MORE}"
    assert article.author == ""


def test_an_e_book_is_read_in_its_own_order_without_pronunciations() -> None:
    article = article_of("a.epub", epub())
    assert (article.title, article.author) == ("书", "张三")
    assert article.text == f"{PROSE}\n在海边。"


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("a.docx", b"PK\x03\x04 cut off", "a.docx is not a whole Word document"),
        ("a.docx", packed({"x.txt": "x"}), "a.docx is not a Word document, or a damaged one"),
        ("a.docx", packed({"word/document.xml": b"\0" * 200_000_001}), "a.docx unpacks to 200,000,001 bytes"),
        ("a.docx", packed({"word/document.xml": ENTITIES}), "a.docx declares entities"),
        ("a.epub", packed({"META-INF/container.xml": ENTITIES}), "a.epub is a damaged EPUB"),
        ("a.epub", epub(**{"META-INF/encryption.xml": "<x/>"}), "a.epub is an EPUB with copy protection"),
        ("a.epub", docx(), "a.epub is a damaged EPUB"),
        ("a.pdf", pdf(), "a.pdf is a PDF without a text layer"),
        ("a.txt", pdf(), "a.txt is a PDF without a text layer"),
        ("a.pdf", pdf("secret"), "a.pdf is an encrypted PDF"),
        ("a.pdf", pdf()[:200], "a.pdf is a damaged PDF"),
        ("a.pdf", b"words", "a.pdf is not a PDF"),
        ("a.html", b"<html></html>", "a.html holds no article text"),
        ("../../etc/a.html", b"", "a.html is empty"),
        ("", b"", "document is empty"),
    ],
)
def test_a_bad_document_is_one_line(name: str, data: bytes, line: str) -> None:
    read = read_bytes(name, data)
    assert read.article is None
    assert read.problem.startswith(line)
    assert "\n" not in read.problem


def test_the_same_name_is_the_same_article_wherever_it_lay() -> None:
    assert article_of("C:\\x\\a.md", PROSE.encode()).id == article_of("/y/a.md", MORE.encode()).id


@given(st.text(st.sampled_from("模型开源，。！？😀𠮷a1 \n\u3000👩‍👩‍👧"), min_size=1, max_size=300))
@example("𠮷😀。𠮷😀")
def test_every_span_of_a_read_document_gives_its_text_back(text: str) -> None:
    read = read_bytes("a.md", text.encode())
    if read.article is None:
        assert read.problem
        return
    for chunk in split_passages(read.article, 32):
        assert read.article.text[chunk.start : chunk.end] == chunk.text
        for (start, end), sentence in zip(chunk.sentences, chunk.sentence_texts(), strict=True):
            assert read.article.text[chunk.start + start : chunk.start + end] == sentence


def test_bytes_of_any_kind_never_raise() -> None:
    for suffix in ("txt", "md", "html", "pdf", "docx", "epub"):
        for data in (b"\xff" * 99, b"%PDF-" + b"\0" * 99, b"<", b"PK\x05\x06" + b"\0" * 18):
            read = read_bytes(f"a.{suffix}", data)
            assert bool(read.article) != bool(read.problem)
