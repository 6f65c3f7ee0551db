"""What looks at Odoo with the addon from outside: lifecycle, bench, faults."""
