"""Text for dot-matrix printers, read as a printer reads it: to column and line."""

from odoo.tests import tagged

from .print_case import PrintCase
from .printer import DotMatrix, places


@tagged("post_install", "-at_install")
class TestDots(PrintCase):
    def printed(self, order=None, **vals):
        self.template.write({"paper": "form_140", **vals})
        return DotMatrix(self.template.render(order or self.order, "escp")[0])

    def long(self, count=60):
        line = {"product_id": self.wheel.id, "product_uom_qty": 1}
        return self.make_order([{**line, "name": f"Wheel {n}"} for n in range(count)])

    def test_each_pitch_fills_the_width_and_no_more(self):
        for pitch in ("10", "12", "17"):
            with self.subTest(pitch):
                seen = self.printed(pitch=pitch)
                self.assertEqual(seen.pitch, int(pitch))
                room = int((241 - 2 * self.template.margin_side) / 25.4 * int(pitch))
                self.assertLessEqual(seen.columns, room)
                self.assertGreater(seen.columns, room - len("Subtotal"))

    def test_each_form_is_as_long_as_the_paper(self):
        for paper, lines in (("form_280", 66), ("form_140", 33), ("form_93", 21)):
            with self.subTest(paper):
                seen = self.printed(self.long(), paper=paper)
                self.assertEqual(seen.length, lines)
                # the last line stays empty: the perforation
                self.assertLess(max(map(len, seen.forms)), lines)

    def test_figures_of_a_column_end_at_one_place(self):
        (form,) = self.printed().forms
        ends = {
            len(line) for line in form if line.endswith(("270.00", "20.00", "Subtotal"))
        }
        self.assertEqual(len(ends), 1)

    def test_heads_and_sums_so_far_stand_on_every_form(self):
        order = self.long()
        seen = self.printed(order)
        self.assertGreater(len(seen.forms), 2)
        done = 0
        for number, form in enumerate(seen.forms):
            text = "\n".join(form)
            if "Wheel" not in text:
                continue
            self.assertEqual(text.count("Unit Price"), 1)
            brought = [line for line in form if "Brought forward" in line]
            self.assertEqual(len(brought), bool(number))
            if brought:
                self.assertTrue(brought[0].endswith(f"{done * 100:,.2f}"))
            done += text.count("Wheel")
            carried = [line for line in form if "Carried forward" in line]
            if carried:
                self.assertTrue(carried[0].endswith(f"{done * 100:,.2f}"))
        self.assertEqual(done, 60)

    def test_chinese_stands_in_columns_too(self):
        self.order.order_line[1].name = "\u5b9e\u6728\u529e\u516c\u684c" * 9
        seen = self.printed()
        (form,) = seen.forms
        self.assertTrue(seen.double)
        wide = next(line for line in form if "\u5b9e" in line)
        head = next(line for line in form if "Subtotal" in line)
        self.assertEqual(places(wide), places(head))

    def test_cyrillic_and_accents_are_printed_as_themselves(self):
        for name in (
            "\u041a\u043e\u043b\u0435\u0441\u043e",
            "Pi\u00e8ce d\u00e9tach\u00e9e",
        ):
            with self.subTest(name):
                self.order.order_line[1].name = name
                (form,) = self.printed().forms
                self.assertTrue(any(name in line for line in form))

    def test_three_parts_are_three_forms(self):
        seen = self.printed(copies="white: customer\npink: warehouse\noffice")
        self.assertEqual(len(seen.forms), 3)
        for form, name in zip(
            seen.forms, ("customer white", "warehouse pink", "office"), strict=True
        ):
            self.assertTrue(form[0].endswith(name))

    def test_no_text_gives_the_printer_orders(self):
        for evil in ("\x1b@\x0c\x1bC\x01", "\x9b\x1c&\x0e", "\u202e\x00\x7f"):
            with self.subTest(evil):
                self.order.order_line[1].name = f"Wheel {evil}"
                self.assertEqual(len(self.printed().forms), 1)
