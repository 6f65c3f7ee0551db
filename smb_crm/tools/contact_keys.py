"""What identifies a customer exactly: phone, e-mail, web domain, tax number."""

import re

PHONE_TAIL = 8
LONGEST = 200

# anybody may have an address there: the domain says nothing about the company
PUBLIC_DOMAINS = frozenset(
    """
    gmail.com googlemail.com outlook.com hotmail.com hotmail.es live.com msn.com
    yahoo.com yahoo.es yahoo.de yahoo.co.uk ymail.com icloud.com me.com mac.com aol.com
    proton.me protonmail.com gmx.de gmx.net gmx.com web.de t-online.de freenet.de
    mail.ru bk.ru list.ru inbox.ru yandex.ru ya.ru rambler.ru ukr.net
    qq.com 163.com 126.com sina.com sina.cn sohu.com foxmail.com aliyun.com 139.com
    inbox.lt one.lt mail.lt takas.lt zebra.lt inbox.lv mail.ee
    orange.fr free.fr wanadoo.fr laposte.net libero.it tiscali.it terra.es
    telefonica.net naver.com daum.net hanmail.net wp.pl o2.pl onet.pl interia.pl
    seznam.cz example.com
    """.split()
)


def digits(phone: str) -> str:
    """
    >>> digits("+370 (612) 345-67"), digits("none")
    ('37061234567', '')
    """
    return re.sub(r"[^0-9]", "", phone)


def phone_tail(phone: str) -> str:
    """The last digits of a real number; nothing for ``000000`` and short ones.

    >>> phone_tail("+49 30 0074321"), phone_tail("030-0074321")
    ('00074321', '00074321')
    >>> phone_tail("00000000000"), phone_tail("112")
    ('', '')
    """
    found = digits(phone)
    if len(found) < PHONE_TAIL or len(set(found)) < 3:
        return ""
    return found[-PHONE_TAIL:]


def same_phone(one: str, two: str) -> bool:
    """Whether two spellings, national or international, ring the same phone.

    >>> same_phone("+49 30 0074321", "030-0074321")
    True
    >>> same_phone("8 612 34567", "+370 612 34567")
    True
    >>> same_phone("+49 30 1234567", "+43 30 1234567")
    False
    """
    if not phone_tail(one) or phone_tail(one) != phone_tail(two):
        return False
    shorter, longer = sorted((digits(one), digits(two)), key=len)
    return any(longer.endswith(national) for national in _national(shorter))


def _national(number: str) -> list[str]:
    """``number`` with and without the prefix dialled inside a country."""
    bare = number.lstrip("0")
    trunk = len(number) > PHONE_TAIL and number[0] == "8"
    return [number, bare] + ([number[1:]] if trunk else [])


def email_domain(email: str) -> str:
    """The company's part of an address; nothing for public mail services.

    >>> email_domain("Ada@Acme.example"), email_domain("ada@gmail.com")
    ('acme.example', '')
    """
    domain = email.rpartition("@")[2].strip().lower() if "@" in email else ""
    return "" if domain in PUBLIC_DOMAINS else domain


def website_domain(website: str) -> str:
    """
    >>> website_domain("https://www.Acme.example/en"), website_domain("acme.example")
    ('acme.example', 'acme.example')
    """
    found = re.match(r"(?:[a-z]+://)?(?:www\.)?([^/:?#\s]+)", website.strip().lower())
    domain = found[1] if found else ""
    return domain if "." in domain and domain not in PUBLIC_DOMAINS else ""


def tax_key(vat: str) -> str:
    """
    >>> tax_key("lt 1000-0123"), tax_key("/"), tax_key("n/a")
    ('LT10000123', '', '')
    """
    found = re.sub(r"[^A-Za-z0-9]", "", vat).upper()
    return found if sum(char.isdigit() for char in found) >= 5 else ""


def same_tax_number(one: str, two: str) -> bool:
    """Equal, or equal but for the country's two letters.

    >>> same_tax_number("LT 10000123", "10000123"), same_tax_number("LT1", "LT1")
    (True, False)
    """
    a, b = tax_key(one), tax_key(two)
    if not a or not b:
        return False
    return a == b or _without_country(a) == b or a == _without_country(b)


def _without_country(key: str) -> str:
    return key[2:] if key[:2].isalpha() else key
