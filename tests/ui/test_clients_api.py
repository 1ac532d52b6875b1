"""The clients people already have, against a real server."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import openai
import pytest

from tests.ui.conftest import served

if TYPE_CHECKING:
    from assistant import Assistant

QUESTION = "悟道2.0有多少参数？"
WRONG = {"read_article": {"article_id": "none"}, "ask": {"question": ""}, "search": {"query": ""}}
MESSAGES = [{"role": "user", "content": QUESTION}]


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    """A real server in a thread of this process."""
    from ui.app import build_app

    with served(build_app(assistant)) as url:
        yield url


@pytest.fixture
def sdk(address: str) -> Iterator[openai.OpenAI]:
    """OpenAI's own client, as anybody would open it but for the proxy settings."""
    with httpx.Client(trust_env=False, timeout=30) as http:
        yield openai.OpenAI(base_url=f"{address}/v1", api_key="none", http_client=http, max_retries=0)


def test_the_openai_client_gets_the_citations_as_it_types_them(sdk: openai.OpenAI) -> None:
    answer = sdk.chat.completions.create(model="yuanwen", messages=MESSAGES)  # type: ignore[arg-type]
    message = answer.choices[0].message
    assert message.annotations
    cited = message.annotations[0].url_citation
    assert message.content is not None
    assert message.content[cited.start_index : cited.end_index] == "[1]"
    assert "1.75万亿" in message.content
    assert [model.id for model in sdk.models.list()] == ["yuanwen"]


def test_the_openai_client_streams(sdk: openai.OpenAI) -> None:
    chunks = list(
        sdk.chat.completions.create(
            model="yuanwen",
            messages=MESSAGES,  # type: ignore[arg-type]
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    assert "1.75万亿" in "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens > 0


def test_the_openai_client_s_stream_helpers(sdk: openai.OpenAI) -> None:
    with sdk.chat.completions.stream(model="yuanwen", messages=MESSAGES) as stream:  # type: ignore[arg-type]
        deltas = [event.delta for event in stream if event.type == "content.delta"]
        final = stream.get_final_completion()
    assert "".join(deltas) == final.choices[0].message.content
    assert final.choices[0].finish_reason == "stop"


def test_the_openai_client_s_responses(sdk: openai.OpenAI) -> None:
    whole = sdk.responses.create(model="yuanwen", input=QUESTION)
    assert "1.75万亿" in whole.output_text
    with sdk.responses.stream(model="yuanwen", input=QUESTION) as stream:
        kinds = [event.type for event in stream]
        final = stream.get_final_response()
    assert "response.output_text.annotation.added" in kinds
    assert final.output_text == whole.output_text
    assert final.usage is not None


def test_the_openai_client_s_embeddings(sdk: openai.OpenAI) -> None:
    vectors = sdk.embeddings.create(model="any", input=["北京", "广东"]).data
    assert len(vectors) == 2
    assert len(vectors[0].embedding) == 384


def test_the_openai_client_raises_its_own_errors(sdk: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="empty"):
        sdk.chat.completions.create(model="yuanwen", messages=[{"role": "user", "content": ""}])
    with pytest.raises(openai.NotFoundError):
        sdk.models.retrieve("gpt-9")


async def test_the_async_client(address: str) -> None:
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        client = openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="none", http_client=http)
        asked = [client.chat.completions.create(model="yuanwen", messages=MESSAGES) for _ in range(3)]  # type: ignore[call-overload]
        answers = await asyncio.gather(*asked)
        stream = await client.chat.completions.create(model="yuanwen", messages=MESSAGES, stream=True)  # type: ignore[call-overload]
        text = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])
    assert {answer.choices[0].message.content for answer in answers} == {text}


def test_llamaindex_s_client(address: str) -> None:
    from llama_index.core.llms import ChatMessage
    from llama_index.llms.openai_like import OpenAILike

    with httpx.Client(trust_env=False, timeout=30) as http:
        model = OpenAILike(
            model="yuanwen",
            api_base=f"{address}/v1",
            api_key="none",
            is_chat_model=True,
            context_window=8_192,
            http_client=http,
        )
        asked = [ChatMessage(role="user", content=QUESTION)]
        assert "1.75万亿" in str(model.chat(asked).message.content)
        assert "1.75万亿" in list(model.stream_chat(asked))[-1].message.content  # type: ignore[operator]


