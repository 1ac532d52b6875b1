"""Files: every text encoding people have, one clear line for what cannot be read, and no file stops the rest."""

from __future__ import annotations

import codecs
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from index.article import Cut
from index.errors import YuanwenError
from index.reading.document import MAX_BYTES
from index.reading.files import UnreadableFileError, read_file, read_paths

TEXT = "大模型的开源生态正在形成，半数以上的模型已经开源。\n北京和广东的大模型数量最多，占全国的一半以上。"
NOBODY = 65534


def write(path: Path, data: bytes | str = TEXT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read anything, so what a reader without permission sees is tried as one."""
    if not hasattr(os, "geteuid"):
        pytest.skip("needs POSIX permissions")
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """The temporary folder, with the way to it open to everyone, so that only what a test closes is closed."""
    opened: list[tuple[Path, int]] = []
    system = Path(tempfile.gettempdir()).resolve()
    for folder in [f for f in [tmp_path, *tmp_path.parents] if system in f.resolve().parents]:
        opened.append((folder, folder.stat().st_mode))
        folder.chmod(0o755)
    yield tmp_path
    for folder, mode in opened:
        folder.chmod(mode)


ENCODED = {
    "utf-8": TEXT.encode(),
    "utf-8 with a mark": codecs.BOM_UTF8 + TEXT.encode(),
    "utf-16 little": codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
    "utf-16 big": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "utf-32 little": codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
    "gb18030": TEXT.encode("gb18030"),
    "gbk": TEXT.encode("gbk"),
    "windows line ends": TEXT.replace("\n", "\r\n").encode(),
    "old mac line ends": TEXT.replace("\n", "\r").encode(),
}


@pytest.mark.parametrize("data", ENCODED.values(), ids=ENCODED.keys())
@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_every_common_encoding_gives_the_same_text(tmp_path: Path, data: bytes, suffix: str) -> None:
    article = read_file(write(tmp_path / f"文章{suffix}", data))
    assert article.text == TEXT
    assert "\ufeff" not in article.text


def test_utf_8_that_could_be_gb18030_is_utf_8(tmp_path: Path) -> None:
    data = "中文大模型的".encode()
    assert data.decode("gb18030") != "中文大模型的"
    assert read_file(write(tmp_path / "a.md", data)).text == "中文大模型的"


def test_astral_characters_survive(tmp_path: Path) -> None:
    text = "𠮷野家的大模型😀已经开源，半数以上的模型已经开源。"
    for encoding in ("utf-8", "gb18030", "utf-16"):
        assert read_file(write(tmp_path / "a.md", text.encode(encoding))).text == text


@pytest.mark.parametrize("length", [2, 8])
def test_utf_16_without_a_mark_is_refused(tmp_path: Path, length: int) -> None:
    with pytest.raises(UnreadableFileError, match="is not text"):
        read_file(write(tmp_path / "a.md", ("word " * length).encode("utf-16-le")))


@pytest.mark.parametrize("encoding", ["big5", "utf-16-le", "utf-16-be", "gb18030"])
def test_a_traditional_file_is_read_whatever_its_encoding(tmp_path: Path, encoding: str) -> None:
    text = "大語言模型的開源生態正在形成，半數以上的模型已經開源。"
    assert read_file(write(tmp_path / "a.md", text.encode(encoding))).text == text


def test_a_few_broken_bytes_do_not_lose_the_file(tmp_path: Path) -> None:
    data = TEXT.encode() * 5
    text = read_file(write(tmp_path / "a.md", data[:3] + b"\xff" + data[3:])).text
    assert text.replace("\ufffd", "") == TEXT * 5 and text.count("\ufffd") == 1


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
        b"PK\x03\x04" + b"\x00\x01\x02\x03" * 300,
        codecs.BOM_UTF16_LE + b"\x00",
        b"\x1b[31m" * 100,
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".md", ".dat"])
def test_binary_data_is_refused_in_one_line(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = write(tmp_path / f"a{suffix}", data)
    with pytest.raises(UnreadableFileError) as refused:
        read_file(path)
    assert str(refused.value) == f"{path} is not text in any encoding known here: save it as UTF-8"


@pytest.mark.parametrize("data", [b"", b" \n\r\n\t"])
def test_an_empty_file_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UnreadableFileError, match=r"a\.txt is empty$"):
        read_file(write(tmp_path / "a.txt", data))


@pytest.mark.parametrize("data", ["\ufeff", "\u3000\u3000\n", "# 只有标题\n"])
def test_a_file_without_article_text_is_refused(tmp_path: Path, data: str) -> None:
    with pytest.raises(UnreadableFileError, match=r"a\.md holds no article text"):
        read_file(write(tmp_path / "a.md", data))


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(
        UnreadableFileError, match=r"large\.txt has 50,000,001 bytes, the limit is 50,000,000: split it"
    ):
        read_file(path)


def test_a_few_control_characters_are_taken_out(tmp_path: Path) -> None:
    text = "\n".join([TEXT] * 3)
    assert read_file(write(tmp_path / "a.md", f"{text}\x07\n")).text == text


def test_one_control_character_does_not_make_a_short_note_binary(tmp_path: Path) -> None:
    assert read_file(write(tmp_path / "a.md", f"{TEXT}\x0c")).text == TEXT


def test_a_markdown_heading_is_the_title_and_the_rest_is_kept(tmp_path: Path) -> None:
    article = read_file(write(tmp_path / "a.md", f"# 开源生态 #\n\n{TEXT}\n\n## 小节\n- 一\n  - 二\n"))
    assert article.title == "开源生态"
    assert article.text == f"{TEXT}\n## 小节\n- 一\n- 二"
    assert article.cuts == (Cut("# 开源生态 #", "title", 1),)


def test_a_file_without_a_heading_is_titled_by_its_name(tmp_path: Path) -> None:
    assert read_file(write(tmp_path / "开源 生态.md")).title == "开源 生态"


@pytest.mark.parametrize(
    ("data", "title", "text"),
    [
        ("# 学习 C#\n正文。", "学习 C#", "正文。"),
        ("# 标题 ##\r\n正文。\r\n", "标题", "正文。"),
        ("# 标题\r正文。\r", "标题", "正文。"),
        ("#\n\n正文。", "a", "#\n正文。"),
        ("正文一。\n## 小节\n正文二。", "a", "正文一。\n## 小节\n正文二。"),
        ("# 标题\n正文。\n# 标题\n又一章。", "标题", "正文。\n# 标题\n又一章。"),
    ],
)
def test_only_a_heading_that_opens_the_file_is_its_title(tmp_path: Path, data: str, title: str, text: str) -> None:
    article = read_file(write(tmp_path / "a.md", data))
    assert (article.title, article.text) == (title, text)


def test_an_id_can_stand_in_a_url_and_tells_the_name(tmp_path: Path) -> None:
    article = read_file(write(tmp_path / "我的 笔记?#1%.md"))
    assert article.id.startswith("我的-笔记-1-")
    assert set("/?#% ").isdisjoint(article.id)
    assert read_file(tmp_path / "我的 笔记?#1%.md").id == article.id


@pytest.mark.parametrize("name", ["？？", "😀"])
def test_a_name_without_letters_still_gives_an_id(tmp_path: Path, name: str) -> None:
    assert read_file(write(tmp_path / f"{name}.md")).id.startswith("document-")


def test_a_long_name_gives_a_bounded_id(tmp_path: Path) -> None:
    assert len(read_file(write(tmp_path / f"{'长' * 80}.md")).id) <= 100


def test_two_files_of_one_name_are_two_articles(tmp_path: Path) -> None:
    one, other = write(tmp_path / "a" / "x.md"), write(tmp_path / "b" / "x.md")
    assert read_file(one).id != read_file(other).id


def test_a_relative_path_gives_the_same_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "x.md")
    monkeypatch.chdir(tmp_path)
    assert read_file(Path("x.md")).id == read_file(path).id


def test_a_path_through_the_parent_gives_the_same_id(tmp_path: Path) -> None:
    path = write(tmp_path / "x.md")
    (tmp_path / "below").mkdir()
    assert read_file(tmp_path / "below" / ".." / "x.md").id == read_file(path).id


def test_a_missing_path_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(YuanwenError, match=r"nowhere\.txt does not exist: check the path"):
        next(read_paths([write(tmp_path / "a.md"), tmp_path / "nowhere.txt"]))


def test_a_folder_gives_its_readable_files_in_name_order(tmp_path: Path) -> None:
    for name in ("b.md", "a.TXT", "sub/c.txt", "sub/deep/d.md", "picture.png", "no-suffix"):
        write(tmp_path / name)
    for name in (".hidden.md", ".git/x.md", "sub/.cache/y.txt"):
        write(tmp_path / name)
    (tmp_path / "folder.md").mkdir()
    found = [read.path.relative_to(tmp_path).as_posix() for read in read_paths([tmp_path])]
    assert found == ["a.TXT", "b.md", "sub/c.txt", "sub/deep/d.md"]


def test_a_folder_below_a_hidden_one_is_read_when_it_is_named(tmp_path: Path) -> None:
    write(tmp_path / ".notes" / "a.md")
    assert [read.path.name for read in read_paths([tmp_path / ".notes"])] == ["a.md"]


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    assert list(read_paths([tmp_path])) == []
    assert list(read_paths([])) == []


def test_files_and_folders_are_read_in_the_order_given(tmp_path: Path) -> None:
    write(tmp_path / "folder" / "a.md")
    single = write(tmp_path / "single.md")
    assert [r.path.name for r in read_paths([single, tmp_path / "folder"])] == ["single.md", "a.md"]


def test_a_bad_file_is_reported_and_the_rest_goes_on(tmp_path: Path) -> None:
    write(tmp_path / "a.md")
    write(tmp_path / "b.txt", b"\x00\x01" * 500)
    write(tmp_path / "c.md", b"")
    write(tmp_path / "d.md")
    found = {read.path.name: read for read in read_paths([tmp_path])}
    assert [name for name, read in found.items() if read.article] == ["a.md", "d.md"]
    assert found["b.txt"].problem == f"{tmp_path / 'b.txt'} is not text in any encoding known here: save it as UTF-8"
    assert found["c.md"].problem == f"{tmp_path / 'c.md'} is empty"
    assert found["a.md"].problem == ""


def test_a_file_without_permission_is_reported_and_the_rest_goes_on(public: Path) -> None:
    write(public / "a.md").chmod(0o600)
    write(public / "b.md").chmod(0o644)
    if os.geteuid() != 0:
        (public / "a.md").chmod(0o000)
    with as_nobody():
        first, second = read_paths([public])
    assert first.problem == f"{public / 'a.md'} cannot be read (Permission denied): check its permissions"
    assert (first.article, second.article is None) == (None, False)


@pytest.mark.parametrize("mode", [0o700, 0o744])
@pytest.mark.parametrize("named", ["closed/x.md", "closed"])
def test_a_closed_folder_is_reported_not_raised_or_passed_over(public: Path, mode: int, named: str) -> None:
    write(public / "closed" / "x.md")
    (public / "closed").chmod(mode if os.geteuid() == 0 else mode & 0o044)
    try:
        with as_nobody(), suppress(YuanwenError):
            assert [read.article for read in read_paths([public / named])] == [None]
    finally:
        (public / "closed").chmod(0o755)


def test_a_name_that_is_too_long_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(YuanwenError, match="does not exist"):
        next(read_paths([tmp_path / ("a" * 300)]))
