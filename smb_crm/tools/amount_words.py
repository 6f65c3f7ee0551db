"""An amount in Chinese words as banks and contracts want it, which num2words lacks."""

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")
NAMES = {"CNY": "人民币", "USD": "美元", "EUR": "欧元", "HKD": "港币", "GBP": "英镑"}
TRADITIONAL = str.maketrans("贰叁陆万亿负币欧镑元", "貳參陸萬億負幣歐鎊圓")


def chinese(amount: float, currency: str, places: int = 2) -> str:
    """Amount with the currency's name in front, closed by a sign against additions.

    >>> chinese(1080.5, "CNY")
    '人民币壹仟零捌拾元伍角整'
    >>> chinese(-100020003.07, "USD")
    '负美元壹亿零贰万零叁元零柒分'
    >>> chinese(0, "CNY"), chinese(0.3, "CNY"), chinese(12.3456, "BHD", 3)
    ('人民币零元整', '人民币叁角整', 'BHD壹拾贰元叁角肆分陆厘')
    """
    whole, _point, rest = f"{abs(amount):.{places}f}".partition(".")
    yuan = _whole(int(whole))
    parts = _parts(rest, bool(yuan))
    said = (f"{yuan}元" if yuan or not parts else "") or ""
    if not yuan and not parts:
        said = f"{DIGITS[0]}元"
    end = "" if len(rest) > 1 and rest[1:].strip("0") else "整"
    sign = "负" if amount < 0 and (yuan or parts) else ""
    return f"{sign}{NAMES.get(currency, currency)}{said}{parts}{end}"


def traditional(text: str) -> str:
    """The same in signs of Taiwan and Hong Kong.

    >>> traditional("美元贰拾万元整")
    '美圓貳拾萬圓整'
    """
    return text.translate(TRADITIONAL)


def _whole(number):
    """Groups of four digits, with one zero where digits are left out in between."""
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    said = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            continue
        gap = said and (group < 1000 or not groups[place + 1])
        said += (DIGITS[0] if gap else "") + _group(group) + GROUPS[place % 4]
    return said


def _group(group):
    said, zero = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            said += (DIGITS[0] if zero and said else "") + DIGITS[digit] + PLACES[place]
            zero = False
        else:
            zero = True
    return said


def _parts(rest, after):
    """Tenths, hundredths and thousandths."""
    said, zero = "", False
    for digit, name in zip(rest, "角分厘", strict=False):
        if digit == "0":
            zero = True
            continue
        said += (DIGITS[0] if zero and (said or after) else "") + DIGITS[int(digit)]
        said += name
        zero = False
    return said
