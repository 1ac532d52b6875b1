"""A Chroma server that has gone away: every way in says that it may pass, and to nobody where the server was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant import Assistant, load_settings, open_assistant
from index import Article
from tests.doubles import servers
from tests.doubles.hash_embedder import HashEmbedder
from ui.api.errors import AWAY
from ui.app import build_app
from ui.desk import Desk
from ui.page.conversation import Conversation, follow

QUESTION = "海豚湾天文台的主镜口径是多少米？"
ASKED = {"messages": [{"role": "user", "content": QUESTION}]}


@pytest.fixture
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Assistant]:
    """An assistant that has answered, and whose vectors' server has then been stopped."""
    monkeypatch.setattr("index.opening.open_embedder", lambda *_: HashEmbedder())
    with servers.chroma(tmp_path / "chroma") as url:
        settings = load_settings(home=tmp_path / "home", index={"bundled": False, "chroma_url": url})
        opened = open_assistant(settings)
        opened.index.update([Article("dome", "天文台", "海豚湾天文台的主镜口径为3.7米。", script="Hans")], "test")
        assert opened.index.search(QUESTION)[0].article_id == "dome"
    yield opened
    opened.close()


async def test_no_way_in_says_where_the_server_was(away: Assistant, caplog: pytest.LogCaptureFixture) -> None:
    app = build_app(away, page=False)
    port = away.settings.index.chroma_url.rpartition(":")[2]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        for path, body in [("chat/completions", ASKED), ("responses", {"input": QUESTION}), ("search", {"query": "x"})]:
            got = await client.post(f"/v1/{path}", json=body)
            assert (got.status_code, got.json()["error"]["message"]) == (503, AWAY)
            assert got.headers["Retry-After"] and port not in got.text
        streamed = await client.post("/v1/chat/completions", json=ASKED | {"stream": True})
        assert streamed.status_code == 503 and port not in streamed.text
        added = await client.post("/v1/articles", json={"articles": [{"id": "b", "title": "b", "text": "别的事情。"}]})
        assert added.status_code == 503
    assert f"the Chroma server {away.settings.index.chroma_url} cannot be used" in caplog.text
    caplog.clear()
    conversation = Conversation()
    conversation.begin(QUESTION)
    async for _ in follow(Desk(away), conversation):
        pass
    last = conversation.last
    assert last is not None and (last.stage, last.fault, last.message) == ("failed", "unexpected", "")
    assert "cannot be used" in caplog.text  # in the log, for whoever runs it


def test_what_could_not_be_added_is_not_half_there(away: Assistant, tmp_path: Path) -> None:
    before = away.index.counts()
    with pytest.raises(Exception, match="cannot be used"):
        away.index.update([Article("b", "b", "别的事情。", script="Hans")], "test")
    assert away.index.counts() == before
    port = int(away.settings.index.chroma_url.rpartition(":")[2])
    with servers.chroma(tmp_path / "chroma", port):  # it comes back, and so does everything
        assert away.index.search(QUESTION)[0].article_id == "dome"
        assert away.index.update([Article("b", "b", "别的事情。", script="Hans")], "test").added == ["b"]
        assert away.index.verify().problems == ()
