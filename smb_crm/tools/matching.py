"""How likely two customer cards describe one customer, and why."""

from dataclasses import dataclass

from .addresses import agreement
from .contact_keys import (
    email_domain,
    same_phone,
    same_tax_number,
    tax_key,
    website_domain,
)
from .names import similarity, similarity_at_one_address

# how sure a single agreement makes us
SAME_TAX, SAME_EMAIL, SAME_PHONE = 0.98, 0.93, 0.8
SAME_DOMAIN, SAME_DOMAIN_PERSON = 0.75, 0.3
# below this a name is no evidence; a person's name alone never is proof
NAME_FLOOR, NAME_OF_PERSON = 0.6, 0.85
OTHER_TAX, OTHER_COUNTRY, OTHER_CITY = 0.72, 0.9, 0.97
# an address confirms a name that is likely enough; alone it says nothing
SAME_ADDRESS = {"address": 0.5, "place": 0.3}
NAME_AT_ADDRESS, PERSON_AT_ADDRESS = 0.7, 0.95
# what only the address makes likely is worth a warning, never a refusal
ONLY_BY_ADDRESS = 0.78


@dataclass(frozen=True, slots=True)
class Card:
    """What the guard looks at in a customer, typed or stored."""

    name: str = ""
    phone: str = ""
    email: str = ""
    vat: str = ""
    website: str = ""
    city: str = ""
    country: int = 0
    is_company: bool = False
    parent: int = 0
    entity: int = 0
    zip: str = ""
    street: str = ""

    @property
    def domain(self) -> str:
        return website_domain(self.website) or email_domain(self.email)


def compare(one: Card, two: Card) -> tuple[float, list[str]]:
    """Score from 0 to 1 and what speaks for it.

    >>> acme = Card("Acme Trading Ltd", phone="+32 2 111 11 12", is_company=True)
    >>> compare(Card("ACME trading", is_company=True), acme)
    (1.0, ['same_name'])
    >>> compare(Card("Somebody else", phone="02 111 11 12"), acme)
    (0.8, ['phone'])
    >>> compare(Card("Acme Textiles", is_company=True), acme)
    (0.0, [])
    >>> here = {"is_company": True, "zip": "97403", "street": "P.O. Box 555"}
    >>> compare(Card("Split Rai", **here), Card("Split Rail Beer & Ale", **here))
    (0.85, ['name', 'address'])
    >>> compare(Card("Acme Textiles", **here), Card("Acme Trading", **here))
    (0.0, [])
    """
    if not _comparable(one, two):
        return 0.0, []
    evidence = _evidence(one, two)
    doubt = 1.0
    for weight in evidence.values():
        doubt *= 1 - weight
    score = (1 - doubt) * _contradiction(one, two, evidence)
    return round(score, 3), list(evidence)


def is_coincidence(one: Card, two: Card, reasons: list[str]) -> bool:
    """Whether all that agrees is what many different customers have in common.

    Worth a hint while somebody types, but no likely duplicate: the web domain of a
    group, or the name of two persons at different companies.

    >>> ada = Card("Ada Lee", parent=1, entity=1)
    >>> namesake = Card("Ada Lee", parent=2, entity=2)
    >>> is_coincidence(ada, namesake, ["same_name"])
    True
    >>> is_coincidence(ada, namesake, ["phone", "same_name"])
    False
    """
    if reasons == ["domain"]:
        return True
    elsewhere = one.parent and two.parent and one.entity != two.entity
    return bool(elsewhere) and not set(reasons) - {"name", "same_name"}


def _comparable(one: Card, two: Card) -> bool:
    """Contact persons are compared with persons, never with their own company."""
    for contact, other in ((one, two), (two, one)):
        if contact.parent and other.is_company:
            return False
    return True


def _evidence(one: Card, two: Card) -> dict[str, float]:
    colleagues = bool(one.parent and one.entity == two.entity)
    found = {}
    if not colleagues and same_tax_number(one.vat, two.vat):
        found["vat"] = SAME_TAX
    if one.email and one.email == two.email:
        found["email"] = SAME_EMAIL
    if not colleagues and same_phone(one.phone, two.phone):
        found["phone"] = SAME_PHONE
    companies = one.is_company and two.is_company
    if not colleagues and "email" not in found and one.domain == two.domain != "":
        found["domain"] = SAME_DOMAIN if companies else SAME_DOMAIN_PERSON
    if one.name and two.name:
        found |= _name_evidence(one, two, colleagues)
    return found


def _name_evidence(one: Card, two: Card, colleagues: bool) -> dict[str, float]:
    likeness = similarity(one.name, two.name)
    persons = not (one.is_company or two.is_company or colleagues)
    where = "" if colleagues else agreement(one, two)
    # one household, one house: relatives and neighbours are not one customer
    floor = PERSON_AT_ADDRESS if persons else NAME_AT_ADDRESS
    if where and not persons:
        loose = min(similarity_at_one_address(one.name, two.name), ONLY_BY_ADDRESS)
        likeness = max(likeness, loose if loose >= floor else 0)
    if likeness < NAME_FLOOR:
        return {}
    reason = "same_name" if likeness > 0.99 else "name"
    found = {reason: min(likeness, NAME_OF_PERSON) if persons else likeness}
    if where and likeness >= floor:
        found[where] = SAME_ADDRESS[where]
    return found


def _contradiction(one: Card, two: Card, evidence: dict[str, float]) -> float:
    factor = 1.0
    if "vat" not in evidence and tax_key(one.vat) and tax_key(two.vat):
        factor *= OTHER_TAX
    if evidence.keys() & {"vat", "email", "phone"}:
        return factor
    if one.country and two.country and one.country != two.country:
        factor *= OTHER_COUNTRY
    elif one.city and two.city and similarity(one.city, two.city) < NAME_FLOOR:
        factor *= OTHER_CITY
    return factor
