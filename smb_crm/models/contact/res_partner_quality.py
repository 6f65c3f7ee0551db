from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ...tools.quality import COLUMNS, FACTS, KINDS, assess, band
from .res_partner_profile import CARE

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
    )
    smb_flaws = fields.Char(
        string="Data Flaws", compute="_compute_smb_quality", store=True, groups=CARE
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
    )

    def _auto_init(self):
        # 100,000 customers take seconds in one UPDATE, minutes in the ORM
        if not column_exists(self.env.cr, self._table, "smb_completeness"):
            self._smb_create_quality_columns()
        return super()._auto_init()

    def _smb_create_quality_columns(self):
        for name, column_type in (
            ("smb_completeness", "int4"),
            ("smb_quality", "varchar"),
            ("smb_flaws", "varchar"),
            ("smb_confirmed_on", "date"),
            ("smb_confirmed_by_id", "int4"),
            ("smb_relation", "varchar"),
        ):
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, column_type)
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner p
                   SET smb_completeness = 100 - judged.lost,
                       smb_flaws = NULLIF(judged.flaws, ''),
                       smb_quality = CASE WHEN judged.lost <= 10 THEN 'complete'
                                          WHEN judged.lost <= 30 THEN 'good'
                                          WHEN judged.lost <= 60 THEN 'fair'
                                          ELSE 'poor' END,
                       smb_relation = CASE WHEN p.customer_rank > 0
                                           THEN 'customer' END
                  FROM (%s) judged
                 WHERE judged.id = p.id
                """,
                self._smb_judge_sql(),
            )
        )

    @api.model
    def _smb_judge_sql(self):
        """``tools.quality.assess`` for the whole table: id, lost points, flaws."""
        reasons = SQL(", ").join(
            SQL("(%s, %s, %s)", rank, SQL(", ").join(fact.weights), _reason_sql(fact))
            for rank, fact in enumerate(FACTS)
        )
        return SQL(
            """
            SELECT c.id, COALESCE(SUM(f.weight), 0) AS lost,
                   COALESCE(STRING_AGG(f.flaw, ',' ORDER BY f.rank), '') AS flaws
              FROM res_partner c
              LEFT JOIN LATERAL (
                   SELECT v.rank, v.flaw,
                          CASE WHEN COALESCE(c.type, 'contact') <> 'contact'
                               THEN v.address
                               WHEN c.is_company THEN v.company
                               WHEN c.parent_id IS NOT NULL THEN v.contact
                               ELSE v.person END AS weight
                     FROM (VALUES %s) v (rank, %s, flaw)
                    WHERE v.flaw IS NOT NULL
              ) f ON f.weight > 0
             GROUP BY c.id
            """,
            reasons,
            SQL(", ").join(SQL.identifier(name) for name in KINDS),
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
        shared = self.filtered_domain(self._search_smb_phone_shared("in", [True]))
        for partner in self:
            partner.smb_phone_shared = partner in shared

    def _search_smb_phone_shared(self, operator, value):
        if operator != "in":
            return NotImplemented
        groups = self._read_group(
            [("phone_sanitized", "!=", False), ("type", "in", (False, "contact"))],
            ["phone_sanitized"],
            having=[("commercial_partner_id:count_distinct", ">", 1)],
            aggregates=["commercial_partner_id:count_distinct"],
        )
        return Domain("phone_sanitized", "in", [number for number, _count in groups])

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


def _reason_sql(fact):
    """NULL when the fact is fine, otherwise ``'column:reason'``."""
    column = SQL("c.%s", SQL.identifier(fact.column))
    if fact.column.endswith("_id"):
        return SQL("CASE WHEN %s IS NULL THEN %s END", column, f"{fact.column}:missing")
    text = SQL("btrim(%s, ' ')", column)
    subject = (
        SQL("regexp_replace(%s, '[^0-9]', '', 'g')", text) if fact.digits else text
    )
    invalid = SQL()
    if fact.valid_column:
        valid = SQL("c.%s", SQL.identifier(fact.valid_column))
        invalid = SQL(
            "WHEN COALESCE(%s, '') = '' THEN %s", valid, f"{fact.column}:invalid"
        )
    return SQL(
        "CASE WHEN COALESCE(%s, '') = '' THEN %s WHEN %s ~* %s THEN %s %s END",
        text,
        f"{fact.column}:missing",
        subject,
        fact.fake,
        f"{fact.column}:fake",
        invalid,
    )
