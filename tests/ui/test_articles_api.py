"""``/v1/articles`` and ``/v1/search``."""

from __future__ import annotations

import httpx
import pytest


async def test_the_five_articles_are_listed(client: httpx.AsyncClient) -> None:
    data = (await client.get("/v1/articles")).json()["data"]
    assert len(data) == 5
    [article] = [a for a in data if a["id"] == "chinanews-2023-05-29"]
    assert article["title"] == "大模型掀热潮 中国着力打造开源生态"
    assert article["publisher"] == "中国新闻网"
    assert "text" not in article


async def test_an_article_is_read_with_its_text_and_cuts(client: httpx.AsyncClient) -> None:
    article = (await client.get("/v1/articles/thepaper-2023-05-28")).json()
    assert "其中北京38个大模型" in article["text"]
    assert "熊出没" not in article["text"]
    assert any("熊出没" in cut["text"] and cut["reason"] for cut in article["cuts"])
    assert article["characters"] == len(article["text"])


async def test_an_unknown_article_is_a_404_that_names_it(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/articles/no-such")
    assert response.status_code == 404
    assert "no-such" in response.json()["error"]["message"]


async def test_an_added_article_answers_and_keeps_the_others(own: httpx.AsyncClient) -> None:
    text = "海豚湾天文台于1987年建成。台长是欧阳木兰。\n观测站的主镜口径为3.7米😀。"
    body = {"articles": [{"id": "mine", "title": "海豚湾天文台", "text": text}]}
    report = (await own.post("/v1/articles", json=body)).json()
    assert report["added"] == ["mine"]
    assert (await own.post("/v1/articles", json=body)).json()["unchanged"] == ["mine"]
    asked = {"messages": [{"role": "user", "content": "海豚湾天文台的台长是谁？"}]}
    answer = (await own.post("/v1/chat/completions", json=asked)).json()
    assert "欧阳木兰" in answer["choices"][0]["message"]["content"]
    assert len((await own.get("/v1/articles")).json()["data"]) == 6


@pytest.mark.parametrize(
    "article",
    [
        {"id": "", "text": "x"},
        {"id": "a/b", "text": "x"},
        {"id": "a", "text": "x", "url": "javascript:alert(1)"},
        {"id": "a", "text": "x", "published": "yesterday"},
        {"id": "a", "text": "x", "colour": "red"},
        {"id": "a"},
    ],
)
async def test_a_bad_article_is_refused(client: httpx.AsyncClient, article: dict[str, str]) -> None:
    response = await client.post("/v1/articles", json={"articles": [article]})
    assert response.status_code == 400
    assert response.json()["error"]["message"]


async def test_an_article_without_text_is_skipped_with_the_reason(own: httpx.AsyncClient) -> None:
    report = (await own.post("/v1/articles", json={"articles": [{"id": "a", "text": " \n "}]})).json()
    assert "no text" in report["skipped"]["a"]


async def test_search_finds_the_passage(client: httpx.AsyncClient) -> None:
    data = (await client.post("/v1/search", json={"query": "人工智能基金群规模", "top_k": 2})).json()["data"]
    assert len(data) == 2
    assert "1000亿元的人工智能基金群" in data[0]["text"]


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ({"publishers": ["新華社"]}, {"xinhua-2023-06-07"}),
        ({"since": "2023-05", "until": "2023-05-19"}, {"jinhui-2023-05-19"}),
        ({"articles": ["nowhere"]}, set()),
    ],
)
async def test_a_search_is_narrowed(client: httpx.AsyncClient, narrowed: dict[str, object], found: set[str]) -> None:
    answer = await client.post("/v1/search", json={"query": "大模型", "filter": narrowed})
    assert {p["article_id"] for p in answer.json()["data"]} == found


@pytest.mark.parametrize("date", ["去年", "2023-13", "2023-06-32", "2023-6-1", "2023-06-07T09:00", "20230607"])
async def test_a_date_that_is_none_is_said(client: httpx.AsyncClient, date: str) -> None:
    answer = await client.post("/v1/search", json={"query": "大模型", "filter": {"since": date}})
    assert answer.status_code == 400
    assert f"{date} is no date: give one such as 2023-06-07" in answer.json()["error"]["message"]


@pytest.mark.parametrize("body", [{"query": ""}, {"query": "x", "top_k": 0}, {"query": "x", "top_k": 101}, {}])
async def test_a_bad_search_is_refused(client: httpx.AsyncClient, body: dict[str, object]) -> None:
    assert (await client.post("/v1/search", json=body)).status_code == 400


async def test_a_removed_article_is_gone_and_the_others_stay(own: httpx.AsyncClient) -> None:
    assert (await own.delete("/v1/articles/thepaper-2023-05-28")).json()["deleted"] is True
    assert (await own.get("/v1/articles/thepaper-2023-05-28")).status_code == 404
    assert (await own.delete("/v1/articles/thepaper-2023-05-28")).status_code == 404
    assert len((await own.get("/v1/articles")).json()["data"]) == 4


async def test_the_list_is_paged_like_openai_s(client: httpx.AsyncClient) -> None:
    whole = (await client.get("/v1/articles")).json()
    assert whole["has_more"] is False
    ids = [a["id"] for a in whole["data"]]
    first = (await client.get("/v1/articles", params={"limit": 3})).json()
    assert [a["id"] for a in first["data"]] == ids[:3]
    assert (first["first_id"], first["last_id"], first["has_more"]) == (ids[0], ids[2], True)
    rest = (await client.get("/v1/articles", params={"limit": 3, "after": first["last_id"]})).json()
    assert [a["id"] for a in rest["data"]] == ids[3:]
    assert rest["has_more"] is False
    end = (await client.get("/v1/articles", params={"after": ids[-1]})).json()
    assert (end["data"], end["first_id"], end["has_more"]) == ([], None, False)


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 1_001}, {"limit": "all"}, {"after": "a" * 201}])
async def test_a_page_out_of_bounds_is_refused(client: httpx.AsyncClient, query: dict[str, str]) -> None:
    assert (await client.get("/v1/articles", params=query)).status_code == 400
