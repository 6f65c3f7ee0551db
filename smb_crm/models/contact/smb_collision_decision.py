from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools.names import name_key
from ...tools.roles import MANAGERS
from ...tools.text import storable

# how long a manager's permission waits for its use
ALLOWED_FOR = timedelta(days=2)


class SmbCollisionDecision(models.Model):
    """What somebody did when a new contact looked like an existing customer.

    Written by the guard, never by hand: opened the customer, asked its owner, created
    the contact all the same, was refused. A sales manager may allow a refused one; its
    author can then create that name within two days.
    """

    _name = "smb.collision.decision"
    _description = "Collision Decision"
    _inherit = ["smb.input.mixin"]
    _order = "date desc, id desc"
    _rec_name = "typed"

    date = fields.Datetime(required=True, default=lambda self: fields.Datetime.now())
    user_id = fields.Many2one(
        "res.users", string="Decided By", required=True, index=True, readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    typed = fields.Char(string="What Was Typed")
    typed_key = fields.Char(readonly=True)
    decision = fields.Selection(
        [
            ("opened", "Opened the customer"),
            ("asked", "Asked the owner"),
            ("created", "Created anyway"),
            ("blocked", "Refused"),
        ],
        required=True,
        index=True,
    )
    match_name = fields.Char(string="Looked Like")
    match_id = fields.Many2one(
        "res.partner",
        string="Existing Customer",
        index="btree_not_null",
        ondelete="set null",
        groups=MANAGERS,
    )
    match_count = fields.Integer(string="Customers Shown", aggregator="avg")
    owner_id = fields.Many2one("res.users", string="Owner of the Customer")
    score = fields.Float(string="Likeness", aggregator="avg", digits=(3, 2))
    reasons = fields.Char()
    result_id = fields.Many2one(
        "res.partner",
        string="New Contact",
        index="btree_not_null",
        ondelete="set null",
    )
    allowed_by_id = fields.Many2one("res.users", readonly=True)
    allowed_until = fields.Datetime(readonly=True)

    @api.model
    def _record(self, decision, vals, matches, result=None):
        """Remember a decision about the best of ``matches``.

        :param dict vals: what was typed
        :param list matches: findings ``(score, reasons, id)``, best first
        :param result: the contact that was created
        """
        partners = self.env["res.partner"]
        score, reasons, match_id = matches[0]
        fact = partners._smb_facts([match_id])[match_id]
        typed = [
            storable(vals[name])[:200]
            for name in ("name", "phone", "email", "vat")
            if isinstance(vals.get(name), str) and vals[name]
        ]
        # sudo: users may add to the record only through the guard, which found this
        return self.sudo().create(
            {
                "decision": decision,
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
                "typed": ", ".join(typed),
                "typed_key": self._name_key(vals),
                "match_id": match_id,
                "match_name": fact[1],
                "owner_id": fact[4],
                "match_count": len(matches),
                "score": score,
                "reasons": ", ".join(partners._smb_reason_words(reasons)),
                "result_id": result.id if result else False,
            }
        )

    @api.model
    def _name_key(self, vals):
        return name_key(self.env["smb.match"]._card(vals).name)

    @api.model
    def _is_allowed(self, vals):
        """Whether a manager lets the current user create this name all the same."""
        key = self._name_key(vals)
        # sudo: looks only at permissions given to the current user
        return bool(
            key
            and self.sudo().search_count(
                [
                    ("user_id", "=", self.env.uid),
                    ("typed_key", "=", key),
                    ("allowed_until", ">=", fields.Datetime.now()),
                ],
                limit=1,
            )
        )

    def action_allow(self):
        """Let the author create the refused contact within two days.

        :raise AccessError: unless a sales manager of the company
        """
        if not self.env.user.has_group(MANAGERS):
            raise AccessError(
                self.env._("Only sales managers allow a contact the guard refused.")
            )
        self.check_access("read")
        # sudo: managers may not write decisions, only allow them
        self.sudo().write(
            {
                "allowed_by_id": self.env.uid,
                "allowed_until": fields.Datetime.now() + ALLOWED_FOR,
            }
        )

    def action_open_match(self):
        """Open the existing customer (managers)."""
        self.ensure_one()
        self.check_access("read")
        return self.match_id.get_formview_action()
