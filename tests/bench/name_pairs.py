"""How well the collision guard tells customers apart, on names made by a seed.

True pairs are one customer written twice by people in a hurry; near pairs are two
customers whose names resemble each other. The words come from company registers'
everyday vocabulary in six languages and know nothing of the guard's own lists.
"""

import random

PAIRS = 1400
LETTERS = "abcdefghijklmnopqrstuvwxyz"
CYRILLIC = "абвгдежзиклмнопрстуфхцчшэюя"

ENGLISH = {
    "roots": """Harbour Oakfield Brightwater Kestrel Pemberton Ashdown Silverton
        Larkspur Thornbury Whitcombe Redfern Hollis Marlowe Camden Fairweather Granger
        Stokes
        Beckett Wexford Calloway Summit Pinnacle Evergreen Bluebird Lighthouse Keystone
        Compass Northgate Riverside Crestline Hawthorne Winslow Everett Tamarack Dunmore
        Prescott Sheffield Linden Copperfield Bramley""".split(),
    "trades": """Foods Logistics Plumbing Bakery Interiors Roofing Analytics Fisheries
        Dairy Ceramics Nurseries Steel Joinery Publishing Optics Freight Trading
        Consulting Textiles Marine Catering Motors""".split(),
    "forms": ["Ltd", "Limited", "LLC", "Inc.", "PLC", "Co. Ltd", "Corp"],
    "before": [],
    "places": ["London", "Bristol", "Leeds", "Boston", "Austin", "Perth"],
}
SPANISH = {
    "roots": """Aceitunera Montañés Peñafiel Ibáñez Cañaveral Guzmán Ordóñez Alarcón
        Villanueva Santillán Carrión Núñez Málaga Almería Castellón Bermúdez Zúñiga
        Quirós Albéniz Pontón Ríos Valdés Echeverría Muñoz Logroño Cáceres Ávila Órbigo
        Garzón Solís Marín Aragón Cortés Belmonte Torrejón Jiménez""".split(),
    "trades": """Construcciones Alimentación Muebles Cerámicas Conservas Frutas Talleres
        Transportes Viveros Panadería Ópticas Maderas Hostelería Distribuciones
        Electricidad Instalaciones Quesos Vinos""".split(),
    "forms": ["S.L.", "SL", "S.A.", "SA", "S.L.U.", "S.A. de C.V.", "S. Coop."],
    "before": [],
    "places": ["Madrid", "Sevilla", "Bilbao", "Valencia", "Murcia", "Bogotá"],
}
LITHUANIAN = {
    "roots": """Ąžuolynas Žemaitija Šaltinis Klevų Žvaigždė Šiaulių Aukštaitija Vėjas
        Gintarėlis Pušynas Rūta Dzūkija Nemunas Švyturys Bitė Žalgiris Kuršmarės Lėvuo
        Plungė Viržis Ėglė Medžiuva Saulėtekis Vaivorykštė Baltija Užupis Kregždė
        Sėkmė Ąsotis Žuvėdra""".split(),
    "trades": """statyba baldai mediena duona transportas prekyba sodai stiklas pienas
        langai keramika spauda logistika mėsa žuvis metalas""".split(),
    "forms": ["UAB", "AB", "MB", "VšĮ", "IĮ"],
    "before": ["UAB", "AB", "MB", "VšĮ"],
    "places": ["Vilnius", "Kaunas", "Klaipėda", "Alytus"],
}
RUSSIAN = {
    "roots": """Берёзка Рассвет Вымпел Северянка Ёлочка Глобус Сатурн Меридиан Радуга
        Каскад Прометей Орион Витязь Лебедь Спутник Горизонт Заречье Ладога Байкал
        Уралец Подсолнух Жемчужина Кристалл Альтаир Созвездие Родник Русич Камелия
        Звёздный Маяк""".split(),
    "trades": """строй мебель логистика продукты металл окна хлеб текстиль сервис
        электрика пластик молоко полиграфия стекло""".split(),
    "forms": ["ООО", "ОАО", "ЗАО", "АО", "ПАО"],
    "before": ["ООО", "ОАО", "ЗАО", "АО", "ИП"],
    "places": ["Москва", "Казань", "Пермь", "Самара"],
}
GERMAN = {
    "roots": """Müller Schröder Köhler Böhm Weiß Großmann Jäger Fröhlich Krämer Döring
        Lüdecke Hübner Bäumler Görtz Löffler Steinbrück Küster Hoffmann Brandt Vogelsang
        Wintergerst Eichendorf Kirchhoff Lindemann Röttger Schäfer Pfeiffer Zöllner
        Grünewald Süderbrock""".split(),
    "trades": """Maschinenbau Logistik Bäckerei Metallbau Elektrotechnik Spedition
        Möbelhaus Gartenbau Druckerei Sanitär Brauerei Feinkost Dachdecker Tischlerei
        Kunststoffe Optik""".split(),
    "forms": ["GmbH", "AG", "GmbH & Co. KG", "OHG", "e.K.", "UG", "mbH"],
    "before": [],
    "places": ["Hamburg", "Köln", "München", "Leipzig"],
}
CHINESE = {
    "roots": """华信 东方明珠 金龙 盛世 瑞丰 长城 万达 鼎新 恒通 天翼 博雅 海纳 云帆
        锦绣 中兴达 泰和 汇丰源 远景 明德 卓越 百川 同创 星辰 蓝天 嘉禾 鸿运 顺达 永康
        新希望
        绿洲 麒麟 正大 飞跃 金桥 凯旋门 佳美""".split(),
    "trades": """科技 贸易 电子 食品 物流 化工 文化传媒 建筑工程 服装 机械 医药 信息技术
        餐饮 家具""".split(),
    "forms": ["有限公司", "有限责任公司", "股份有限公司", "集团有限公司"],
    "before": [],
    "places": ["北京", "上海", "深圳", "广州", "杭州", "成都"],
}
WORLDS = [ENGLISH, SPANISH, LITHUANIAN, RUSSIAN, GERMAN, CHINESE]
PEOPLE = [
    ("Jonas Kazlauskas", "Ona Kazlauskienė", "Rūta Petrauskaitė", "Žydrūnas Šimkus"),
    ("María Fernández", "José Ángel Ruiz", "Lucía Gómez Peña", "Andrés Iglesias"),
    ("Иван Петров", "Анна Смирнова", "Пётр Семёнов", "Ольга Королёва"),
    ("Jürgen Weiß", "Käthe Schönfeld", "Heinz Grünbaum", "Sabine Vogt"),
    ("Margaret Doyle", "Peter O'Neill", "Susan Blackwood", "Christopher Tate"),
    ("王小明", "李建国", "张晓红", "欧阳文静"),
]
TRADITIONAL = str.maketrans(
    "华东龙长万达鼎兴汇远云锦绣星蓝鸿运顺飞桥凯门电贸饮医药机械术团责",
    "華東龍長萬達鼎興匯遠雲錦繡星藍鴻運順飛橋凱門電貿飲醫藥機械術團責",
)
BARE = str.maketrans(
    "áéíóúñÁÉÍÓÚÑąčęėįšųūžĄČĘĖĮŠŲŪŽäöüÄÖÜёЁ",
    "aeiounAEIOUNaceeisuuzACEEISUUZaouAOUеЕ",
)


