from dataclasses import dataclass, field, replace

from odoo import api, models

from ...tools.credit import BLOCK, DELIVERY, ORDER, Standing, findings
from ...tools.roles import OVERVIEW


@dataclass
class Verdict:
    """What credit control says to one order or delivery, and from which figures."""

    company: models.BaseModel
    customer: models.BaseModel
    standing: Standing
    moment: str
    amount: float
    found: list = field(default_factory=list)
    release: models.BaseModel | None = None

    @property
    def act(self):
        """``block``, ``warn``, ``released``, or nothing."""
        if not self.found:
            return False
        return "released" if self.release else self.found[0].act

    @property
    def exposure(self):
        return self.standing.exposure(self.moment, self.amount)


class SmbCreditCheck(models.AbstractModel):
    """Whether customers may have more on credit.

    The debtor of an order is the customer who gets its invoice. He owes what is open on
    receivables and, on confirmation, all that is ordered and not invoiced; on delivery
    what is delivered and not invoiced. What is paid before is not on credit. Figures
    are read for any user with the rights of the system; who is told which of them is
    decided in ``_why``.
    """

    _name = "smb.credit.check"
    _description = "Credit Check"

    @api.model
    def _controlled(self, companies, moment):
        """Those of ``companies`` with a rule for ``moment``, without a query."""
        controls = self.env["smb.credit.rule"]._controls()
        return companies.filtered(
            lambda company: (
                company.id in controls
                and any(moment in terms.moments for terms in controls[company.id].terms)
            )
        )

    @api.model
    def _is_off(self):
        return not self.env["smb.credit.rule"]._controls()

    # orders

    @api.model
    def _judge_orders(self, orders, together=False):
        """``{order: Verdict}`` of quotations that a rule speaks about.

        :param together: they are confirmed in one go, each adds to the next
        """
        if self._is_off():
            return {}
        # sudo: figures of customers; only _why tells them, to who may know
        quotations = orders.sudo().filtered(lambda o: o.state in ("draft", "sent"))
        verdicts = {}
        for company in self._controlled(quotations.company_id, ORDER):
            mine = quotations.filtered(lambda o, at=company: o.company_id == at)
            asked = {order: order._smb_credit_new() for order in mine}
            asked = {order: new for order, new in asked.items() if new is not None}
            # sudo: as above
            verdicts |= self.sudo()._judge(company, asked, ORDER, together)
        return {o.with_env(orders.env): verdict for o, verdict in verdicts.items()}

    @api.model
    def _judge_grown(self, orders):
        """The same of confirmed orders that just grew: they are open already."""
        verdicts = {}
        # sudo: as above
        for company, mine in orders.sudo().grouped("company_id").items():
            asked = {o: 0.0 for o in mine if o._smb_credit_new() is not None}
            # sudo: as above
            verdicts |= self.sudo()._judge(company, asked, ORDER, True)
        return {o.with_env(orders.env): verdict for o, verdict in verdicts.items()}

    # deliveries

    @api.model
    def _judge_pickings(self, pickings, together=False):
        """The same of deliveries that are not done."""
        if self._is_off():
            return {}
        # sudo: as above; orders and amounts stay here
        open_ones = pickings.sudo().filtered(lambda p: p._smb_credit_concerns())
        verdicts = {}
        for company in self._controlled(open_ones.company_id, DELIVERY):
            mine = open_ones.filtered(lambda p, at=company: p.company_id == at)
            asked = {picking: picking._smb_credit_new() for picking in mine}
            asked = {one: new for one, new in asked.items() if new is not None}
            # sudo: as above
            verdicts |= self.sudo()._judge(company, asked, DELIVERY, together)
        return {p.with_env(pickings.env): verdict for p, verdict in verdicts.items()}

    # the same for both

    @api.model
    def _judge(self, company, asked, moment, together):
        """Verdicts of ``asked``, ``{paper: amount it adds}``, where there are any."""
        control = self.env["smb.credit.rule"]._controls()[company.id]
        debtors = {paper: paper._smb_credit_debtor() for paper in asked}
        customers = self.env["res.partner"].union(*debtors.values())
        standings = self._standings(company, customers)
        if together:
            self._one_after_the_other(control, moment, standings)
        if control.promises:
            self._set_promised(company, customers, standings)
        compare = company.currency_id.compare_amounts
        verdicts, before = {}, {}
        for paper, amount in asked.items():
            customer = debtors[paper]
            total = amount + before.get(customer, 0)
            if together:
                before[customer] = total
            standing = standings.get(customer.id)
            found = standing and findings(standing, control, moment, total, compare)
            if found:
                verdicts[paper] = Verdict(
                    company, customer, standing, moment, total, found
                )
        self._set_released(verdicts, control)
        return verdicts

    @api.model
    def _set_promised(self, company, customers, standings):
        late = customers.filtered(lambda c: standings[c.id].late)
        if not late:
            return
        today = self.env["smb.ageing"]._today(company)
        promises = self.env["smb.promise"].search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", late.ids),
                ("state", "=", "open"),
            ]
        )
        grace = self.env["smb.policy"]._of(company).promise_grace
        for promise in promises:
            if (today - promise.date).days > grace:
                continue
            amount = promise.currency_id._convert(
                promise.amount, company.currency_id, company, promise.given_date
            )
            customer = promise.partner_id.id
            standings[customer] = replace(
                standings[customer], promised=standings[customer].promised + amount
            )

    @api.model
    def _set_released(self, verdicts, control):
        """Find the release of each order or delivery that would be held."""
        held = {paper: v for paper, v in verdicts.items() if v.act == BLOCK}
        if not held:
            return
        documents = {paper: paper._smb_credit_document() for paper in held}
        releases = self.env["smb.credit.release"]._of(documents.values())
        for paper, verdict in held.items():
            document = documents[paper]
            release = releases.get(document)
            # the form that is being filled in, not what is saved
            now = paper if document == paper._origin else document
            if release and release._covers(now, control.tolerance):
                verdict.release = release

    # in words

    @api.model
    def _may_know(self, customer):
        """Whether the user may read amounts: all customers', or his own ones'."""
        user = self.env.user
        return user.has_groups(OVERVIEW) or customer.user_id == user

    @api.model
    def _why(self, verdict, amounts=None):
        """Sentences why, with amounts for those who may know them."""
        if amounts is None:
            amounts = self._may_know(verdict.customer)
        said = [self._reason(verdict, one, amounts) for one in verdict.found]
        # two rules may say the same of a customer
        return " ".join(dict.fromkeys(said))

    @api.model
    def _reason(self, verdict, finding, amounts):
        money = verdict.company.currency_id.format
        if finding.kind == "trust":
            return self.env._("Marked as a bad debtor.")
        if finding.kind == "limit":
            if not amounts:
                return self.env._("The credit limit is used up.")
            return self.env._(
                "With this %(exposure)s would be open on credit; the limit is"
                " %(limit)s.",
                exposure=money(finding.amount),
                limit=money(verdict.standing.limit),
            )
        if not amounts:
            return self.env._("Payments are overdue.")
        return self.env._(
            "%(amount)s is more than %(days)s days overdue, the oldest item"
            " %(oldest)s days.",
            amount=money(finding.amount),
            days=finding.days,
            oldest=verdict.standing.oldest(),
        )

    @api.model
    def _refusal(self, verdicts, grown=False):
        """One message for all that is held: what, whose, why, and who can release.

        :param grown: they are confirmed, and just got larger
        """
        lines = [
            self.env._(
                "%(document)s for %(customer)s: %(why)s",
                document=paper.display_name,
                customer=verdict.customer.display_name,
                why=self._why(verdict),
            )
            for paper, verdict in verdicts.items()
        ]
        paper = next(iter(verdicts))
        manager = paper._smb_credit_manager().name
        if grown:
            return self.env._(
                "Credit control does not let it grow.\n%(lines)s\nAsk %(manager)s,"
                " another sales manager or accounting to enter it.",
                lines="\n".join(lines),
                manager=manager,
            )
        return self.env._(
            "Held by credit control.\n%(lines)s\nAsk %(manager)s, another sales manager"
            " or accounting for a release.",
            lines="\n".join(lines),
            manager=manager,
        )
