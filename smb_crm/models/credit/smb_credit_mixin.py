from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools.credit import BLOCK
from ...tools.roles import PAPERS, RELEASE

ACTIVITY = "smb_crm.smb_activity_type_credit"
# only Python can hold it: a context from outside can't ask for patience
PATIENT = object()


class SmbCreditMixin(models.AbstractModel):
    """What orders and deliveries have in common before credit control.

    Nothing is stored: a payment frees what was held at once.
    """

    _name = "smb.credit.mixin"
    _description = "Under Credit Control"

    smb_credit_act = fields.Selection(
        [("warn", "Warning"), ("block", "Held"), ("released", "Released")],
        string="Credit Control",
        compute="_compute_smb_credit",
        search="_search_smb_credit_act",
        groups=PAPERS,
    )
    smb_credit_why = fields.Text(
        string="Credit Control Says", compute="_compute_smb_credit", groups=PAPERS
    )
    smb_credit_asked = fields.Boolean(
        string="Release Asked For", compute="_compute_smb_credit", groups=PAPERS
    )

    @api.depends(lambda self: self._smb_credit_depends())
    @api.depends_context("uid", "lang")
    def _compute_smb_credit(self):
        verdicts = self._smb_credit_judge()
        held = self.browse([p.id for p, v in verdicts.items() if v.act == BLOCK])
        asked = held._smb_credit_asked_ones()
        for paper in self:
            verdict = verdicts.get(paper)
            paper.smb_credit_act = verdict and verdict.act
            paper.smb_credit_why = verdict and paper._smb_credit_say(verdict)
            paper.smb_credit_asked = paper in asked

    @api.model
    def _search_smb_credit_act(self, operator, value):
        if operator != "in":
            return NotImplemented
        if self.env["smb.credit.check"]._is_off():
            return Domain(False in value)
        candidates = self.search(self._smb_credit_domain())
        acts = {one.id: v.act for one, v in candidates._smb_credit_judge().items()}
        if False in value:
            return Domain(
                "id", "not in", [i for i, act in acts.items() if act not in value]
            )
        return Domain("id", "in", [i for i, act in acts.items() if act in value])

    # what each of them answers for itself

    @api.model
    def _smb_credit_depends(self):
        return ()

    @api.model
    def _smb_credit_domain(self):
        """Those that can be held at all."""
        return Domain.FALSE

    def _smb_credit_judge(self, together=False):
        """``{paper: Verdict}`` of those that a rule speaks about."""
        return {}

    def _smb_credit_document(self):
        """What a release is given for."""
        return self._origin

    def _smb_credit_debtor(self):
        """The customer who will owe it."""
        raise NotImplementedError

    def _smb_credit_total(self):
        """All that a release is about, in the company's currency."""
        raise NotImplementedError

    # in words

    def _smb_credit_say(self, verdict):
        why = self.env["smb.credit.check"]._why(verdict)
        if not verdict.release:
            return why
        return self.env._(
            "%(why)s Released by %(name)s: %(reason)s",
            why=why,
            name=verdict.release.user_id.name,
            reason=verdict.release.reason,
        )

    def _smb_credit_refuse(self, verdicts):
        """Stop all of them, before anything is done, when one is held."""
        held = {paper: v for paper, v in verdicts.items() if v.act == BLOCK}
        if held:
            raise UserError(self.env["smb.credit.check"]._refusal(held))

    def _smb_credit_note(self, verdicts):
        """What went through in spite of a warning stands in the history.

        Without amounts: more people read an order than may know what is owed.
        """
        check = self.env["smb.credit.check"]
        for paper, verdict in verdicts.items():
            if verdict.act == "warn":
                why = check._why(verdict, amounts=False)
                # sudo: a note on what the user just confirmed
                paper.sudo()._message_log(
                    body=self.env._("Credit control warned: %(why)s", why=why)
                )

    # asked for and given

    def _smb_credit_manager(self):
        """Who is asked: the leader of the team, where he may, or a sales manager."""
        self.ensure_one()
        # sudo: to name one person who may release
        document = self._smb_credit_document().sudo()
        company = document.company_id
        leader = document._smb_credit_leader()
        may = leader.active and company in leader.company_ids
        if may and leader != self.env.user and leader.has_groups(RELEASE):
            return leader
        return self.env["smb.follow.up"]._last_resort(company)

    def _smb_credit_leader(self):
        return self.env["res.users"]

    def _smb_credit_asked_ones(self):
        """Those with somebody asked already."""
        if not self:
            return self
        documents = {paper: paper._smb_credit_document() for paper in self}
        model = next(iter(documents.values()))._name
        ids = [document.id for document in documents.values()]
        # sudo: only whether somebody was asked
        activities = self.env["mail.activity"].sudo()
        asked = activities.search(
            [
                ("res_model", "=", model),
                ("res_id", "in", ids),
                ("activity_type_id", "=", self.env.ref(ACTIVITY).id),
            ]
        )
        return self.filtered(
            lambda paper: documents[paper].id in asked.mapped("res_id")
        )

    def action_smb_credit_ask(self):
        """Ask who can release it, once.

        :raise UserError: when nothing holds it
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user._is_internal():
            # a customer may read his own order
            raise AccessError(self.env._("Colleagues ask for a release."))
        verdict = self._smb_credit_judge().get(self)
        if not verdict or verdict.act != BLOCK:
            raise UserError(self.env._("Credit control does not hold it. Just go on."))
        manager = self._smb_credit_ask(verdict)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(name)s is asked.", name=manager.name),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _smb_credit_ask(self, verdict):
        """An activity of the manager, unless there is one."""
        manager = self._smb_credit_manager()
        if self._smb_credit_asked_ones():
            return manager
        # sudo: who may read it may ask about it
        document = self._smb_credit_document().sudo()
        check = self.env["smb.credit.check"].with_context(lang=manager.lang)
        document.activity_schedule(
            ACTIVITY,
            user_id=manager.id,
            summary=check.env._(
                "Release for %(customer)s?", customer=verdict.customer.display_name
            ),
            # without amounts: who reads the order reads its activities
            note=check._why(verdict, amounts=False),
        )
        return manager

    def _smb_credit_released(self, reason):
        """Who asked and who sells it learn that it may go."""
        text = self.env._("Released by credit control: %(reason)s", reason=reason)
        self.activity_feedback([ACTIVITY], feedback=reason)
        seller = self.user_id - self.env.user
        self.message_post(body=text, partner_ids=seller.partner_id.ids)

    def action_smb_credit_release(self):
        """The dialog in which a manager says why it may go."""
        self.ensure_one()
        self.check_access("read")
        name = "order_id" if self._name == "sale.order" else "picking_id"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release"),
            "res_model": "smb.credit.hand",
            "views": [(False, "form")],
            "target": "new",
            "context": {f"default_{name}": self.id},
        }
