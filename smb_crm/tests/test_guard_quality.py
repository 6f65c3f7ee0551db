from odoo.tests import BaseCase, tagged

from ..tools.names import similarity

SAME = [
    ("Müller & Söhne GmbH", "Mueller Söhne"),
    ("Société d'Énergie S.A.R.L.", "SOCIETE D ENERGIE SARL"),
    ("Northwind Traders", "North Wind Traders Ltd"),
    ("Kowalski Sp. z o.o.", "KOWALSKI"),
    ("株式会社山田製作所", "山田製作所"),
    ("上海东方明珠贸易有限公司", "東方明珠貿易"),
]
DIFFERENT = [
    ("Acme Trading", "Acme Textiles"),
    ("Northern Steel", "Southern Steel"),
    ("Depot 12 Ltd", "Depot 21 Ltd"),
    ("上海华信科技有限公司", "上海华兴科技有限公司"),
    ("北京华信科技有限公司", "上海华信科技有限公司"),
    ("UAB Vilniaus duona", "UAB Kauno duona"),
    ("Hotel Baltic", "Hotel Atlantic"),
]


@tagged("post_install", "-at_install")
class TestGuardQuality(BaseCase):
    def test_spelling_does_not_hide_a_customer(self):
        for one, two in SAME:
            with self.subTest(one):
                self.assertGreaterEqual(similarity(one, two), 0.7)

    def test_resembling_is_not_being_the_same(self):
        for one, two in DIFFERENT:
            with self.subTest(one):
                self.assertLess(similarity(one, two), 0.7)
