"""Publisher, authors, editor, time and place from the lines around an article. Unknown stays empty."""

from __future__ import annotations

import pytest

from index.reading.metadata import Metadata, read_date, read_metadata

LEAD = "昨天，市水务局宣布，环城河的水质已经提升到三类。"


def about(*header: str, lead: str = LEAD, last: str = "全文到此。", footer: tuple[str, ...] = ()) -> Metadata:
    return read_metadata(header, (lead, "第二段。", last), footer)


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("来源:中国新闻网2023-05-29 17:17", "2023-05-29T17:17"),
        ("发布时间:2023-05-28 18:41:56 文章来源:澎湃新闻", "2023-05-28T18:41:56"),
        ("2024-08-09 00:00:00張雅妮", "2024-08-09"),
        ("2012-1-9 8:05", "2012-01-09T08:05"),
        ("2011年12月09日 16:41 果壳网", "2011-12-09T16:41"),
        ("2012年01月12日14:27", "2012-01-12T14:27"),
        ("2012年1月12日‧星期四", "2012-01-12"),
        ("2012年1月9日 8时05分", "2012-01-09T08:05"),
        ("2012/1/17 17:23:10 红网", "2012-01-17T17:23:10"),
        ("2023.05.19", "2023-05-19"),
        ("时间：2012-01-12 00:03", "2012-01-12T00:03"),
        ("12 March 2024", "2024-03-12"),
        ("Jan 17, 2012 |", "2012-01-17"),
        ("2023-02-30 发布，2023-03-01 更新", "2023-03-01"),
    ],
)
def test_full_dates_are_read(line: str, date: str) -> None:
    assert read_date(line) == date


@pytest.mark.parametrize(
    "line", ["5月28日", "2023年5月", "2023-13-01", "2023-02-30", "12023-05-28", "March 2024", "18:41", ""]
)
def test_half_a_date_is_no_date(line: str) -> None:
    assert read_date(line) == ""


@pytest.mark.parametrize(
    ("line", "publisher"),
    [
        ("来源:中国新闻网2023-05-29 17:17", "中国新闻网"),
        ("2012-01-12 11:29:32 来源: 东方体育日报(上海) 有0人参与 手机看新闻", "东方体育日报"),
        ("2012年01月12日14:57 来源：《羊城晚报》 手机看新闻", "羊城晚报"),
        ("本文来源于新华社 2012年01月11日 15:48", "新华社"),
        ("摘自京华时报", "京华时报"),
        ("[来源：Cult of Mac]", "Cult of Mac"),
        ("中國信息化 2024年7期", "中國信息化"),
        ("《某某学刊》2024年第7期", "某某学刊"),
        ("2011-12-9 13:04 法制晚报", "法制晚报"),
        ("2012年01月17日 07:41 新浪科技微博", ""),
        ("2012年01月12日 18:34 新浪财经微博", "新浪财经"),
        ("台灣醒報 (2012-01-11 16:58)", "台灣醒報"),
        ("2012年01月12日 13:34 已有0人阅读 字号：T | T", ""),
        ("2012/01/12", ""),
        ("首页 > 新闻", ""),
    ],
)
def test_publisher_of_a_header_line(line: str, publisher: str) -> None:
    assert about(line).publisher == publisher


def test_publisher_of_a_label_alone_on_its_line() -> None:
    found = about("作者：", "马春健", "稿源：", "中共庆阳市委网 2012-01-12 16:16")
    assert (found.publisher, found.author, found.published) == ("中共庆阳市委网", "马春健", "2012-01-12T16:16")


def test_publisher_of_the_dateline_where_no_line_names_one() -> None:
    lead = "新华社北京6月6日电(记者魏梦佳)近日在北京举办的论坛上，最新成果获广泛关注。"
    found = about("2023-06-07 09:15", lead=lead)
    assert (found.publisher, found.author, found.place) == ("新华社", "魏梦佳", "北京")
    assert about("来源：光明网", lead=lead).publisher == "光明网"


