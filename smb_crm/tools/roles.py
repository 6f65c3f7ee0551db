"""Odoo's groups by the role they stand for, for ``groups=`` and ``has_group``.

>>> SALES in CARE and CARE in PAPERS
True
"""

SALES = "sales_team.group_sale_salesman"
MANAGERS = "sales_team.group_sale_manager"
ACCOUNTING = "account.group_account_invoice,account.group_account_readonly"
# who may see all customers of the company
OVERVIEW = f"sales_team.group_sale_salesman_all_leads,{ACCOUNTING}"
WAREHOUSE = "stock.group_stock_user"

# who knows customers
CARE = f"{SALES},{ACCOUNTING}"
# who handles papers of customers, and reads the contacts about them
PAPERS = f"{CARE},{WAREHOUSE}"
# who lets an order or delivery go that credit control holds
RELEASE = f"{MANAGERS},account.group_account_invoice"
