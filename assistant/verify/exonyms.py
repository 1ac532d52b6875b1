"""What places and bodies of the wide world are called in Chinese where sound does not tell: Google is 谷歌.

World knowledge, not taken from any corpus. A name that is missing here is only not checked.
"""

from __future__ import annotations

import re

_COUNTRIES = """
China|Chinese|PRC: 中国 我国 中方 国内 中 华 全国
United States|U.S.|US|USA|America|American|Americans: 美国 美
United Kingdom|UK|U.K.|Britain|British|England|English: 英国 英
European Union|EU: 欧盟
Europe|European: 欧洲 欧
Russia|Russian: 俄罗斯 俄
Japan|Japanese: 日本 日
South Korea|South Korean|Korea|Korean: 韩国 韩
North Korea: 朝鲜
India|Indian: 印度
France|French: 法国 法
Germany|German: 德国 德
Italy|Italian: 意大利
Spain|Spanish: 西班牙
Portugal|Portuguese: 葡萄牙
Netherlands|Dutch: 荷兰
Belgium|Belgian: 比利时
Switzerland|Swiss: 瑞士
Sweden|Swedish: 瑞典
Norway|Norwegian: 挪威
Finland|Finnish: 芬兰
Denmark|Danish: 丹麦
Poland|Polish: 波兰
Austria|Austrian: 奥地利
Greece|Greek: 希腊
Turkey|Türkiye|Turkish: 土耳其
Ukraine|Ukrainian: 乌克兰
Israel|Israeli: 以色列
Iran|Iranian: 伊朗
Iraq: 伊拉克
Saudi Arabia|Saudi: 沙特
United Arab Emirates|UAE: 阿联酋
Egypt|Egyptian: 埃及
South Africa|South African: 南非
Africa|African: 非洲
Asia|Asian: 亚洲
Australia|Australian: 澳大利亚 澳洲
New Zealand|New Zealander: 新西兰
Canada|Canadian: 加拿大
Mexico|Mexican: 墨西哥
Brazil|Brazilian: 巴西
Argentina: 阿根廷
Singapore: 新加坡
Malaysia: 马来西亚
Thailand|Thai: 泰国
Vietnam|Vietnamese: 越南
Indonesia|Indonesian: 印度尼西亚 印尼
Philippines: 菲律宾
Pakistan: 巴基斯坦
Kazakhstan: 哈萨克斯坦
Mongolia: 蒙古
"""
_OTHERS = """
South Asia: 南亚
Southeast Asia: 东南亚
East Asia: 东亚
Central Asia: 中亚
Asia-Pacific: 亚太
Middle East: 中东
Latin America: 拉美 拉丁美洲
North America: 北美
Mali|Malian: 马里
Myanmar: 缅甸
Cambodia|Cambodian: 柬埔寨
Laos: 老挝
Nepal: 尼泊尔
Sri Lanka: 斯里兰卡
Bangladesh: 孟加拉
Afghanistan|Afghan: 阿富汗
Syria|Syrian: 叙利亚
Nigeria|Nigerian: 尼日利亚
Kenya|Kenyan: 肯尼亚
Ethiopia: 埃塞俄比亚
Chile: 智利
Peru: 秘鲁
Cuba: 古巴
Ireland|Irish: 爱尔兰
Hungary|Hungarian: 匈牙利
Romania: 罗马尼亚
Czech Republic|Czech: 捷克
Hong Kong: 香港
Macau|Macao: 澳门
Taiwan: 台湾
Taipei: 台北
Tibet: 西藏
Inner Mongolia: 内蒙古
Xinjiang: 新疆
Shaanxi: 陕西
London: 伦敦
Paris: 巴黎
Berlin: 柏林
Moscow: 莫斯科
Tokyo: 东京
Seoul: 首尔
New York: 纽约
Washington: 华盛顿
San Francisco: 旧金山
Silicon Valley: 硅谷
Google: 谷歌
Alphabet: 谷歌 字母表
Microsoft: 微软
Apple: 苹果
Amazon: 亚马逊
Facebook: 脸书 脸谱
Nvidia|NVIDIA: 英伟达 辉达
Intel: 英特尔
Qualcomm: 高通
Tesla: 特斯拉
Samsung: 三星
Sony: 索尼
Toyota: 丰田
Twitter: 推特
Oracle: 甲骨文
Cisco: 思科
Boeing: 波音
Airbus: 空客 空中客车
Siemens: 西门子
Ericsson: 爱立信
Nokia: 诺基亚
Alibaba: 阿里
Tencent: 腾讯
ByteDance|Bytedance: 字节跳动
JD.com|JD: 京东
Xiaomi: 小米
Lenovo: 联想
iFlytek|iFLYTEK|IFlytek: 科大讯飞 讯飞
SenseTime: 商汤
Megvii: 旷视
Meituan: 美团
Didi: 滴滴
Kuaishou: 快手
NetEase: 网易
Tsinghua University|Tsinghua: 清华
Peking University|PKU: 北京大学 北大
Fudan University: 复旦
Shanghai Jiao Tong University: 上海交通大学 上海交大
Zhejiang University: 浙江大学 浙大
Renmin University: 人民大学 人大
University of Science and Technology of China|USTC: 中国科学技术大学 中科大
Harbin Institute of Technology: 哈尔滨工业大学 哈工大
Chinese Academy of Sciences|CAS: 中国科学院 中科院
Chinese Academy of Engineering|CAE: 中国工程院
Chinese Academy of Social Sciences: 中国社会科学院 中国社科院
Beijing Academy of Artificial Intelligence|BAAI: 智源
China Computer Federation|CCF: 中国计算机学会
Ministry of Science and Technology|MOST: 科技部 科学技术部
Ministry of Industry and Information Technology|MIIT: 工信部 工业和信息化部
National Development and Reform Commission|NDRC: 发改委 国家发展改革委
Cyberspace Administration of China|CAC: 网信办
Ministry of Finance: 财政部
Ministry of Commerce: 商务部
Ministry of Education: 教育部
Ministry of Foreign Affairs|Foreign Ministry: 外交部
State Council: 国务院
People's Bank of China|PBOC: 人民银行 央行
United Nations|UN: 联合国
World Bank: 世界银行
World Trade Organization|WTO: 世贸组织 世界贸易组织
World Health Organization|WHO: 世卫组织 世界卫生组织
International Monetary Fund|IMF: 国际货币基金组织
Federal Reserve: 美联储
National People's Congress|NPC: 人大 人民代表大会
Congress: 国会 人大
White House: 白宫
Communist Party: 共产党 党
Stanford University|Stanford: 斯坦福
Harvard University|Harvard: 哈佛
Massachusetts Institute of Technology|MIT: 麻省理工
Oxford: 牛津
Cambridge: 剑桥
NATO: 北约 北大西洋公约组织
ASEAN: 东盟
APEC: 亚太经合组织
OPEC: 欧佩克 石油输出国组织
NASA: 美国国家航空航天局 美国宇航局 美国航天局
FIFA: 国际足联
IOC: 国际奥委会
CIA: 中央情报局 中情局
FBI: 联邦调查局
Baidu: 百度
Huawei: 华为
Princeton: 普林斯顿
Yale: 耶鲁
"""
_OUTLETS = """
Xinhua News Agency|Xinhua: 新华社 新华网
China News Service|China News: 中国新闻社 中新社 中新网 中国新闻网
The Paper: 澎湃
People's Daily: 人民日报 人民网
Reuters: 路透社 路透
Bloomberg: 彭博
Associated Press|AP: 美联社
AFP: 法新社
New York Times: 纽约时报
Wall Street Journal: 华尔街日报
Financial Times: 金融时报
BBC: 英国广播公司
CNN: 有线电视新闻网
China Daily: 中国日报
Global Times: 环球时报 环球网
CCTV: 央视 中央电视台
Caixin: 财新
Guangming Daily: 光明日报 光明网
Economic Daily: 经济日报
Kyodo News|Kyodo: 共同社
Yonhap: 韩联社
TASS: 塔斯社
The Guardian: 卫报
The Economist: 经济学人
South China Morning Post|SCMP: 南华早报
"""
_ABBREVIATIONS = """
AI AGI LLM NLP CV GPU CPU TPU API APP IT ICT IT CEO CTO CFO COO CIO VP GDP CPI IPO PhD R&D VR AR XR IoT IP PC
TV ID OK Q1 Q2 Q3 Q4 H1 H2 RMB CNY USD EUR GBP HKD BCE BC AD AM PM NGO SME SOE FDI M&A B2B B2C ESG SUV EV NEV
COVID DNA RNA HIV AIDS UAV 3D 2D
"""
# Read alike in both languages, or translated: they name nobody.
ABBREVIATIONS = frozenset(_ABBREVIATIONS.split())


