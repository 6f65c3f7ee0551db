from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

# nothing was moved yet
OPEN = ("draft", "waiting")
# batches are left to do
WORKING = ("running", "undoing", "returning")


class SmbHandover(models.Model):
    """A salesperson hands customers over to another one, for good or for a while.

    * **Preview** lists every record that would move, and those that stay with the
      reason why. **Apply** makes that list anew and moves what stands in it; a day in
      the future waits for the morning of that day.
    * What is open moves: customers and their people, quotations, open orders, draft
      invoices, opportunities, activities, follow-ups. What happened stays as it was:
      contact logs, messages, finished orders and posted invoices keep their authors.
    * Each record is a line, so that whatever stops half way goes on where it stopped,
      and **undo** and the **return** after the last day give back exactly what this
      handover moved: not what changed hands again meanwhile, nor what was finished.
    """

    _name = "smb.handover"
    _description = "Handover"
    _inherit = ["smb.input.mixin", "mail.thread"]
    _order = "date desc, id desc"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    from_user_id = fields.Many2one(
        "res.users",
        string="From",
        required=True,
        index=True,
        domain=[("share", "=", False)],
        context={"active_test": False},
    )
    to_user_id = fields.Many2one(
        "res.users",
        string="To",
        required=True,
        index=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    reason = fields.Char(help="Customers' pages say it.")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("waiting", "Waits for Its Day"),
            ("running", "Moving"),
            ("done", "Applied"),
            ("undoing", "Being Undone"),
            ("undone", "Undone"),
            ("returning", "Returning"),
            ("returned", "Returned"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )

    # when
    date = fields.Date(
        string="Effective",
        required=True,
        default=lambda self: self._day(self.env.company),
        help="From this day on the successor looks after the customers.",
    )
    lasts = fields.Selection(
        [("final", "For good"), ("until", "Until a day")],
        required=True,
        default="final",
    )
    date_to = fields.Date(
        string="Last Day",
        help="The morning after, what still belongs to the successor goes back.",
    )

    # which customers
    scope = fields.Selection(
        [
            ("all", "All that the salesperson has"),
            ("tier", "Customers of some tiers"),
            ("selected", "Selected customers"),
        ],
        string="Which",
        required=True,
        default="all",
    )
    tier_ids = fields.Many2many(
        "smb.tier", string="Tiers", domain="[('company_id', '=', company_id)]"
    )
    partner_ids = fields.Many2many("res.partner", string="Customers")

    # what comes with them
    with_representative = fields.Boolean(
        string="Service Representative",
        default=True,
        help="Customers whose service representative it is get the successor as one.",
    )
    with_documents = fields.Boolean(
        string="Quotations, Orders and Draft Invoices", default=True
    )
    with_opportunities = fields.Boolean(string="Opportunities", default=True)
    with_activities = fields.Boolean(string="Activities and Follow-ups", default=True)

    # what was, or would be, moved
    line_ids = fields.One2many(
        "smb.handover.line", "handover_id", readonly=True, copy=False
    )
    summary = fields.Html(compute="_compute_summary", sanitize=False)
    line_count = fields.Integer(compute="_compute_counts", string="Records")
    stays_count = fields.Integer(compute="_compute_counts", string="Exceptions")
    customer_count = fields.Integer(compute="_compute_counts", string="Customers Moved")
    previewed_at = fields.Datetime(readonly=True, copy=False)
    user_id = fields.Many2one(
        "res.users",
        string="Applied By",
        readonly=True,
        copy=False,
        help="Records move in this person's name and with this person's rights.",
    )
    problem = fields.Char(
        readonly=True, copy=False, help="Why it could not be applied on its day."
    )

    _dates_sane = models.Constraint(
        "CHECK (lasts <> 'until' OR (date_to IS NOT NULL AND date_to >= date))",
        "A handover until a day needs a last day, not before its first.",
    )
    _two_people = models.Constraint(
        "CHECK (from_user_id <> to_user_id)",
        "Predecessor and successor are the same person. Choose another successor.",
    )

    # compute

    @api.depends("from_user_id", "to_user_id", "date")
    def _compute_display_name(self):
        for handover in self:
            handover.display_name = self.env._(
                "%(old)s → %(new)s, %(day)s",
                old=handover.from_user_id.name or "…",
                new=handover.to_user_id.name or "…",
                day=format_date(self.env, handover.date) if handover.date else "",
            )

    @api.depends("line_ids.state", "line_ids.kind")
    def _compute_counts(self):
        for handover in self:
            lines = handover.line_ids
            stays = lines.filtered(lambda line: line.state in ("stays", "left"))
            moves = lines - stays
            handover.line_count = len(lines)
            handover.stays_count = len(stays)
            handover.customer_count = len(
                moves.filtered(lambda line: line.kind == "customer")
            )

    @api.depends("line_ids.state", "line_ids.kind")
    @api.depends_context("lang")
    def _compute_summary(self):
        lines = self.env["smb.handover.line"]
        kinds = dict(lines._fields["kind"]._description_selection(self.env))
        states = dict(lines._fields["state"]._description_selection(self.env))
        for handover in self:
            counts = {}
            for line in handover.line_ids:
                row = counts.setdefault(line.kind, {})
                row[line.state] = row.get(line.state, 0) + 1
            shown = [
                state for state in states if any(state in c for c in counts.values())
            ]
            handover.summary = counts and _table(
                ["", *(states[state] for state in shown)],
                [
                    [kinds[kind], *(counts[kind].get(state, "") for state in shown)]
                    for kind in kinds
                    if kind in counts
                ],
            )

    # constraints

    @api.constrains("scope", "tier_ids", "partner_ids", "company_id")
    def _check_scope(self):
        for handover in self:
            if handover.scope == "tier" and not handover.tier_ids:
                raise ValidationError(self.env._("Choose the tiers to hand over."))
            if handover.scope == "selected" and not handover.partner_ids:
                raise ValidationError(self.env._("Choose the customers to hand over."))
            if handover.tier_ids.company_id - handover.company_id:
                raise ValidationError(
                    self.env._("These tiers belong to another company.")
                )

    @api.constrains("from_user_id", "to_user_id", "company_id")
    def _check_people(self):
        for handover in self:
            handover._check_successor()

    def _check_successor(self):
        """Nobody gets customers who cannot look after them.

        :raise ValidationError: when the successor left, or works elsewhere
        """
        # sudo: two facts about the successor, told to who may hand over
        new = self.to_user_id.sudo()
        if not new.active:
            raise ValidationError(
                self.env._(
                    "%(name)s is archived. Choose another successor.", name=new.name
                )
            )
        if new.share or self.company_id not in new.company_ids:
            raise ValidationError(
                self.env._(
                    "%(name)s does not work for %(company)s. Choose another successor.",
                    name=new.name,
                    company=self.company_id.name,
                )
            )
        if self.from_user_id.sudo().share:
            raise ValidationError(self.env._("Only employees have customers."))

    def write(self, vals):
        fixed = set(vals) & self._fixed_once_applied()
        if fixed and any(handover.state not in OPEN for handover in self):
            raise UserError(
                self.env._("This handover was applied. Undo it, or make another one.")
            )
        server = {"state", "user_id", "problem", "previewed_at"}
        if not self.env.su and server & set(vals):
            vals = {name: vals[name] for name in vals if name not in server}
        result = super().write(vals)
        talk = ("message_", "activity_")
        if not self.env.su and any(not name.startswith(talk) for name in vals):
            waiting = self.filtered(lambda handover: handover.state == "waiting")
            # sudo: what was changed moves with the rights of who changed it
            waiting.sudo().user_id = self.env.uid
        return result

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            own = {"state": "draft", "user_id": False, "problem": False}
            vals_list = [{**vals, **own} for vals in vals_list]
        return super().create(vals_list)

    @api.model
    def _fixed_once_applied(self):
        return {
            "company_id",
            "from_user_id",
            "to_user_id",
            "date",
            "scope",
            "tier_ids",
            "partner_ids",
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_applied(self):
        if any(handover.state not in OPEN for handover in self):
            raise UserError(
                self.env._("A handover that was applied stays on record. Undo it.")
            )

    # buttons

    def action_preview(self):
        """List what would move today, and what would stay and why."""
        self.check_access("write")
        for handover in self:
            if handover.state not in OPEN:
                raise UserError(
                    self.env._("This handover was applied; its lines are history.")
                )
            handover._check_successor()
            handover._list_records()
        return True

    def action_apply(self):
        """Move the records, or wait for the day; many are moved in the background.

        Applying what is applied already does nothing.
        """
        self.check_access("write")
        for handover in self:
            handover._lock()
            if handover.state in OPEN:
                handover._begin()
            if handover.state == "running":
                handover._work_now()
        return True

    def action_wait(self):
        """Take back the order to apply it on its day."""
        self.check_access("write")
        self._lock()
        # sudo: the state is the server's; who may write the handover was checked
        self.filtered(lambda h: h.state == "waiting").sudo().state = "draft"
        return True

    def action_undo(self):
        """Give back what this handover moved and nothing happened to since."""
        self.check_access("write")
        for handover in self:
            handover._lock()
            if handover.state in ("done", "running"):
                # sudo: the state is the server's; see action_wait
                handover.sudo().write({"state": "undoing", "user_id": self.env.uid})
            if handover.state == "undoing":
                handover._work_now()
        return True

    def action_lines(self):
        """Open the records of this handover."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "smb_crm.smb_handover_line_action"
        )
        return {
            **action,
            "domain": [("handover_id", "=", self.id)],
            "name": self.display_name,
        }

    # helpers

    def _lock(self):
        if len(self.try_lock_for_update()) < len(self):
            raise UserError(
                self.env._("This handover is being worked on. Try again in a minute.")
            )
        self.invalidate_recordset(["state"])

    @api.model
    def _day(self, company):
        """Today where ``company`` is."""
        return self.env["smb.policy"]._of(company)._today()

    def _begin(self):
        """List anew and start moving, or wait for the day."""
        self._check_successor()
        # sudo: the state is the server's; see action_wait
        self.sudo().write({"user_id": self.env.uid, "problem": False})
        if self.date > self._day(self.company_id):
            self._list_records()
            # sudo: the state is the server's; see action_wait
            self.sudo().state = "waiting"
        else:
            self._start()

    def _start(self):
        self._check_successor()
        self._list_records()
        # sudo: the state is the server's; see action_wait
        self.sudo().write({"state": "running", "problem": False})
        self._spread_first_contacts()


def _table(head, rows):
    """A small HTML table; all cells are escaped."""

    def row(cells, cell):
        return Markup("<tr>%s</tr>") % Markup().join(cell % text for text in cells)

    body = Markup().join(row(cells, Markup("<td>%s</td>")) for cells in rows)
    return Markup('<table class="table table-sm w-auto">%s%s</table>') % (
        row(head, Markup("<th>%s</th>")),
        body,
    )
