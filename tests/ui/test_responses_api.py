"""``/v1/responses``, whole and streamed."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

QUESTION = "中国10亿参数规模以上的大模型发布了多少个？北京、广东各多少？"


async def respond(client: httpx.AsyncClient, given: Any, **more: Any) -> dict[str, Any]:
    """A whole response."""
    response = await client.post("/v1/responses", json={"model": "yuanwen", "input": given, **more})
    assert response.status_code == 200, response.text
    return dict(response.json())


async def events_of(client: httpx.AsyncClient, given: Any) -> list[dict[str, Any]]:
    """A streamed response's events, each after checking that its name is its type."""
    response = await client.post("/v1/responses", json={"input": given, "stream": True})
    events = []
    for frame in response.text.strip().split("\n\n"):
        name, data = frame.split("\n")
        events.append(json.loads(data.removeprefix("data: ")))
        assert name == f"event: {events[-1]['type']}"
    return events


async def test_the_annotations_point_at_markers_and_sources(client: httpx.AsyncClient) -> None:
    data = await respond(client, QUESTION)
    [item] = data["output"]
    [part] = item["content"]
    assert data["status"] == item["status"] == "completed"
    assert part["annotations"]
    for annotation in part["annotations"]:
        marker = part["text"][annotation["start_index"] : annotation["end_index"]]
        assert data["citations"][int(marker.strip("[]")) - 1]["quote"] == annotation["cited_text"]
        assert annotation["url"].endswith("#cite")


async def test_it_says_the_same_as_the_chat_form(client: httpx.AsyncClient) -> None:
    data = await respond(client, QUESTION)
    chat = await client.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": QUESTION}]})
    assert data["output"][0]["content"][0]["text"] == chat.json()["choices"][0]["message"]["content"]
    assert data["citations"] == chat.json()["citations"]


async def test_an_earlier_response_s_output_is_history(client: httpx.AsyncClient) -> None:
    first = await respond(client, "悟道2.0是谁发布的？")
    given = [
        {"role": "user", "content": "悟道2.0是谁发布的？"},
        *first["output"],
        {"role": "user", "content": "它有多少参数？"},
    ]
    data = await respond(client, given)
    assert "1.75万亿" in data["output"][0]["content"][0]["text"]


async def test_the_stream_s_events_come_in_order_and_end_with_the_whole(client: httpx.AsyncClient) -> None:
    events = await events_of(client, QUESTION)
    kinds = list(dict.fromkeys(event["type"].removeprefix("response.") for event in events))
    assert kinds == [
        "created",
        "in_progress",
        "output_item.added",
        "content_part.added",
        "output_text.delta",
        "output_text.annotation.added",
        "output_text.done",
        "content_part.done",
        "output_item.done",
        "completed",
    ]
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    text = "".join(event["delta"] for event in events if event["type"].endswith("text.delta"))
    [part] = events[-1]["response"]["output"][0]["content"]
    assert part["text"] == text
    added = [event["annotation"] for event in events if event["type"].endswith("annotation.added")]
    assert added == part["annotations"]


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"input": []}, "input"),
        ({}, "input"),
        ({"input": "x", "previous_response_id": "resp_1"}, "previous_response_id"),
        ({"input": "x", "background": True}, "background"),
        ({"input": "x", "text": {"format": {"type": "json_schema"}}}, "text"),
        ({"input": "x", "colour": 1}, "colour"),
        ({"input": [{"role": "assistant", "content": "x"}]}, "input"),
    ],
)
async def test_what_cannot_be_done_is_refused_by_name(
    client: httpx.AsyncClient, body: dict[str, Any], param: str
) -> None:
    response = await client.post("/v1/responses", json=body)
    assert response.status_code == 400
    assert response.json()["error"]["param"].startswith(param)