def _read(lines: str) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for line in lines.strip().splitlines():
        names, _, han = line.rpartition(": ")
        table |= dict.fromkeys(names.split("|"), tuple(han.split()))
    return table


COUNTRIES = _read(_COUNTRIES)
OUTLETS = _read(_OUTLETS)
EXONYMS = COUNTRIES | _read(_OTHERS) | OUTLETS
_LONGEST = sorted(EXONYMS, key=len, reverse=True)
EXONYM = re.compile(rf"(?<![A-Za-z0-9-])(?:{'|'.join(map(re.escape, _LONGEST))})(?![A-Za-z0-9]|-[0-9])")
# By the one character that stands for it in 中美 and 中日韩, what a country is called whole. Narrower than the table
# above, where 国内 and 全国 may stand for China: 美国国内 does not speak of it.
COUNTRY_OF = {
    "中": ("中国", "我国"), "美": ("美国",), "英": ("英国",), "法": ("法国",), "德": ("德国",), "俄": ("俄罗斯",),
    "日": ("日本",), "韩": ("韩国",), "欧": ("欧洲", "欧盟"),
}  # fmt: skip
# The Chinese side, where it is a word long enough to be a name of its own.
_HOME = COUNTRIES["China"]
_FOREIGN = sorted({han for hans in COUNTRIES.values() for han in hans if len(han) > 1 and han not in _HOME})
# Another country than China, in Chinese.
FOREIGN_COUNTRY = re.compile("|".join(_FOREIGN))
_HAN = {han for hans in EXONYMS.values() for han in hans if len(han) > 1}
HAN_NAMES = re.compile("|".join(sorted(_HAN, key=len, reverse=True)))