class Maker:
    """Names as registered, and the same or another one as somebody types it."""

    def __init__(self, seed=2026):
        self.random = random.Random(seed)
        self.pick = self.random.choice

    def parts(self, world):
        """Name, trade, town and legal form of a company."""
        place = self.pick(world["places"]) if world is CHINESE else ""
        root = self.pick(world["roots"])
        if world is not CHINESE and self.random.random() < 0.35:
            other = self.pick([word for word in world["roots"] if word != root])
            root = f"{root} {other}"
        return root, self.pick(world["trades"]), place, self.pick(world["forms"])

    def write(self, world, root, trade, place, form):
        if world is CHINESE:
            return f"{place}{root}{trade}{form}"
        if form in world["before"]:
            quoted = self.pick(['{} "{} {}"', "{} „{} {}“", "{} {} {}", "{} «{} {}»"])
            return quoted.format(form, root, trade)
        return f"{root} {trade} {form}" + (f" {place}" if place else "")

    def true_pair(self, world):
        parts = self.parts(world)
        one = self.write(world, *parts)
        changes = self.pick([1, 1, 2, 2, 3])
        root, trade, place, form = parts
        two = one
        kinds = ["case", "accents", "form", "order", "width", "typo", "script"]
        for kind in self.random.sample(kinds, changes):
            if kind == "form":
                form = self.pick([*world["forms"], ""])
                two = self.write(world, root, trade, place, form).strip()
            elif kind == "order" and world is not CHINESE:
                two = self.write(world, trade, root, place, form)
            elif kind == "order":
                two = f"{root}（{place}）{trade}{form}"
        for kind in self.random.sample(kinds, changes):
            two = self.respell(kind, two, world)
        if two == one:
            two = self.respell("width", one, world)
        return one, two

    def respell(self, kind, name, world):
        if kind == "case":
            return self.pick([str.upper, str.lower, str.title])(name)
        if kind == "accents":
            return name.translate(BARE)
        if kind == "width":
            wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
            return name.translate({**wide, 0x20: 0x3000})
        if kind == "script" and world is CHINESE:
            return name.translate(TRADITIONAL)
        if kind == "typo" and world is not CHINESE:
            for _slip in range(self.pick([1, 1, 1, 2])):
                name = self.slip(name)
        return name

    def slip(self, name):
        """Two letters swapped, one dropped, doubled, wrong or too many."""
        spots = [
            i
            for i in range(1, len(name) - 1)
            if name[i - 1 : i + 2].isalpha() and len(name) > 6
        ]
        long_words = [i for i in spots if self.word_length(name, i) >= 5]
        if not long_words:
            return name
        i = self.pick(long_words)
        letters = CYRILLIC if "а" <= name[i].lower() <= "я" else LETTERS
        kind = self.pick(["swap", "drop", "double", "wrong", "extra"])
        if kind == "swap":
            return name[:i] + name[i + 1] + name[i] + name[i + 2 :]
        if kind == "drop":
            return name[:i] + name[i + 1 :]
        if kind == "double":
            return name[:i] + name[i] + name[i:]
        letter = self.pick(letters)
        return name[:i] + letter + name[i + (kind == "wrong") :]

    @staticmethod
    def word_length(name, i):
        start, end = i, i
        while start > 0 and name[start - 1].isalpha():
            start -= 1
        while end < len(name) and name[end].isalpha():
            end += 1
        return end - start

    def near_pair(self, world):
        """Two customers that share a word, a trade, a form or a town."""
        root, trade, place, form = self.parts(world)
        one = self.write(world, root, trade, place, form)
        kind = self.pick(["trade", "trade", "root", "root", "town", "number", "mixed"])
        if kind == "trade":
            trade = self.pick([word for word in world["trades"] if word != trade])
        elif kind in ("root", "mixed"):
            first, *rest = root.split()
            others = [word for word in world["roots"] if word not in root]
            root = " ".join([self.pick(others), *rest])
            if kind == "mixed":
                form = self.pick(world["forms"])
        elif kind == "town" and world is CHINESE:
            place = self.pick([town for town in world["places"] if town != place])
        else:
            a, b = self.random.sample(range(1, 60), 2)
            one = self.write(world, f"{root} {a}", trade, place, form)
            root = f"{root} {b}"
        return one, self.write(world, root, trade, place, form)

    def true_person(self):
        one = self.pick(self.pick(PEOPLE))
        two = self.respell(self.pick(["case", "accents", "width"]), one, None)
        if " " in two and self.random.random() < 0.5:
            two = " ".join(reversed(two.split(" ")))
        return (one, two) if one != two else (one, f" {one} ")

    def near_person(self):
        group = self.pick(PEOPLE)
        one, two = self.random.sample(group, 2)
        if " " in one and " " in two:
            two = f"{two.split()[0]} {one.split()[-1]}"
        return one, two


