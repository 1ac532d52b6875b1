"""A small PDF with a text layer, written by hand."""

from __future__ import annotations

# Every code is its own character: what a font embedded by a word processor says of its glyphs, at its plainest.
CODES = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end"""


def stream(content: bytes) -> bytes:
    return b"<< /Length %d >> stream\n%b\nendstream" % (len(content), content)


def hexed(text: str) -> bytes:
    return text.encode("utf-16-be").hex().encode()


def page(lines: list[str]) -> bytes:
    shown = b" ".join(b"<%b> Tj 0 -20 Td" % hexed(line) for line in lines)
    return stream(b"BT /F 12 Tf 50 750 Td " + shown + b" ET")


def text_pdf(*pages: list[str], title: str = "") -> bytes:
    """A whole PDF, its cross-reference table included; ``pages`` are the lines of each."""
    first = 7  # the number of the first page's object
    kids = b" ".join(b"%d 0 R" % (first + 2 * n) for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /U /Encoding /Identity-H"
        b" /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /U /DW 1000 >>",
        stream(CODES),
        b"<< /Title <FEFF%b> >>" % hexed(title),
    ]
    for number, lines in enumerate(pages):
        fonts = b"<< /Font << /F 3 0 R >> >>"
        body = b"/MediaBox [0 0 595 842] /Contents %d 0 R" % (first + 2 * number + 1)
        objects += [b"<< /Type /Page /Parent 2 0 R /Resources %b %b >>" % (fonts, body), page(lines)]
    return whole(objects)


def whole(objects: list[bytes]) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj %b endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    count = len(objects) + 1
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%btrailer << /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (
            count,
            table,
            count,
            len(out),
        )
    )
