"""NULs, other control characters and lone surrogates are cut from every kind of document, with the reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Article, Cut, Index, read_bytes, read_paths
from index.reading.controls import CONTROLS, cut_controls, without_controls
from index.text.fold import find_unsafe
from tests.doubles.text_pdf import text_pdf

HALF, OTHER = "海豚湾天文台的台长是欧", "阳木兰，她从2019年起负责全台的观测工作，每周三向公众开放。"
SAID = HALF + OTHER
PAGE = (
    f"<html><head><title>台</title></head><body><article><p>{HALF}{{}}{OTHER}</p><p>{OTHER}</p></article></body></html>"
)


def word(text: str) -> bytes:
    from docx import Document

    document, out = Document(), BytesIO()
    document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def book(text: str) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        place = '<rootfiles><rootfile full-path="a.opf"/></rootfiles>'
        archive.writestr("META-INF/container.xml", f"<container>{place}</container>")
        spine = '<manifest><item id="c" href="c.xhtml"/></manifest><spine><itemref idref="c"/></spine>'
        archive.writestr("a.opf", f'<package xmlns="http://www.idpf.org/2007/opf">{spine}</package>')
        archive.writestr("c.xhtml", f"<html><body><p>{text}</p></body></html>")
    return out.getvalue()


def row(text: str) -> bytes:
    return json.dumps({"id": "r", "title": "题\ud800", "text": text}).encode()


@pytest.mark.parametrize(
    ("name", "data", "cut"),
    [
        ("a.txt", f"台\n{HALF}\0{OTHER}\n{OTHER}".encode(), "U+0000"),
        ("a.md", f"# 台\n\n{HALF}\0\x07{OTHER}".encode(), "U+0000 U+0007"),
        ("a.html", PAGE.format("\0").encode(), "U+0000"),
        ("a.html", PAGE.format("&#1;").encode(), "U+0001"),
        ("a.html", PAGE.format("\x7f").encode("utf-16"), "U+007F"),
        ("a.docx", word(f"{HALF}\x80{OTHER}"), "U+0080"),
        ("a.epub", book(f"{HALF}\0{OTHER}"), "U+0000"),
        ("a.pdf", text_pdf([f"{HALF}\0{OTHER}"]), "U+0000"),
        ("a.pdf", text_pdf([f"{HALF}\x1b{OTHER}"]), "U+001B"),
    ],
)
def test_a_document_of_every_kind_loses_them_and_says_so(name: str, data: bytes, cut: str) -> None:
    read = read_bytes(name, data)
    assert read.article is not None, read.problem
    assert SAID in read.article.text
    assert cut in [c.text for c in read.article.cuts if c.reason == CONTROLS]
    assert all(c.line > 0 for c in read.article.cuts if c.reason == CONTROLS)


@pytest.mark.parametrize("name", ["r.jsonl", "r.csv"])
def test_a_row_loses_them_and_says_so(tmp_path: Path, name: str) -> None:
    data = row(f"{HALF}\0\udfff{OTHER}") if name == "r.jsonl" else f"id,text\nr,{HALF}\0{OTHER}\n".encode()
    (tmp_path / name).write_bytes(data)
    [read] = read_paths([tmp_path / name])
    assert read.article is not None, read.problem
    assert read.article.text == SAID
    lost = [c.text for c in read.article.cuts]
    assert lost == (["title: U+D800", "U+0000 U+DFFF"] if name == "r.jsonl" else ["U+0000"])


def test_a_document_of_nothing_else_is_empty(tmp_path: Path) -> None:
    assert read_bytes("a.md", b"\0\0").article is None
    (tmp_path / "r.jsonl").write_bytes(row("\0"))
    [read] = read_paths([tmp_path / "r.jsonl"])
    assert '"text" is empty' in read.problem


def test_an_article_handed_to_the_index_loses_them_and_says_so(open_hashed: Callable[..., Index]) -> None:
    index = open_hashed()
    given_ = Article("a", "题\0", f"{OTHER}\n{HALF}\0\ud800{OTHER}", cuts=(Cut("广\0告", "advertisement"),))
    index.update([given_], "api")
    kept = index.article("a")
    assert kept is not None
    assert kept.text == f"{OTHER}\n{SAID}" and kept.title == "题"
    assert kept.cuts == (
        Cut("广告", "advertisement"),
        Cut("title: U+0000", CONTROLS),
        Cut("U+0000 U+D800", CONTROLS, 2),
    )
    assert index.update([given_], "api").unchanged == ["a"]


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\0\x1b\x85\ud800\udfff\n甲𠮷😀"))))
def test_nothing_but_them_is_lost(text: str) -> None:
    clean, cuts = cut_controls(text)
    assert clean == "".join(c for c in text if find_unsafe(c) is None)
    named = {name for cut in cuts for name in cut.text.split()}
    assert named == {f"U+{ord(c):04X}" for c in text if find_unsafe(c)}
    article = without_controls(Article("a", text, text))
    assert without_controls(article) == article