def pairs(count=PAIRS, seed=2026):
    """``(one, other, same)`` triples: ``count`` true and ``count`` near ones."""
    maker = Maker(seed)
    found = []
    for i in range(count):
        person, world = i % 10 == 0, WORLDS[i % len(WORLDS)]
        true = maker.true_person() if person else maker.true_pair(world)
        near = maker.near_person() if person else maker.near_pair(world)
        found += [(*true, True), (*near, False)]
    return found


def measure(found, says_same):
    """Recall and precision of a judge over pairs."""
    hits = sum(1 for one, two, same in found if same and says_same(one, two))
    alarms = sum(1 for one, two, same in found if not same and says_same(one, two))
    true = sum(1 for *_names, same in found if same)
    precision = hits / (hits + alarms) if hits + alarms else 1.0
    return round(hits / true, 3), round(precision, 3)


def trigram_scores(cursor, found):
    """What plain pg_trgm makes of every pair."""
    cursor.execute(
        "SELECT similarity(a, b) FROM unnest(%s, %s) WITH ORDINALITY AS pair(a, b, n)"
        " ORDER BY n",
        ([one for one, *_rest in found], [two for _one, two, _same in found]),
    )
    return {
        pair[:2]: row[0] for pair, row in zip(found, cursor.fetchall(), strict=True)
    }


def evaluate(env_or_cursor, threshold=0.7, seed=2026):
    """``(judge, recall, precision)`` of the guard and of what there was before.

    :param env_or_cursor: a database with pg_trgm
    """
    # the addon is importable only where Odoo runs
    from odoo.addons.smb_crm.tools.names import similarity

    cursor = getattr(env_or_cursor, "cr", env_or_cursor)
    found = pairs(seed=seed)
    trigram = trigram_scores(cursor, found)
    judges = {
        "collision guard": lambda a, b: similarity(a, b) >= threshold,
        "Odoo's merge search (same lower name)": lambda a, b: a.lower() == b.lower(),
        "plain pg_trgm at 0.3": lambda a, b: trigram[a, b] >= 0.3,
        "plain pg_trgm at 0.5": lambda a, b: trigram[a, b] >= 0.5,
        "plain pg_trgm at 0.7": lambda a, b: trigram[a, b] >= 0.7,
    }
    return [(name, *measure(found, judge)) for name, judge in judges.items()]
