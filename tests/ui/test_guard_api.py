"""Keys, shares, turns, sizes and origins, before the application itself."""

from __future__ import annotations

import asyncio
import base64
import stat
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from assistant.settings import ServerSettings, load_settings
from index import YuanwenError
from ui.api.guard import is_loopback, needed_scope, secret_of
from ui.api.keys import Key, add_key, digest_of, find_key, load_keys
from ui.api.limits import Queue, Shares, TooManyError
from ui.api.observed import Measures
from ui.serve import refuse_open_door

if TYPE_CHECKING:
    from assistant import Assistant

ASKED = {"messages": [{"role": "user", "content": "悟道2.0有多少参数？"}]}
SECRETS = {scope: f"secret-of-{scope}-{'x' * 16}" for scope in ("ask", "add", "admin")}
KEYS = [Key(scope, digest_of(secret), (scope,)) for scope, secret in SECRETS.items()]  # type: ignore[arg-type]

Open = Callable[..., httpx.AsyncClient]


@pytest.fixture
async def opened(assistant: Assistant) -> AsyncIterator[Open]:
    """Opens clients of applications with keys and server settings of their own."""
    from ui.app import build_app

    clients: list[httpx.AsyncClient] = []

    def open_client(
        keys: Sequence[Key] = (), address: str = "203.0.113.5", own_names_only: bool = False, **server: Any
    ) -> httpx.AsyncClient:
        settings = assistant.settings.model_copy(update={"server": ServerSettings(**server)})
        app = build_app(replace(assistant, settings=settings), page=False, keys=keys, own_names_only=own_names_only)
        transport = httpx.ASGITransport(app, client=(address, 1))
        clients.append(httpx.AsyncClient(transport=transport, base_url="http://test"))
        return clients[-1]

    yield open_client
    for client in clients:
        await client.aclose()


def bearer(scope: str) -> dict[str, str]:
    """The header of the key with this scope."""
    return {"Authorization": f"Bearer {SECRETS[scope]}"}


@pytest.mark.parametrize("given", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic !"}])
async def test_without_a_right_key_nothing_is_answered(opened: Open, given: dict[str, str]) -> None:
    response = await opened(KEYS).post("/v1/chat/completions", json=ASKED, headers=given)
    assert response.status_code == 401
    assert response.json()["error"]["code"] == "invalid_api_key"
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.headers["x-request-id"]


async def test_each_scope_opens_its_own(opened: Open) -> None:
    client = opened(KEYS)
    assert (await client.post("/v1/chat/completions", json=ASKED, headers=bearer("ask"))).status_code == 200
    new = {"articles": [{"id": "x", "text": " "}]}
    assert (await client.post("/v1/articles", json=new, headers=bearer("ask"))).status_code == 403
    assert (await client.post("/v1/articles", json=new, headers=bearer("add"))).status_code == 200
    assert (await client.delete("/v1/articles/x", headers=bearer("add"))).status_code == 403
    assert (await client.delete("/v1/articles/x", headers=bearer("admin"))).status_code == 404
    assert (await client.get("/metrics", headers=bearer("ask"))).status_code == 403
    assert (await client.get("/metrics", headers=bearer("admin"))).status_code == 200


async def test_health_needs_no_key_and_a_page_asks_the_browser_for_one(opened: Open) -> None:
    client = opened(KEYS)
    assert (await client.get("/healthz")).status_code == 200
    page = await client.get("/docs")
    assert page.status_code == 401
    assert page.headers["www-authenticate"].startswith("Basic")
    password = base64.b64encode(f"me:{SECRETS['ask']}".encode()).decode()
    assert (await client.get("/docs", headers={"Authorization": f"Basic {password}"})).status_code == 200


async def test_a_client_s_share_ends_and_another_s_does_not(opened: Open) -> None:
    client = opened(KEYS, rate=2)
    body = {"input": "x"}
    for _ in range(2):
        assert (await client.post("/v1/embeddings", json=body, headers=bearer("ask"))).status_code == 200
    third = await client.post("/v1/embeddings", json=body, headers=bearer("ask"))
    assert third.status_code == 429
    assert 1 <= int(third.headers["retry-after"]) <= 30
    assert third.json()["error"]["code"] == "rate_limit_exceeded"
    assert (await client.post("/v1/embeddings", json=body, headers=bearer("admin"))).status_code == 200


async def test_guessing_keys_is_slowed_down(opened: Open) -> None:
    client = opened(KEYS, rate=3)
    guesses = [await client.get("/v1/models", headers={"Authorization": f"Bearer {i}"}) for i in range(4)]
    assert [g.status_code for g in guesses] == [401, 401, 401, 429]


async def test_this_machine_is_not_rationed_without_keys(opened: Open) -> None:
    client = opened(address="127.0.0.1", rate=1)
    answers = [await client.post("/v1/search", json={"query": "北京"}) for _ in range(3)]
    assert {a.status_code for a in answers} == {200}


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_that_is_too_large_is_refused(opened: Open, chunked: bool) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 1_000

    client = opened(max_body=10_000)
    content = parts() if chunked else b"x" * 40_000
    response = await client.post("/v1/articles", content=content, headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert "10,000" in response.json()["error"]["message"]


async def test_a_body_that_comes_slowly_keeps_nobody_waiting(opened: Open) -> None:
    go = asyncio.Event()

    async def parts() -> AsyncIterator[bytes]:
        yield b'{"query": '
        await go.wait()
        yield '"北京"}'.encode()

    client = opened(answers=1, queue=0)
    headers = {"content-type": "application/json"}
    slow = asyncio.create_task(client.post("/v1/search", content=parts(), headers=headers))
    await asyncio.sleep(0)
    assert (await client.post("/v1/search", json={"query": "北京"})).status_code == 200
    go.set()
    assert (await slow).status_code == 200


async def test_another_site_s_page_cannot_write(opened: Open) -> None:
    client = opened()
    evil, own = {"Origin": "https://evil.example"}, {"Origin": "http://test"}
    assert (await client.post("/v1/search", json={"query": "北京"}, headers=evil)).status_code == 403
    assert (await client.post("/v1/search", json={"query": "北京"}, headers=own)).status_code == 200
    assert "access-control-allow-origin" not in (await client.get("/v1/models", headers=evil)).headers


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "[::2]:80", "", "[:"])
async def test_a_foreign_host_is_refused_in_openai_s_form(opened: Open, host: str) -> None:
    client = opened(own_names_only=True)
    for path in ("/v1/models", "/healthz", "/"):
        refused = await client.get(path, headers={"Host": host})
        assert refused.status_code == 400, path
        assert refused.json()["error"]["code"] == "invalid_host"


