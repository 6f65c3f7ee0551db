from odoo import fields, models

OPEN = ("planned", "due")


class SmbFollowUp(models.Model):
    """When a customer is contacted next by one step of the care programme, and why.

    One open row per customer, company and step:

    * **planned**: the day lies ahead. Rows of this state are a forecast: the planner
      makes, moves and deletes them, set-based, and nobody else.
    * **due**: the day came, an activity (``activity_id``) lies on somebody's desk.

    and closed rows, which are history and never change:

    * **done** by a contact (``log_id``), an order or a mail sent by itself;
    * **skipped** by a person with a reason;
    * **missed**: too late to make sense, for example an automatic mail after downtime;
    * **cancelled**: no longer wanted, ``reason_closed`` says why.

    ``anchor_date`` is what the day was counted from: the last contact, the event, or
    the start of the programme. ``planned_date`` is what the rule says, ``date`` what
    holds: the two differ when somebody snoozed the follow-up or the daily limit moved
    it (``moved_by``). The anchor makes the occurrence: one row per customer, step and
    anchor, whatever crashes or runs twice.
    """

    _name = "smb.follow.up"
    _description = "Follow-up"
    _inherit = ["smb.input.mixin"]
    _order = "date, tier_sequence, id"
    _log_access = False
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="Always the customer as a whole, never one of its people.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    step_id = fields.Many2one(
        "smb.care.step", required=True, readonly=True, index=True, ondelete="cascade"
    )
    program_id = fields.Many2one(
        "smb.care.program",
        string="Programme",
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    what = fields.Selection(related="step_id.what")
    tier_id = fields.Many2one(
        "smb.tier",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Of the customer, when the follow-up was planned.",
    )
    tier_sequence = fields.Integer(readonly=True, string="Order of the Tier")
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        readonly=True,
        ondelete="set null",
        help="Whose desk it is or will be on. Empty while a team takes turns.",
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("due", "Due"),
            ("done", "Done"),
            ("skipped", "Skipped"),
            ("missed", "Missed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="planned",
    )

    # when, and why then
    reason = fields.Selection(
        [
            ("touch", "Last contact of this kind"),
            ("never", "Never contacted so"),
            ("event", "Event"),
            ("skipped", "Last one was skipped"),
            ("sample", "Drawn for the sample"),
        ],
        readonly=True,
        help="What the day is counted from.",
    )
    anchor_date = fields.Date(string="Counted From", required=True, readonly=True)
    planned_date = fields.Date(string="Day by the Rule", required=True, readonly=True)
    date = fields.Date(string="Day", required=True, readonly=True)
    moved_by = fields.Selection(
        [("person", "Put off"), ("limit", "Daily limit"), ("hand", "Reassigned")],
        readonly=True,
        help="Why the day or the person is not what the rule says.",
    )
    snooze_count = fields.Integer(string="Times Put Off", readonly=True)

    # on somebody's desk
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )
    opened_date = fields.Date(string="On the Desk Since", readonly=True)
    escalation = fields.Selection(
        [
            ("told", "Manager told"),
            ("again", "Manager told again"),
            ("pool", "To take over"),
        ],
        readonly=True,
    )

    # how it ended
    closed_date = fields.Date(string="Closed On", readonly=True)
    log_id = fields.Many2one(
        "smb.contact.log",
        string="Contact",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    reason_closed = fields.Char(string="Because", readonly=True)
    closed_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")

    # when opening or sending it failed
    error = fields.Char(readonly=True, help="Why it could not be opened or sent.")
    tries = fields.Integer(string="Attempts", readonly=True)
    next_try = fields.Datetime(string="Tried Again On", readonly=True)

    _open_uniq = models.UniqueIndex(
        "(company_id, partner_id, step_id) WHERE state IN ('planned', 'due')"
    )
    _occurrence_uniq = models.UniqueIndex(
        "(company_id, partner_id, step_id, anchor_date) WHERE state <> 'cancelled'"
    )
    _due_idx = models.Index("(company_id, date) WHERE state IN ('planned', 'due')")
    _user_idx = models.Index("(user_id, date) WHERE state IN ('planned', 'due')")
    _partner_idx = models.Index("(partner_id)")
