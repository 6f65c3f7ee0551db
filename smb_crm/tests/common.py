"""The people and papers that the tests speak of.

``sally`` sells and sees her own documents, ``sam`` sells and sees all, ``max`` manages
sales, ``anna`` keeps the books, ``will`` works in the warehouse, ``uma`` has no role,
``paul`` is a portal customer.
"""

from odoo.tests import TransactionCase, new_test_user

ROLES = {
    "sally": "sales_team.group_sale_salesman",
    "sam": "sales_team.group_sale_salesman_all_leads",
    "max": "sales_team.group_sale_manager",
    "anna": "account.group_account_invoice",
    "will": "stock.group_stock_user",
    "uma": "base.group_user",
    "paul": "base.group_portal",
}


class SmbCase(TransactionCase):
    """Two customers, one person per role, and short words to make things happen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # one calendar for all, or a test fails between two midnights; set first, as
        # an environment keeps the zone that it was once asked for
        cls.env.user.tz = cls.env.company.partner_id.tz = "UTC"
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.company = cls.env.company
        cls.users = {
            name: new_test_user(
                cls.env,
                login=f"smb_{name}",
                name=name.capitalize(),
                groups=groups,
                tz="UTC",
            )
            for name, groups in ROLES.items()
        }
        for name, user in cls.users.items():
            setattr(cls, name, user)
        cls.acme = cls.customer("Acme Trading", user=cls.sally, phone="+32 2 111 11 11")
        cls.ada = cls.customer("Ada Archer", parent=cls.acme, email="ada@acme.example")
        cls.globex = cls.customer("Globex", user=cls.sam)
        cls.phone = cls.env.ref("smb_crm.smb_contact_channel_phone")
        cls.visit = cls.env.ref("smb_crm.smb_contact_channel_visit")
        cls.ordered = cls.env.ref("smb_crm.smb_contact_outcome_order")

    @classmethod
    def customer(cls, name, user=None, parent=None, **vals):
        """A company, or a person of ``parent``; ``user`` is its salesperson."""
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": not parent,
                "parent_id": parent.id if parent else False,
                "user_id": user.id if user else False,
                **vals,
            }
        )

    @classmethod
    def log(cls, partner, user=None, **vals):
        """A contact with ``partner``, logged by ``user`` or by the system."""
        logs = cls.env["smb.contact.log"]
        return (logs.with_user(user) if user else logs).create(
            {"partner_id": partner.id, "subject": "A call", **vals}
        )

    @classmethod
    def sales_journal(cls):
        """A journal for invoices, made where the company has no accounting yet."""
        journals = cls.env["account.journal"]
        found = journals.search(
            [("type", "=", "sale"), ("company_id", "=", cls.company.id)], limit=1
        )
        return found or journals.create(
            {"name": "Sales", "code": "SMBT", "type": "sale"}
        )

    @classmethod
    def second_company(cls, name="Second Company"):
        """Another company that the tests' own user may enter."""
        company = cls.env["res.company"].create({"name": name})
        cls.env.user.company_ids += company
        return company
