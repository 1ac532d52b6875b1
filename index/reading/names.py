"""Reads the names in a byline. A name is taken as printed; names run together are split only where one way fits."""

from __future__ import annotations

import re

_SURNAMES = frozenset(
    # The commonest surnames of the mainland, Taiwan and Hong Kong, in both scripts: over 98 in 100 people.
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭萧田董"
    "袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范範金石廖贾賈夏韦韋付傅方白邹鄒孟熊秦邱江尹"
    "薛闫閆阎閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯常温溫康施文牛樊葛邢安齐齊易乔喬"
    "伍庞龐颜顏倪庄莊聂聶章鲁魯岳翟殷詹申欧歐耿关關兰蘭焦俞左柳甘祝包宁寧尚符舒阮柯纪紀梅童凌毕畢单單季裴霍涂"
    "成苗谷曲盛冉翁蓝藍路游辛靳欒栾管柴蒙鲍鮑华華喻祁蒲房滕屈饶饒解牟艾尤阳陽时時穆农農司卓古吉缪繆简簡车車项項"
    "连連芦蘆麦麥褚娄婁窦竇戚岑景党宫宮费費卜冷晏席卫衛米柏宗瞿桂全佟应應臧闵閔苟邬鄔边邊卞姬师師和仇栗隋商刁沙"
    "荣榮巫寇桑郎甄丛叢仲虞敖巩鞏明佘池查麻苑迟遲邝鄺洪帅帥漆练練茅"
)
_COMPOUND = (
    "欧阳",
    "歐陽",
    "司马",
    "司馬",
    "上官",
    "诸葛",
    "諸葛",
    "东方",
    "東方",
    "皇甫",
    "尉迟",
    "尉遲",
    "令狐",
    "慕容",
    "司徒",
    "夏侯",
)
_BREAK = re.compile(r"[\s、，,;；/／&＆]+|(?:和|及|与)(?=[^\s]{2,4}$)")
_LATIN = re.compile(r"[A-Z][A-Za-z.'-]+(?: [A-Z][A-Za-z.'-]+){0,3}")
_HAN = re.compile(r"[\u3400-\u9fff·•]{2,16}")
PEN_NAMES = ("网友", "網友", "佚名", "无名", "無名")
"""Words printed where an author's name would stand."""


def is_name(text: str) -> bool:
    """A Chinese personal name of two to three characters, four after a compound surname."""
    if not _HAN.fullmatch(text):
        return False
    if text.startswith(_COMPOUND):
        return 3 <= len(text) <= 4
    return 2 <= len(text) <= 3 and text[0] in _SURNAMES


def split_names(text: str) -> list[str]:
    """The names of a run such as ``張雅妮孫瑤王懿``: divided if exactly one division into names exists, else whole."""
    ways = _divisions(text, 0, [])
    return ways[0] if len(ways) == 1 else [text]


def _divisions(text: str, start: int, found: list[str]) -> list[list[str]]:
    if start == len(text):
        return [found]
    ways: list[list[str]] = []
    for end in range(start + 2, min(len(text), start + 4) + 1):
        if is_name(text[start:end]):
            ways += _divisions(text, end, [*found, text[start:end]])
            if len(ways) > 1:
                break
    return ways


def read_names(text: str, strict: bool = True) -> list[str]:
    """The names at the head of ``text``, as printed, stopping at the first word that is no name.

    ``strict`` takes personal names only (a known surname, or Latin words in capitals); otherwise the first word is
    taken as it stands, for a label such as ``作者：`` says that it is a name.
    """
    latin = _LATIN.match(text.strip())
    if latin:
        return [latin.group()]
    names: list[str] = []
    for word in _BREAK.split(text.strip()):
        run = split_names(word) if _HAN.fullmatch(word) else [word]
        known = bool(word) and all(is_name(name) or name in PEN_NAMES for name in run)
        if not known and (strict or names or not _HAN.fullmatch(word)):
            break
        names += run
    return names
