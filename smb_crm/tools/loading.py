"""What is loaded together with a record, and what is not: names of such groups.

>>> CARE_COLUMNS.startswith("smb_")
True
"""

# Columns of ours that orders, deliveries and invoices never ask for: Odoo loads all
# plain columns of a customer at each step of a sale, these only when one is asked for,
# and then all of them at once.
CARE_COLUMNS = "smb_care"
