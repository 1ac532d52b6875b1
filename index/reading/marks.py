"""The closed vocabulary of a Chinese web page's furniture: what buttons, notices and bylines say on any site.

Nothing here names a site or a subject. Every pattern is written for Simplified and Traditional characters alike.
"""

from __future__ import annotations

import re


def _any_of(words: str) -> re.Pattern[str]:
    """A pattern of alternatives, one a word. The first characters are tested before any of them is tried."""
    alternatives = words.split()
    heads = "".join(word[1 : word.index("]")] if word[0] == "[" else word[0] for word in alternatives)
    return re.compile(f"(?=[{heads}])(?:{'|'.join(alternatives)})")


DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s?(?:年|[-/.‧])\s?(0?[1-9]|1[0-2])\s?(?:月|[-/.‧])\s?(3[01]|[12]\d|0?[1-9])(?!\d)\s?日?"
    r"(?:\s*(?:星期|周|週|礼拜)[一二三四五六日天])?"
    r"(?:[T\s,，]*((?:[01]?\d|2[0-3]))\s?[:：时時]\s?([0-5]\d)(?:\s?[:：分]\s?([0-5]\d)(?!\d))?)?"
)
"""Year, month, day, then hour, minute, second where printed: 2023-05-29 17:17, 2012年1月9日 8时05分, 2012/1/17."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

ENGLISH_DATE = re.compile(
    r"\b(?:(?P<before>\d{1,2})(?:st|nd|rd|th)?\s+)?(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+"
    r"(?:(?P<after>\d{1,2})(?:st|nd|rd|th)?,?\s+)?(?P<year>(?:19|20)\d\d)\b"
)
"""12 March 2024; Jan 17, 2012."""

SHORT_DATE = re.compile(r"(?<!\d)(?:[01]?\d[-/][0-3]?\d|[0-2]?\d[:：][0-5]\d|[01]?\d月[0-3]?\d日)(?!\d)")

BUTTON = _any_of(
    r"""首页 首頁 登[录錄陆入] 注册 註冊 [会會][员員] 通行[证證] 用[户戶]名 密[码碼] [验驗][证證][码碼] [帐账帳]号
    退出 提交 匿名 分享 收藏 打印 列印 [关關][闭閉] 字[号號体體型级級] 大\s?中\s?小 返回 [顶頂]部 收起 展[开開]
    全文 加[载載] 查看 上传 上傳 [评評][论論] 留言 回[复覆應应] 跟[帖贴] [转轉][发發寄载載] 表情 [赞贊讚]
    [参參][与與] [举舉][报報] [纠糾][错錯] 推[荐薦] 更多 搜索 搜[尋寻] [检檢]索 [订訂][阅閱][报報]? RSS 下[载載]
    客[户戶]端 [手]机看 手機看 手机版 扫一?扫 掃描 二[维維][码碼] 微博 微信 好友 朋友圈 空[间間] 人人 贴吧 短信
    博客 [论論][坛壇] 邮箱 [郵邮][箱件] T\|T [复複復]制[链鏈]接 友情[链鏈][接结] [网網]站[地导導][图圖航]
    [联聯連][系絡络]我[们們] [关關][于於]我[们們] [广廣]告[服刊] [隐隱]私 招聘 诚聘 加入 [设設][为為]
    [点點][击擊] 上一[页頁篇] 下一[页頁篇] [导導]航 [导導][读讀] [热熱][点點门門][^，。]? 排行 [图圖]片
    [视視][频頻訊] [专專][题題] 正文 About Contact Home Log\s?in Sign Search Share Print Email Comments? Reply"""
)
"""Words of buttons, menus and counters."""

NOTICE = _any_of(
    r"""版[权權] 著作[权權] [转轉][载載] 免[责責] 本[网網]站? 本站 [声聲]明[:：] [许許]可[证證] [备備]案
    [举舉][报報][电電热熱邮郵] [热熱][线線] [电電][话話][:：] [传傳]真 [邮郵][箱件编編] E-?mail 地址[:：]
    QQ[:：] 主[办辦][^，。]{0,12}$ 服[务務]条款 ICP © [Cc]opyright [Rr]ights\s[Rr]eserved 不代表 [仅僅]代表
    [负負][责責](?![人任]) 侵[权權犯] [书書]面授[权權] [风風][险險]自[担擔] [仅僅]供[参參]考
    [投咨諮][资資询詢]建[议議] [网網]友.{0,6}(?:[观觀][点點]|看法) 保持中立 明示或暗示 [与與].{1,8}[无無][关關]
    不[对對].{0,24}(?:[准準][确確]|真[实實]|可靠|完整)性 投[资資]者[据據]此"""
)
"""Legal notices, addresses and licences."""

SOURCE = re.compile(
    r"(?:来|來)\s?源(?:[于於]|\s?[:：])|稿源|摘自|[转轉]自|[发發]布[时時者][间間]?[:：]?|[时時][间間]\s?[:：]|日期\s?[:：]|出[处處]\s?[:：]|作\s?者\s?[:：]|[记記]者\s?[:：]|撰文\s?[:：]?"
)
"""A byline's labels: source, time, author."""

EDITOR = re.compile(
    r"(?:责任?|責任?|值班|本[报報]|[网網][络絡]|新[闻聞]|主)?(?:编|編)(?:辑|輯)?\s?[:：]|(?:编|編)(?:辑|輯)\s?[)）\]】]|[责責]\s?[编編]|[责責]任[编編][辑輯]"
)
"""The responsible editor, with the mark that makes it a byline."""

