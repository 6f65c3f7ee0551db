{
    "name": "SMB CRM: More Loyalty Points for Members",
    "summary": "Members of a level earn more points on loyalty programs",
    "version": "19.0.1.5.0",
    "category": "Sales/CRM",
    "license": "LGPL-3",
    "author": "smb_crm contributors",
    "development_status": "Beta",
    "depends": ["smb_crm", "sale_loyalty"],
    "data": ["views/membership/smb_member_benefit_views.xml"],
    "auto_install": True,
}