def test_publisher_of_a_disclaimer_that_names_the_site() -> None:
    assert about(footer=("本文仅代表作者本人观点,与金汇网无关。",)).publisher == "金汇网"
    assert about(footer=("本文仅代表作者本人观点，与本网无关。",)).publisher == ""
    assert about(footer=("本文仅代表作者观点，与本站立场无关。",)).publisher == ""


@pytest.mark.parametrize(
    ("lead", "place"),
    [
        ("新华社北京6月6日电(记者魏梦佳)近日", "北京"),
        ("中新社北京5月29日电 (记者刘育英)在全球", "北京"),
        ("新华社美国拉斯韦加斯1月10日电 综述", "美国拉斯韦加斯"),
        ("新华网北京１月１２日电 记者日前从", "北京"),
        ("中評社北京1月9日電／8日10時許", "北京"),
        ("南海网海口1月12日消息(南海网记者陈望)", "海口"),
        ("红网长沙1月17日讯（潇湘晨报记者 范思鼎）", "长沙"),
        ("环球网实习记者胥文琦1月12日报道 据俄新社11日报道", ""),
        ("昨天，新华社北京分社举行了座谈。", ""),
        ("5月28日,在2023中关村论坛上", ""),
    ],
)
def test_place_of_a_dateline(lead: str, place: str) -> None:
    assert about(lead=lead).place == place


def test_place_between_slashes() -> None:
    found = about("【台灣新生報／記者蘇湘雲／台北報導】")
    assert (found.author, found.place) == ("蘇湘雲", "台北")


@pytest.mark.parametrize(
    ("header", "author"),
    [
        ("作者：何漪", "何漪"),
        ("作者：王小明 李红", "王小明、李红"),
        ("记者：张三、李四", "张三、李四"),
        ("文/于雷", "于雷"),
        ("By Jane Doe", "Jane Doe"),
        ("2023-05-19     网友", "网友"),
        ("2024-08-09 00:00:00張雅妮孫瑤王懿", "張雅妮、孫瑤、王懿"),
        ("2012-01-12 分享", ""),
        ("2012-01-12 高层动态", ""),
        ("2012-01-12 16:16 庆阳", ""),
    ],
)
def test_authors_of_a_header_line(header: str, author: str) -> None:
    assert about(header).author == author


@pytest.mark.parametrize(
    ("lead", "author"),
    [
        ("本报讯（记者李明）昨天，市水务局宣布", "李明"),
        ("人民网北京12月15日电（记者 张帆）12月15日", "张帆"),
        ("羊城晚报讯 记者帅鹏坤报道：面临破产", "帅鹏坤"),
        ("南海网海口1月12日消息(南海网记者陈望 通讯员林 宇)2012年", "陈望"),
        ("记者从会上了解到，这项技术", ""),
        ("记者9日从国家海洋局获悉", ""),
        ("本报记者走访了多家医院，发现", ""),
    ],
)
def test_reporters_of_the_dateline(lead: str, author: str) -> None:
    assert about(lead=lead).author == author


def test_reporter_in_the_last_bracket() -> None:
    assert about(last="为人类星际飞行提供了借鉴。(记者余建斌)").author == "余建斌"


@pytest.mark.parametrize(
    ("line", "editor"),
    [
        ("[ 责编:肖春芳 ]", "肖春芳"),
        ("（责任编辑：何漪）", "何漪"),
        ("責任編輯：楊玲", "楊玲"),
        ("责任编辑：NF075(本文来源：财华社 )", "NF075"),
        ("(陈巍 编辑)", "陈巍"),
        ("主编：王某", ""),
        ("编辑推荐", ""),
    ],
)
def test_editor_of_the_footer(line: str, editor: str) -> None:
    assert about(footer=(line,)).editor == editor


def test_other_stories_below_lend_nothing() -> None:
    found = about(footer=("LIVE:桃園 記者:劉宜函 埔心火車站", "地铁通车 2023-05-27 来源：某报"))
    assert found == Metadata()


def test_a_signed_footer_counts() -> None:
    found = about(footer=("(本文来源：东方体育日报 作者：黄靖宇)",))
    assert (found.publisher, found.author) == ("东方体育日报", "黄靖宇")


def test_nothing_is_known_of_nothing() -> None:
    assert read_metadata((), (), ()) == Metadata()
