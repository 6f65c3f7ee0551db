from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

OPEN = ("draft", "preview")
# the second person manages accounting
SECOND = "account.group_account_manager"
SERVER = {"state", "user_id", "approver_id", "approved_date", "sent_date"}


class SmbReminderRun(models.Model):
    """One round of reminders: who was to be reminded, who was spared and why.

    * **Preview** proposes one reminder for each customer with something due for a
      level, and lists those who are left out with the reason. People then leave out,
      take in, change level, channel and text.
    * **Approve** fixes the list. More customers or more money than the policy allows
      one person need a second one, who manages accounting.
    * **Send** reads every item again. Mails go by the outbox, once; letters wait to be
      printed; calls become an activity of the salesperson.
    """

    _name = "smb.reminder.run"
    _description = "Reminder Run"
    _inherit = ["smb.input.mixin", "mail.thread"]
    _order = "date desc, id desc"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date = fields.Date(
        required=True,
        default=lambda self: self._day(self.env.company),
        help="Days late are counted up to this day.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("preview", "Preview"),
            ("approved", "Approved"),
            ("sent", "Sent"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Prepared By",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    approver_id = fields.Many2one(
        "res.users", string="Approved By", readonly=True, copy=False, tracking=True
    )
    approved_date = fields.Datetime(string="Approved On", readonly=True, copy=False)
    sent_date = fields.Datetime(string="Sent On", readonly=True, copy=False)

    # what it holds
    reminder_ids = fields.One2many(
        "smb.reminder",
        "run_id",
        string="To Be Reminded",
        domain=[("state", "!=", "left_out")],
        copy=False,
    )
    left_ids = fields.One2many(
        "smb.reminder",
        "run_id",
        string="Spared",
        domain=[("state", "=", "left_out")],
        copy=False,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    reminder_count = fields.Integer(compute="_compute_figures", string="Customers")
    left_count = fields.Integer(compute="_compute_figures", string="Left Out")
    mail_count = fields.Integer(compute="_compute_figures", string="By E-mail")
    letter_count = fields.Integer(compute="_compute_figures", string="By Letter")
    call_count = fields.Integer(compute="_compute_figures", string="By Phone")
    to_print_count = fields.Integer(
        compute="_compute_figures", string="Letters to Print"
    )
    doubt_count = fields.Integer(compute="_compute_figures", string="To Look At")
    amount = fields.Monetary(compute="_compute_figures", string="Total")
    fee = fields.Monetary(compute="_compute_figures", string="Fees Proposed")
    needs_second = fields.Boolean(
        compute="_compute_needs_second", string="Second Person Needed"
    )

    @api.depends("date", "company_id")
    def _compute_display_name(self):
        for run in self:
            day = format_date(self.env, run.date) if run.date else ""
            run.display_name = self.env._("Reminders of %(day)s", day=day)

    @api.depends("reminder_ids.state", "reminder_ids.channel", "left_ids.state")
    def _compute_figures(self):
        rows = self.env["smb.reminder"]._read_group(
            [("run_id", "in", self.ids)],
            ["run_id", "state", "channel"],
            ["__count", "amount:sum", "fee:sum"],
        )
        for run in self:
            mine = [row[1:] for row in rows if row[0] == run]
            run._count([row for row in mine if row[0] not in ("left_out", "withdrawn")])
            run.left_count = sum(row[2] for row in mine if row[0] == "left_out")

    def _count(self, rows):
        def count(wanted):
            return sum(row[2] for row in rows if wanted(*row[:2]))

        self.reminder_count = count(lambda state, channel: True)
        self.mail_count = count(lambda state, channel: channel == "mail")
        self.letter_count = count(lambda state, channel: channel == "letter")
        self.call_count = count(lambda state, channel: channel == "call")
        self.to_print_count = count(
            lambda state, channel: (state, channel) == ("sending", "letter")
        )
        self.doubt_count = count(lambda state, _c: state in ("failed", "uncertain"))
        self.amount = sum(row[3] for row in rows)
        self.fee = sum(row[4] for row in rows)

    @api.depends("reminder_count", "amount", "company_id")
    def _compute_needs_second(self):
        for run in self:
            policy = self.env["smb.policy"]._of(run.company_id)
            most, money = policy.reminder_most, policy.reminder_most_amount
            run.needs_second = bool(
                (most and run.reminder_count > most) or (money and run.amount > money)
            )

    @api.model
    def _day(self, company):
        """Today where ``company`` is."""
        return self.env["smb.policy"]._of(company)._today()

    # who may change what

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [self._without_server_fields(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            vals = self._without_server_fields(vals)
            fixed = {"date", "company_id"} & set(vals)
            if fixed and any(run.state != "draft" for run in self):
                raise UserError(
                    self.env._("The preview was made for that day. Make another run.")
                )
        return super().write(vals)

    @api.model
    def _without_server_fields(self, vals):
        return {name: vals[name] for name in vals if name not in SERVER}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        if any(run.state not in (*OPEN, "cancelled") for run in self):
            raise UserError(
                self.env._("A run that was approved stays on record. Cancel it.")
            )

    # buttons

    def action_preview(self):
        """Propose whom to remind, anew if that was done before."""
        self.check_access("write")
        for run in self:
            run._lock()
            run._check_state(OPEN)
            run._check_switched_on()
            run._propose()
            # sudo: the state is the server's; who may write the run was checked
            run.sudo().write({"state": "preview", "user_id": self.env.uid})
        return True

    def action_approve(self):
        """Fix the list; nothing leaves yet."""
        self.check_access("write")
        for run in self:
            run._lock()
            run._check_state(("preview",))
            run._check_approver()
            # sudo: the state is the server's; see action_preview
            run.sudo().reminder_ids.filtered(lambda r: r.state == "proposed").write(
                {"state": "approved"}
            )
            run.sudo().write(
                {
                    "state": "approved",
                    "approver_id": self.env.uid,
                    "approved_date": fields.Datetime.now(),
                }
            )
        return True

    def action_take_back(self):
        """Back to the preview, to change something."""
        self.check_access("write")
        for run in self:
            run._lock()
            run._check_state(("approved",))
            # sudo: the state is the server's; see action_preview
            run.sudo().reminder_ids.filtered(lambda r: r.state == "approved").write(
                {"state": "proposed"}
            )
            run.sudo().write(
                {"state": "preview", "approver_id": False, "approved_date": False}
            )
        return True

    def action_cancel(self):
        """Nobody is reminded; what was proposed may be proposed again."""
        self.check_access("write")
        for run in self:
            run._lock()
            run._check_state((*OPEN, "approved"))
            # sudo: the state is the server's; see action_preview
            rows = run.sudo().reminder_ids.filtered(
                lambda r: r.state in ("proposed", "approved")
            )
            rows._withdraw("cancelled")
            run.sudo().state = "cancelled"
        return True

    def action_reminders(self):
        """The reminders of this run as a list."""
        return self._open_reminders([("state", "!=", "left_out")])

    def action_left_out(self):
        """Who was left out of this run, and why."""
        return self._open_reminders([("state", "=", "left_out")])

    def _open_reminders(self, domain):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "smb_crm.smb_reminder_action"
        )
        return {
            **action,
            "name": self.display_name,
            "domain": [("run_id", "=", self.id), *domain],
            "context": {},
        }

    # checks

    def _lock(self):
        if len(self.try_lock_for_update()) < len(self):
            raise UserError(
                self.env._("This run is being worked on. Try again in a minute.")
            )
        self.invalidate_recordset(["state"])

    def _check_state(self, states):
        if self.state not in states:
            raise UserError(
                self.env._(
                    "The run is no longer where it was. Reload the page and look again."
                )
            )

    def _check_switched_on(self):
        if not self.env["smb.policy"]._of(self.company_id).reminder:
            raise UserError(
                self.env._(
                    "%(company)s does not remind customers. A sales manager switches"
                    " reminders on under Configuration, Policy.",
                    company=self.company_id.name,
                )
            )

    def _check_approver(self):
        if not self.reminder_ids:
            raise UserError(self.env._("Nobody is to be reminded in this run."))
        user = self.env.user
        if self.needs_second and (user == self.user_id or not user.has_group(SECOND)):
            raise UserError(
                self.env._(
                    "This run is unusually large: %(count)s customers, %(amount)s."
                    " Another person, who manages accounting, has to approve it.",
                    count=self.reminder_count,
                    amount=self.currency_id.format(self.amount),
                )
            )
