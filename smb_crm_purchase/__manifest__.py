{
    "name": "SMB CRM: Papers for Purchase",
    "summary": "Your own print templates for requests for quotation, purchase orders "
    "and goods receipts",
    "version": "19.0.1.5.0",
    "category": "Sales/CRM",
    "license": "LGPL-3",
    "author": "smb_crm contributors",
    "development_status": "Beta",
    "depends": ["smb_crm", "purchase_stock"],
    "auto_install": True,
    "data": [
        "security/ir.model.access.csv",
        "security/smb_rules.xml",
        "data/smb.print.field.csv",
        "views/smb_print_choice_views.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
