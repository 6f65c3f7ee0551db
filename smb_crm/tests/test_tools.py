import doctest
import importlib
import pkgutil

from odoo.tests import BaseCase, tagged

from .. import tools


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_every_example_in_tools_tells_the_truth(self):
        for module in pkgutil.iter_modules(tools.__path__, tools.__name__ + "."):
            with self.subTest(module.name):
                found = doctest.testmod(importlib.import_module(module.name))
                self.assertGreater(found.attempted, 0)
                self.assertEqual(found.failed, 0)