END = re.compile(r"[(（【\[]\s*(?:本文)?(?:完|全文完|未完待[续續]|END)\s*[)）】\]]\s*$", re.IGNORECASE)
"""The mark by which news agencies close a report."""

RELATED = re.compile(
    r"^\W{0,4}(?:相[关關]|推[荐薦]|延伸|[热熱][门門点點]|其[他它]|更多|精[彩选選]|猜你|[为為]您|最新|往期|阅读排行|今日"
    r"|[点點][击擊]|本[类類日周月]|[编編][辑輯]推|[图圖]片|[视視][频頻觉覺]|[独獨]家|[标標][签籤]|[关關][键鍵][词字詞]"
    r"|您此|[资資][讯訊]|[调調]查"
    r"|(?:[tT]ags?|Related|Recommended|Most (?:read|popular|viewed)|Trending|You may|More (?:from|on)|Read more)\b)"
)
"""How the heading of a list of other stories begins."""

SHARE = re.compile(
    r"分享(?:到|至|[:：|｜]|[给給])|[转轉][发發]到|扫一?扫|[复複復]制[链鏈]接|我要[评評][论論]|[发發]表[评評][论論]|我[来來][说說][两兩]句"
)

REPORTER = re.compile(r"(?:[记記]者|[通][讯訊][员員]|[实實][习習]生|[编編]译|[编編]譯|特[约約])")

LEAD = re.compile(
    r"^.{0,24}?(?:\d{1,2}日[\s　]*(?:电|電|讯|訊|[专專][电電]|消息|[报報][道導])"
    r"|[^，。\s]{2,6}[讯訊](?=[\s（(　]|[^，。]{0,4}日)|[据據].{2,12}(?:[报報][道導]|消息)"
    r"|【[^】]{2,24}(?:[报報][道導]|[电電]|[讯訊])】|〔[^〕]{2,12}〕)"
)
"""An agency's or a paper's dateline opening the first paragraph."""

PICTURE = re.compile("[图圖摄攝发發]")
"""What every caption's wording holds, tested before ``CAPTION``."""

CAPTION = re.compile(
    r"^\W{0,2}(?:[资資]料[图圖]|[图圖][为為]|[图圖][说說片]?\s?[:：/]|(?:上|下|左|右)[图圖]|[图圖]\d?[\s:：]|[这這]是.{2,40}(?:拍[摄攝]|[资資]料[图圖]))"
    r"|(?:(?<!拍)[摄攝]|[资資]料[图圖]|[图圖]片?[来來]源.{0,12}|[配供制製][图圖]|(?:社|[网網]|[报報]|[记記]者)\s?[发發])\W{0,2}$"
    r"|[摄攝]影?\s?[/:：]|[资資]料[图圖]片?[仅僅]供"
)
"""A picture's caption: what it shows, or who took it."""

NUMBERED = re.compile(r"[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]?\s?[、.．)）](?!\d)")
PARTICLE = re.compile(
    "[的了是和与與為为這这對对等也將将而以及于於其但從从被把並并已都他她它們们比让讓会會有再就更到给給向由因如]|在(?![线線])"
)
"""Grammatical words, without which no paragraph of Chinese prose is written, but many a list of keywords."""

BREADCRUMB = re.compile(r"[>＞›»→]")
TRAIL = re.compile(r"(?:\w+\s*[>＞›»]+\s*){2}\w")
"""Where in its site a page stands: 首页 > 科技 > 正文."""

BAR = re.compile(r"[|｜│┊︱┃‖]|(?:(?<=\s)[-－•·・](?=\s))|(?<=[\w)])[•∣](?=\w)")
BULLET = re.compile(
    r"^(?:[・·•●○■□◆◇★☆※▪►▶√◎⊙]|>>|&gt;|\d{1,2}(?=[^\W\d_])(?![年月日个個号號家名人万萬亿億岁歲时時点點条條件本所%％]))"
)
LINK = re.compile(r"(?:https?://|www\.)[\w./-]+")
URL = re.compile(r"https?://|www\.|\.(?:com|cn|net|org|tw)\b", re.IGNORECASE)

SURE = _any_of(
    r"""©(?!\w*[，。]) [Cc]opyright\b [Aa]ll\s[Rr]ights\s[Rr]eserved 版[权權]所有 ICP[备備证證]
    本文.{0,6}[仅僅]代表.{0,10}[观觀][点點] 投[资資]者[据據]此操作"""
)
"""Notices that no article holds."""

BYLINE = re.compile(
    r"(?:摘|[转轉])自\s?\S{2,12}$|By\s+[A-Z][\w.'-]+(?:\s[A-Z][\w.'-]+){0,3}$"
    r"|(?:版[权權]|免[责責])[声聲]明|.{0,48}[>＞»]\s*正文$|(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?$"
    r"|\S{2,20}\s+(?:19|20)\d\d\s?年\s?第?\s?\d{1,2}\s?期$|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+[^\s，。,]{1,8})?$"
    r"|[\[(（【※]?\s*(?:文章|本文|稿件|新[闻聞])?(?:[来來]\s?源|稿源|作者|[发發]布者|[发發]布[时時][间間]|[责責]任?[编編]辑?輯?|[编編][辑輯]"
    r"|[栏欄]目|[关關][键鍵][词字詞]|[标標][签籤])\s*[:：].{0,40}$"
)
"""Whole lines that are furniture wherever they stand: bylines, breadcrumbs, addresses, a journal's issue."""

CLOCK = re.compile(r"\d{1,2}[:：]\d{2}")
