from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.sql import SQL

from ...tools.roles import MANAGERS


class SmbDuplicate(models.Model):
    """Two customers that are probably one, with the reasons.

    Found by the nightly search, by *Search now*, or when a contact came in although
    the guard recognised it. A pair stays until it is merged or called *not a
    duplicate*, which is remembered.
    """

    _name = "smb.duplicate"
    _description = "Likely Duplicate"
    _inherit = ["smb.input.mixin"]
    _order = "score desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    other_id = fields.Many2one(
        "res.partner",
        string="Looks Like",
        index="btree_not_null",
        readonly=True,
        ondelete="cascade",
    )
    merged_name = fields.Char(string="Merged Customer", readonly=True)
    company_id = fields.Many2one("res.company", index=True, readonly=True)
    score = fields.Float(
        string="Likeness", digits=(3, 2), aggregator="avg", readonly=True
    )
    reason_codes = fields.Char(readonly=True)
    reasons = fields.Char(compute="_compute_reasons")
    state = fields.Selection(
        [
            ("new", "To check"),
            ("ignored", "Not a duplicate"),
            ("merged", "Merged"),
        ],
        required=True,
        default="new",
        index=True,
        readonly=True,
    )
    date = fields.Datetime(
        string="Found On",
        required=True,
        readonly=True,
        default=lambda self: fields.Datetime.now(),
    )
    decided_by_id = fields.Many2one("res.users", readonly=True)
    owner_id = fields.Many2one(related="partner_id.user_id", string="Owner")
    other_owner_id = fields.Many2one(
        related="other_id.user_id", string="Owner of the Other"
    )
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)

    # a bare index: merging customers must not delete pairs unseen
    _pair_uniq = models.UniqueIndex(
        "(partner_id, other_id) WHERE other_id IS NOT NULL",
        "This pair of customers is already listed.",
    )
    _order_is_fixed = models.Constraint(
        "CHECK (partner_id < other_id)", "A pair names the older customer first."
    )

    @api.depends("reason_codes")
    @api.depends_context("lang")
    def _compute_reasons(self):
        words = self.env["res.partner"]._smb_reason_words
        for pair in self:
            codes = [code for code in (pair.reason_codes or "").split(",") if code]
            pair.reasons = ", ".join(words(codes))

    @api.depends("partner_id", "other_id")
    @api.depends_context("uid", "lang")
    def _compute_comparison(self):
        for pair in self:
            pair.comparison = self.env["ir.qweb"]._render(
                "smb_crm.smb_duplicate_comparison",
                {"rows": pair._comparison_rows(), "env": self.env},
            )

    def _comparison_rows(self):
        """``(label, left, right, same)`` of what tells the two apart.

        A customer that the user may not read shows its name and owner only.
        """
        sides = [self.partner_id, self.other_id]
        readable = [bool(side._filtered_access("read")) for side in sides]
        rows = []
        for name in self._compared_fields():
            values = [
                # sudo: the two facts everybody may know of a customer
                side.sudo()._smb_field_text(name)
                if open_ or name in ("name", "user_id")
                else ""
                for side, open_ in zip(sides, readable, strict=True)
            ]
            if any(values):
                field = self.env["res.partner"]._fields[name]
                label = field._description_string(self.env)
                same = values[0].casefold() == values[1].casefold()
                rows.append((label, *values, same))
        return rows

    @api.model
    def _compared_fields(self):
        """What the comparison shows, in this order. Later domains add theirs."""
        return [
            "name", "vat", "phone", "email", "website", "street", "zip", "city",
            "country_id", "parent_id", "user_id", "ref", "category_id", "create_date",
        ]  # fmt: skip

    @api.model
    def _add(self, findings):
        """Store findings, each pair once; decided pairs stay decided.

        :param findings: ``(id, other id, score, reasons, company id)`` tuples
        :return: how many pairs are new
        """
        rows = [
            SQL(
                "(%s::int, %s::int, %s::float, %s, %s::int)",
                min(one, two),
                max(one, two),
                score,
                ",".join(reasons),
                company_id or None,
            )
            for one, two, score, reasons, company_id in findings
            if one != two
        ]
        if not rows:
            return 0
        added = self.env.execute_query(
            SQL(
                """
                INSERT INTO smb_duplicate AS pair (
                    partner_id, other_id, score, reason_codes, company_id, state, date,
                    create_uid, write_uid, create_date, write_date)
                SELECT v.*, 'new', %(now)s, %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM (VALUES %(rows)s) AS v(one, two, score, reasons, company)
                ON CONFLICT (partner_id, other_id) WHERE other_id IS NOT NULL
                DO UPDATE SET score = EXCLUDED.score,
                              reason_codes = EXCLUDED.reason_codes,
                              write_date = EXCLUDED.write_date
                        WHERE pair.state = 'new'
                RETURNING (xmax = 0)
                """,
                now=fields.Datetime.now(),
                uid=self.env.uid,
                rows=SQL(", ").join(rows),
            )
        )
        self.invalidate_model()
        return sum(1 for (fresh,) in added if fresh)

    # buttons

    def action_ignore(self):
        """Remember that these are different customers.

        :raise AccessError: unless a sales manager
        """
        self.check_access("write")
        self.filtered(lambda pair: pair.state == "new").write(
            {"state": "ignored", "decided_by_id": self.env.uid}
        )

    def action_reopen(self):
        """Put pairs called different back on the list."""
        self.check_access("write")
        self.filtered(lambda pair: pair.state == "ignored").write(
            {"state": "new", "decided_by_id": False}
        )

    def action_merge(self):
        """Open Odoo's own merge with both customers chosen.

        :raise AccessError: without the right to merge contacts
        """
        self.ensure_one()
        wizard = self.env["base.partner.merge.automatic.wizard"]
        if not (self.env.user.has_group(MANAGERS) and wizard.has_access("create")):
            raise AccessError(
                self.env._(
                    "Merging takes a sales manager who may also create contacts"
                    " (Contact Creation in the user's rights)."
                )
            )
        if not self.other_id:
            raise UserError(self.env._("These two are merged already."))
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "base.action_partner_merge"
            ),
            "context": {
                "active_model": "res.partner",
                "active_ids": [self.partner_id.id, self.other_id.id],
                "smb_from_duplicates": True,
            },
        }

    def action_open_partner(self):
        """Open the first customer."""
        self.ensure_one()
        return self.partner_id.get_formview_action()

    def action_open_other(self):
        """Open the second customer."""
        self.ensure_one()
        return self.other_id.get_formview_action()
