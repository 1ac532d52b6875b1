"""Every way a local model fails has a kind that the page can say in the reader's language."""

from __future__ import annotations

import threading
from collections import namedtuple
from pathlib import Path
from typing import get_args

import pytest

from assistant.models import download, local
from assistant.models.fault import Fault, ModelFileError
from assistant.models.local import LocalServer, check_memory
from assistant.models.offer import LocalModelStatus, LocalOffer
from assistant.models.pull import pull
from assistant.models.shelf import ModelFile
from assistant.settings import ModelSettings
from ui.page.wording import SPOKEN, words_in

Usage = namedtuple("Usage", "total used free")


def model_of(path: Path, sha256: str = "0" * 64, url: str = "") -> ModelFile:
    return ModelFile("tiny.gguf", sha256, 4, (url,) if url else (), None if url else path)


def test_what_was_not_meant_is_a_hash(tmp_path: Path) -> None:
    (tmp_path / "came.gguf").write_bytes(b"GGUF")
    with pytest.raises(ModelFileError, match="is not the file meant") as caught:
        pull(model_of(tmp_path / "came.gguf"), tmp_path / "home", lambda *_: None)
    assert caught.value.fault == "hash"


def test_no_address_is_a_matter_of_reach(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError) as caught:
        pull(model_of(tmp_path, url="http://127.0.0.1:9/tiny.gguf"), tmp_path / "home", lambda *_: None, pause=0.0)
    assert caught.value.fault == "reach"


def test_a_full_disk_and_a_small_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download.shutil, "disk_usage", lambda _: Usage(10, 9, 1))
    with pytest.raises(ModelFileError) as caught:
        download.check_room(tmp_path / "x.part", 1_000)
    assert caught.value.fault == "disk"
    with pytest.raises(ModelFileError) as caught:
        check_memory(1 << 30, 1 << 20)
    assert caught.value.fault == "memory"


def test_the_offer_tells_the_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models/tiny.gguf").write_bytes(b"GGUF")
    failed = threading.Event()

    def start(settings: ModelSettings, home: Path) -> LocalServer:
        failed.set()
        raise ModelFileError("memory", "the model needs more")

    monkeypatch.setattr("assistant.models.offer.start_local", start)
    monkeypatch.setattr("assistant.models.offer.can_run", lambda: True)
    offer = LocalOffer(tmp_path, ModelSettings(), lambda _: None, model_of(tmp_path))
    offer.accept()
    assert failed.wait(10)
    while (now := offer.status()).state != "failed":
        pass
    assert now == LocalModelStatus("failed", "tiny", 4, 4, "the model needs more", "memory")


def test_each_kind_has_its_words_and_the_browser_knows_them() -> None:
    assert local.ModelFileError is ModelFileError
    for language in ("zh-Hans", "zh-Hant", "en"):
        said = [getattr(words_in(language), f"local_{kind}") for kind in get_args(Fault) if kind]
        assert len(set(said)) == 5
        assert all(said)
    assert {f"local_{kind}" for kind in get_args(Fault) if kind} <= set(SPOKEN)
