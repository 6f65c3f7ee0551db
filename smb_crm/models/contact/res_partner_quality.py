from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.loading import CARE_COLUMNS
from ...tools.quality import COLUMNS, FACTS, assess, band
from ...tools.roles import CARE

CONTACT_DATA = (
    "phone",
    "email",
    "street",
    "street2",
    "zip",
    "city",
    "state_id",
    "country_id",
)


class ResPartner(models.Model):
    """How good a customer's data are, and when somebody last vouched for them.

    The score depends on the customer's own columns only: no other document triggers
    it. A changed phone, e-mail or address counts as confirmed by whoever changed it.
    """

    _inherit = "res.partner"

    smb_completeness = fields.Integer(
        string="Completeness",
        compute="_compute_smb_quality",
        store=True,
        aggregator="avg",
        groups=CARE,
        help="0 to 100: how much of what matters is known and credible.",
        prefetch=CARE_COLUMNS,
    )
    smb_quality = fields.Selection(
        [
            ("poor", "Poor (0-39)"),
            ("fair", "Fair (40-69)"),
            ("good", "Good (70-89)"),
            ("complete", "Complete (90-100)"),
        ],
        string="Data Quality",
        compute="_compute_smb_quality",
        store=True,
        groups=CARE,
        prefetch=CARE_COLUMNS,
    )
    smb_flaws = fields.Char(
        string="Data Flaws",
        compute="_compute_smb_quality",
        store=True,
        groups=CARE,
        prefetch=CARE_COLUMNS,
    )
    smb_missing = fields.Char(
        string="Missing Data", compute="_compute_smb_missing", groups=CARE
    )
    smb_phone_shared = fields.Boolean(
        string="Phone of Several Customers",
        compute="_compute_smb_phone_shared",
        search="_search_smb_phone_shared",
        groups=CARE,
    )
    smb_confirmed_on = fields.Date(
        string="Data Confirmed On",
        compute="_compute_smb_confirmed",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        groups=CARE,
        prefetch=CARE_COLUMNS,
    )
    smb_confirmed_by_id = fields.Many2one(
        "res.users",
        string="Data Confirmed By",
        compute="_compute_smb_confirmed",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        groups=CARE,
        prefetch=CARE_COLUMNS,
    )

    # compute

    @api.depends(*COLUMNS)
    def _compute_smb_quality(self):
        for partner in self:
            score, flaws = assess({name: partner[name] for name in COLUMNS})
            partner.smb_completeness = score
            partner.smb_flaws = flaws or False
            partner.smb_quality = band(score)

    @api.depends_context("lang")
    @api.depends("smb_flaws")
    def _compute_smb_missing(self):
        words = {
            "missing": "%(fact)s",
            "fake": self.env._("%(fact)s (not real)", fact="%(fact)s"),
            "invalid": self.env._("%(fact)s (invalid)", fact="%(fact)s"),
        }
        labels = {
            fact.column: self._fields[fact.column]._description_string(self.env)
            for fact in FACTS
        }
        for partner in self:
            flaws = [flaw.split(":") for flaw in (partner.smb_flaws or "").split(",")]
            partner.smb_missing = ", ".join(
                words[reason] % {"fact": labels[column]}
                for column, reason in (flaw for flaw in flaws if len(flaw) == 2)
            )

    @api.depends("phone_sanitized")
    def _compute_smb_phone_shared(self):
        own = [number for number in self.mapped("phone_sanitized") if number]
        shared = self._smb_shared_phones([("phone_sanitized", "in", own)])
        for partner in self:
            partner.smb_phone_shared = partner.phone_sanitized in shared

    def _search_smb_phone_shared(self, operator, value):
        if operator != "in":
            return NotImplemented
        numbers = self._smb_shared_phones([("phone_sanitized", "!=", False)])
        return Domain("phone_sanitized", "in", numbers)

    @api.model
    def _smb_shared_phones(self, domain):
        """The numbers that several customers of ``domain`` have."""
        groups = self._read_group(
            [*domain, ("type", "in", (False, "contact"))],
            ["phone_sanitized"],
            having=[("commercial_partner_id:count_distinct", ">", 1)],
            aggregates=["commercial_partner_id:count_distinct"],
        )
        return [number for number, _count in groups]

    @api.depends(*CONTACT_DATA)
    def _compute_smb_confirmed(self):
        today = fields.Date.context_today(self)
        for partner in self:
            if any(partner[name] for name in ("phone", "email", "street", "city")):
                partner.smb_confirmed_on = today
                partner.smb_confirmed_by_id = self.env.uid

    def write(self, vals):
        done = super().write(vals)
        # who changed it is known now; a later flush may belong to another user
        self._recompute_recordset(["smb_confirmed_on", "smb_confirmed_by_id"])
        return done

    # actions

    def action_smb_confirm_data(self):
        """Vouch that phone, e-mail and address are right as they stand."""
        self.write(
            {
                "smb_confirmed_on": fields.Date.context_today(self),
                "smb_confirmed_by_id": self.env.uid,
            }
        )
