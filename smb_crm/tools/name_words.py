"""The words of company names that say little about which company it is.

>>> "gmbh" in LEGAL, "group" in GENERIC, "steel" in TRADE, "north" in OPPOSITES
(True, True, True, True)
"""

import re

# written without accents, dots and capitals, as names.py compares them
LEGAL = frozenset(
    """
    ltd limited llc llp lp inc incorporated corp corporation co company plc pty pte
    pvt private sdn bhd cic dba
    gmbh mbh ag kg ohg gbr ug ev eg se kgaa ek gmbhcokg
    sa sas sasu sarl eurl snc scs sca sprl srl sl slu sau slne sc scp sad sll cb
    spa sapa sas scarl srls cv rl sab ltda eireli epp sac eirl cia ca
    bv nv vof cvba bvba
    oy oyj coop ab hb as asa ans ba aps ivs is ks hf ehf
    uab mb vsi ii tub kub zub sia ou osauhing
    sp spzoo oo zoo sro vos doo dd dooel ad ead eood ood et kft zrt nyrt bt kkt
    as ltdsti sti koll
    ооо оао ао зао пао ип нко ано тоо чп тов прат пат одо уп чуп
    kk yk gk
    """.split()
)

# several words that together name a legal form; longest first
LEGAL_PHRASES = tuple(
    sorted(
        """
        sp z o o|sp z oo|spolka z o o|spolka z oo|spol s r o|spol s ro|spol sro
        s r o|d o o|a s|z o o|s a|s l|s p a|s r l|b v|n v|a g|a b
        sa de cv|s a de c v|s de rl de cv|s de r l de c v|srl de cv|sapi de cv
        sociedad limitada|sociedad anonima|sociedad de responsabilidad limitada
        societe anonyme|societe a responsabilite limitee|societa per azioni
        societa a responsabilita limitata|besloten vennootschap
        gesellschaft mit beschrankter haftung|aktiengesellschaft
        uzdaroji akcine bendrove|akcine bendrove|mazoji bendrija|viesoji istaiga
        individuali imone|limited liability company|public limited company
        общество с ограниченнои ответственностью|акционерное общество
        открытое акционерное общество|закрытое акционерное общество
        публичное акционерное общество|индивидуальныи предприниматель
        limited sirketi|anonim sirketi|ltd sti|a o|o o o|z a o|s coop|sp k|sp j
        """.replace("\n", "|").split("|"),
        key=len,
        reverse=True,
    )
)
LEGAL_PHRASES = tuple(phrase.strip() for phrase in LEGAL_PHRASES if phrase.strip())

CONNECTORS = frozenset(
    "and und et y e i ir и the la le el los las der die das de del di da du of von van"
    " for fur og och en".split()
)

GENERIC = frozenset(
    """
    trading trade traders group groupe grupo gruppe grupe gruppo international global
    holding holdings worldwide service services solution solutions enterprise
    enterprises industry industries industrial general partners associates sons
    brothers company companies europe european systems
    handel handels handelsgesellschaft gesellschaft dienstleistungen
    comercial comercio servicios soluciones empresa empresas internacional industrias
    commerce commercial compania compagnie hermanos hijos
    prekyba paslaugos sprendimai imone tarptautine bendrove
    торговля торговыи группа компания холдинг международная сервис услуги
    предприятие фирма тд тк гк
    """.split()
)

TRADE = frozenset(
    """
    steel foods food logistics consulting restaurant hotel bakery motors auto textiles
    textile electronics software technology technologies media design construction
    engineering machinery tools furniture transport shipping import export imports
    exports energy power metal metals plastics paper print printing press pharma
    medical clinic market markets supermarket wines wine beverages studio digital
    bank insurance travel tours marketing foundation school
    logistik technik bau maschinenbau mobel stahl metallbau spedition brauerei
    backerei software elektro druck verlag
    alimentos alimentacion logistica construcciones transportes muebles textiles
    hosteleria bodegas electricidad consultoria tecnologia
    logistika statyba baldai maistas mediena transportas konsultacijos kepykla
    логистика строи строительство транспорт мебель металл продукты торг техника
    технологии консалтинг энерго
    """.split()
)

