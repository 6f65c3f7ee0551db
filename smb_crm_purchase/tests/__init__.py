from . import test_purchase_papers
