"""What a name, a path, an address or a hub's file means, and that a hash is always asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.models.shelf import DEFAULT, find_model
from index import YuanwenError

HASH = "ab" * 32


@pytest.mark.parametrize("asked", ["", "qwen2.5-1.5b-instruct-q4_k_m", "qwen2.5-1.5b-instruct-q4_k_m.gguf"])
def test_the_default_by_its_names(asked: str) -> None:
    found = find_model(asked)
    assert found is DEFAULT
    assert (found.size, len(found.sha256), len(found.urls)) == (1_117_320_736, 64, 2)


def test_a_hub_s_file_is_looked_for_at_both() -> None:
    found = find_model("Owner/Some-GGUF/deep/some-q4.gguf", HASH.upper())
    assert (found.file, found.sha256, found.size) == ("some-q4.gguf", HASH, 0)
    assert [url.split("/")[2] for url in found.urls] == ["modelscope.cn", "huggingface.co"]
    assert all(url.endswith("/deep/some-q4.gguf") for url in found.urls)


def test_an_address(tmp_path: Path) -> None:
    found = find_model("http://host.example/a%20b/some-q4.gguf?x=1", HASH)
    assert (found.file, found.urls) == ("some-q4.gguf", ("http://host.example/a%20b/some-q4.gguf?x=1",))


def test_the_default_s_file_from_elsewhere_needs_no_hash(tmp_path: Path) -> None:
    for asked in (f"http://host.example/{DEFAULT.file}", f"Someone/Else/{DEFAULT.file}"):
        assert (find_model(asked).sha256, find_model(asked).size) == (DEFAULT.sha256, DEFAULT.size)
    copy = tmp_path / DEFAULT.file
    copy.write_bytes(b"GGUF")
    assert find_model(str(copy)).path == copy


@pytest.mark.parametrize(
    ("asked", "sha256", "words"),
    [
        ("http://host.example/some.gguf", "", "trusted only by its hash"),
        ("Owner/Repo/some.gguf", "", "--sha256"),
        ("http://host.example/some.gguf", "abc", "'abc' is no SHA-256"),
        ("no-such-model", HASH, "there is no model 'no-such-model'"),
        ("/no/such/file.gguf", HASH, "there is no model"),
        ("http://host.example/model.bin", HASH, "does not name a .gguf file"),
        ("http://host.example/..%2F..%2Fetc%2Fx.gguf%00", HASH, "does not name a .gguf file"),
        ("http://host.example/", HASH, "does not name a .gguf file"),
        ("Owner/Repo/../../x.gguf", HASH, "there is no model"),
    ],
)
def test_what_cannot_be_meant_is_one_line(asked: str, sha256: str, words: str) -> None:
    with pytest.raises(YuanwenError, match=words) as refused:
        find_model(asked, sha256)
    assert "\n" not in str(refused.value)


def test_a_name_never_leaves_the_folder() -> None:
    found = find_model("http://host.example/a/..%2F..%2Fevil.gguf", HASH)
    assert found.file == "evil.gguf"