def test_langchain_s_client(address: str) -> None:
    langchain = pytest.importorskip("langchain_openai", reason="langchain-openai is not installed")
    with httpx.Client(trust_env=False, timeout=30) as http:
        model = langchain.ChatOpenAI(model="yuanwen", base_url=f"{address}/v1", api_key="none", http_client=http)
        assert "1.75万亿" in model.invoke(QUESTION).content
        assert "1.75万亿" in "".join(chunk.content for chunk in model.stream(QUESTION))


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_gets_each_piece_as_it_comes(address: str) -> None:
    body = json.dumps({"messages": MESSAGES, "stream": True})
    command = [
        "curl",
        "-sN",
        "--noproxy",
        "*",
        f"{address}/v1/chat/completions",
        "-H",
        "content-type: application/json",
    ]
    printed = subprocess.run([*command, "-d", body], check=True, capture_output=True, text=True, timeout=30).stdout
    lines = [line for line in printed.splitlines() if line]
    assert lines[-1] == "data: [DONE]"
    assert all(json.loads(line.removeprefix("data: "))["object"] for line in lines[:-1])


async def test_an_mcp_client_asks_searches_and_reads(address: str) -> None:
    from mcp.client import Client

    async with Client(f"{address}/mcp") as client:
        assert {tool.name for tool in (await client.list_tools()).tools} == {"ask", "search", "read_article"}
        asked = (await client.call_tool("ask", {"question": QUESTION})).structured_content
        assert asked is not None
        [citation] = asked["citations"]
        span = {"article_id": citation["article_id"], "start": citation["start"], "end": citation["end"]}
        read = (await client.call_tool("read_article", span)).structured_content
        assert read is not None
        assert read["text"] == citation["quote"]
        found = (await client.call_tool("search", {"query": "北京", "top_k": 2})).structured_content
        assert found is not None
        assert len(found["passages"]) == 2
        assert set(asked["yuanwen"]["timings"]) == {"condense", "retrieve", "write", "verify"}
        for tool, given in [
            ("read_article", {"article_id": "none"}),
            ("ask", {"question": ""}),
            ("search", {"query": ""}),
        ]:
            assert (await client.call_tool(tool, given)).is_error, tool


def test_gradio_s_client_asks_through_the_page(address: str) -> None:
    from gradio_client import Client
    from gradio_client.exceptions import AppError

    client = Client(address, verbose=False)
    assert list(client.view_api(return_format="dict", print_info=False)["named_endpoints"]) == ["/ask"]
    asked = client.predict(QUESTION, api_name="/ask")
    assert "1.75万亿" in asked["answer"]
    [citation] = asked["citations"]
    assert httpx.get(citation["url"], trust_env=False, timeout=30).is_success
    assert set(asked["yuanwen"]["timings"]) == {"condense", "retrieve", "write", "verify"}
    with pytest.raises(AppError, match="empty"):
        client.predict("", api_name="/ask")
    client.close()


LLM = shutil.which("llm", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))


@pytest.mark.skipif(LLM is None, reason="the llm command line is not installed")
def test_the_llm_command_line(address: str, tmp_path: Path) -> None:
    assert LLM is not None
    model = {"model_id": "yuanwen", "model_name": "yuanwen", "api_base": f"{address}/v1", "api_key_name": "yuanwen"}
    # JSON is YAML too.
    (tmp_path / "extra-openai-models.yaml").write_text(json.dumps([model]), encoding="utf-8")
    variables = {**os.environ, "LLM_USER_PATH": str(tmp_path), "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    for more in ([], ["--no-stream"]):
        command = [LLM, "--model", "yuanwen", "--key", "none", *more, QUESTION]
        said = subprocess.run(command, check=False, env=variables, capture_output=True, text=True, timeout=120)
        assert "1.75万亿" in said.stdout, said.stderr