OPPOSITES = frozenset(
    """
    north south east west northern southern eastern western upper lower old new
    norte sur este oeste nord sud ost west siaures pietu rytu vakaru
    север юг восток запад северныи южныи восточныи западныи северная южная восточная
    западная first second third
    """.split()
)

SAME_WORD = {
    "intl": "international",
    "int": "international",
    "mfg": "manufacturing",
    "bros": "brothers",
    "svcs": "services",
    "svc": "services",
    "tech": "technology",
    "technologies": "technology",
    "grp": "group",
    "assoc": "associates",
    "hermanos": "brothers",
    "hnos": "brothers",
    "gebr": "gebruder",
    "eng": "engineering",
    "cia": "compania",
    "ctro": "centro",
    "mkt": "market",
    "mkts": "markets",
    "rest": "restaurant",
    "ctr": "center",
    "centre": "center",
    "saint": "st",
}

CJK_LEGAL = re.compile(
    "集团股份有限公司|集团有限责任公司|集团有限公司|股份有限公司|有限责任公司|"
    "有限公司|分公司|公司|株式会社|合同会社|有限会社|股份|주식회사|유한회사|"
    "[(（][株有주][)）]"
)
CJK_GENERIC = re.compile(
    "信息技术|网络科技|电子商务|进出口|科技|贸易|国际|实业|集团|商贸|电子|信息|技术|"
    "网络|文化|传媒|投资|发展|工程|机械|食品|服装|控股|咨询|管理|服务|化工|建材|物流|"
    "制造|工业|商务|医药|广告|餐饮|酒店|汽车|软件|设备|能源|环保|生物|农业|电器|家具|"
    "纺织|材料|五金|包装|印刷|装饰|建筑|置业|房地产"
)
CJK_PLACE = re.compile(
    "(?:中国|北京|上海|天津|重庆|广州|深圳|杭州|南京|苏州|成都|武汉|西安|青岛|大连|宁波|"
    "厦门|东莞|佛山|无锡|长沙|郑州|济南|沈阳|福州|合肥|昆明|哈尔滨|长春|南昌|贵阳|"
    "温州|常州|珠海|中山|惠州|台北|高雄|香港|澳门|广东|浙江|江苏|山东|四川|福建|湖北|"
    "湖南|河北|河南|安徽|江西|陕西|辽宁|东京|大阪)[市省]?"
)

# traditional and simplified shapes of characters common in company names
_TRADITIONAL = (
    "國東華電廣業發興貿團車龍門長風飛馬鳥魚麗萬寶實際際資訊網絡科學術體藝製造機械"
    "銀銅鐵鋼鑫錦鴻達運輸進戶開關聯創優億眾陽陰陳張劉楊趙黃吳孫許鄭謝韓馮蕭"
    "遠順豐濟寧慶陸島灣雲氣環農種飲餐館樂樓廠場設備軟衛醫藥護養農歐亞亞應選"
    "橋繡鳳澤畢賓賽鄰鮮鹽"
    "務員處報紙書畫視頻聲響燈燒爐輪線紡織絲綢紅綠藍責軍區縣鄉鎮師傳導時間"
    "專業協會計劃項規範試驗檢測證權屬產動態愛歡樂當來點頭買賣價錢費標誌雙單邊"
)
_SIMPLIFIED = (
    "国东华电广业发兴贸团车龙门长风飞马鸟鱼丽万宝实际际资讯网络科学术体艺制造机械"
    "银铜铁钢鑫锦鸿达运输进户开关联创优亿众阳阴陈张刘杨赵黄吴孙许郑谢韩冯萧"
    "远顺丰济宁庆陆岛湾云气环农种饮餐馆乐楼厂场设备软卫医药护养农欧亚亚应选"
    "桥绣凤泽毕宾赛邻鲜盐"
    "务员处报纸书画视频声响灯烧炉轮线纺织丝绸红绿蓝责军区县乡镇师传导时间"
    "专业协会计划项规范试验检测证权属产动态爱欢乐当来点头买卖价钱费标志双单边"
)
SIMPLIFIED = str.maketrans(_TRADITIONAL, _SIMPLIFIED)

# letters that accents can't be taken off of
PLAIN_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)