@pytest.mark.parametrize("host", ["localhost:7860", "127.0.0.1", "[::1]:7860", "LOCALHOST"])
async def test_this_machine_s_own_names_are_served(opened: Open, host: str) -> None:
    assert (await opened(own_names_only=True).get("/healthz", headers={"Host": host})).status_code == 200


async def test_a_listed_origin_may_call(opened: Open) -> None:
    client = opened(KEYS, cors=["https://front.example"])
    origin = {"Origin": "https://front.example"}
    asked = {**origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    assert (await client.options("/v1/chat/completions", headers=asked)).status_code == 200
    answer = await client.post("/v1/search", json={"query": "北京"}, headers={**origin, **bearer("ask")})
    assert answer.headers["access-control-allow-origin"] == "https://front.example"


async def test_listed_pages_may_frame_ours(opened: Open) -> None:
    policy = (await opened(embed=["https://intranet.example"]).get("/healthz")).headers["content-security-policy"]
    assert "frame-ancestors 'self' https://intranet.example;" in policy


async def test_the_queue_has_an_end_and_is_never_a_hang() -> None:
    queue, go, started = Queue(1, 1, Measures(), longest=0.05), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        async with queue.turn():
            started.set()
            await go.wait()

    first = asyncio.create_task(work())
    await started.wait()
    second = asyncio.create_task(work())
    await asyncio.sleep(0)
    with pytest.raises(TooManyError, match="waiting already") as full:
        await work()
    assert (full.value.status, full.value.retry_after > 0) == (503, True)
    with pytest.raises(TooManyError, match="no turn came"):
        await second
    go.set()
    await first
    await work()  # the place was given back


def test_a_bucket_fills_again_with_time() -> None:
    now = [0.0]
    shares = Shares(60, 1, lambda: now[0])
    for _ in range(60):
        shares.spend("a")
    with pytest.raises(TooManyError) as empty:
        shares.spend("a")
    now[0] += empty.value.retry_after
    shares.spend("a")


def test_requests_under_way_are_counted_and_given_back() -> None:
    shares = Shares(60, 1)
    with shares.hold("a"), shares.hold("b"), pytest.raises(TooManyError, match="under way"), shares.hold("a"):
        pass
    with shares.hold("a"):
        pass


def test_a_drawn_key_is_kept_as_its_digest_for_its_owner_alone(tmp_path: Path) -> None:
    secret = add_key(tmp_path, "laptop", ["ask", "add"])
    kept = tmp_path / "keys.json"
    assert secret not in kept.read_text(encoding="utf-8")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    found = find_key(load_keys(tmp_path), secret)
    assert found is not None
    assert (found.name, found.opens("add"), found.opens("admin")) == ("laptop", True, False)
    with pytest.raises(YuanwenError, match="already"):
        add_key(tmp_path, "laptop", ["ask"])
    with pytest.raises(YuanwenError, match="'root'"):
        add_key(tmp_path, "other", ["root"])


def test_the_variable_s_keys_and_their_scopes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUANWEN_API_KEYS", f"{SECRETS['ask']}, {SECRETS['add']}:ask+add")
    load_settings(home=tmp_path)  # a variable of ours, though not a setting
    first, second = load_keys(tmp_path)
    assert (first.scopes, second.scopes) == (("ask",), ("ask", "add"))
    monkeypatch.setenv("YUANWEN_API_KEYS", "hunter2")
    with pytest.raises(YuanwenError, match="7 characters") as short:
        load_keys(tmp_path)
    assert "hunter2" not in str(short.value)


@pytest.mark.parametrize(
    ("host", "keys", "public", "refused"),
    [
        ("127.0.0.1", (), False, False),
        ("::1", (), False, False),
        ("localhost", (), False, False),
        ("0.0.0.0", (), False, True),
        ("192.0.2.1", (), False, True),
        ("0.0.0.0", KEYS, False, False),
        ("0.0.0.0", (), True, False),
    ],
)
def test_others_are_served_only_with_a_key_or_on_purpose(
    tmp_path: Path, host: str, keys: Sequence[Key], public: bool, refused: bool
) -> None:
    settings = load_settings(home=tmp_path, server={"host": host, "public": public})
    if not refused:
        refuse_open_door(settings, keys)
        return
    with pytest.raises(YuanwenError, match=r"no key is set.*--public"):
        refuse_open_door(settings, keys)


def test_small_readings() -> None:
    assert secret_of("bearer  abc ") == "abc"
    assert secret_of("Digest abc") == ""
    assert needed_scope("GET", "/v1/articles") == "ask"
    assert needed_scope("POST", "/page/documents") == "add", "the page adds no more freely than the API"
    assert is_loopback("127.9.9.9")
    assert not is_loopback("localhost.evil.example")
