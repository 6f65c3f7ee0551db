"""One record of every model of ours, for each reason why somebody may see it."""

from itertools import count

from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import SQL

from .common import SmbCase

LOG = "smb.contact.log"
NUMBERS = count()
PAPERS = {"delivery": "stock.picking", "invoice": "account.move"}


class SampleCase(SmbCase):
    """Makes records that belong to a user, to his colleague or to another company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["public"] = cls.env.ref("base.public_user")
        cls.olga = new_test_user(
            cls.env, "smb_olga", groups="sales_team.group_sale_salesman", name="Olga"
        )
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.papers = {
            "delivery": cls.env["stock.picking"].create(
                {
                    "picking_type_id": cls.env["stock.picking.type"]
                    .search([], limit=1)
                    .id
                }
            ),
            "invoice": cls.env["account.move"].create(
                {
                    "move_type": "out_invoice",
                    "journal_id": cls.sales_journal().id,
                    "partner_id": cls.globex.id,
                }
            ),
        }

    def sample(self, model, scope, user):
        """A record of ``model`` that stands to ``user`` as ``scope`` says."""
        if model == "smb.policy":
            company = self.elsewhere if scope == "other company" else self.company
            return company.smb_policy_id
        if model == "smb.greeting":
            company = self.elsewhere if scope == "other company" else self.company
            return self.env[model].search([("company_id", "=", company.id)], limit=1)
        if model == "smb.tier.policy":
            company = self.elsewhere if scope == "other company" else self.company
            return self.env[model]._of(company)
        if model == "smb.contact.report":
            # the analysis numbers a contact's row by its log
            log = self.sample(LOG, scope, user)
            self.env.flush_all()
            return self.env[model].browse(log.id * 2)
        if model == "smb.visit":
            vals = self.sample_vals("smb.follow.up", scope, user)
            self.env["smb.care.step"].browse(vals["step_id"]).what = "visit"
            row = self.env["smb.follow.up"].create(vals)
            self.env.flush_all()
            return self.env[model].browse(row.id * 2 + 1)
        if model == "smb.cash.move":
            # the row of an entry that is no payment
            kinds = ("asset_cash", "asset_receivable")
            line = self._source_smb_open_item(scope, user, kinds, "cash")
            other = line.move_id.line_ids - line
            return self.env[model].browse(other.id * 2 + 1)
        if model == "smb.data.quality.report":
            company = self.elsewhere if scope == "other company" else self.company
            owner = user if scope == "my customer" else self.olga
            return self.env[model].browse(
                self.customer("Initech", user=owner, company_id=company.id).id
            )
        source = getattr(self, "_source_" + model.replace(".", "_"), None)
        if source:
            # the row of an analysis has the number of what it is about
            return self.env[model].browse(source(scope, user).id)
        record = self.env[model].create(self.sample_vals(model, scope, user))
        if record._transient and scope == "own":
            self._hand_over(record, user)
        return record

    def _source_smb_reminder_effect(self, scope, user):
        """An item of a reminder that was sent."""
        item = self.sample("smb.reminder.item", scope, user)
        item.reminder_id.write({"state": "sent", "sent_date": "2026-01-01"})
        self.env.flush_all()
        return item

    def _source_smb_expense_report(self, scope, user):
        """A posted journal item on an expense account."""
        return self._source_smb_open_item(scope, user, ("expense", "income"))

    def _source_smb_open_item(
        self, scope, user, kinds=("asset_receivable", "income"), books_kind="general"
    ):
        """A posted journal item that a customer owes, or of another kind."""
        company = self.elsewhere if scope == "other company" else self.company
        customer = self.customer(
            "Initech", user=user if scope == "my customer" else self.olga
        )
        books = self.env(context={"allowed_company_ids": company.ids})
        accounts = books["account.account"].create(
            [
                {"name": "Owed", "code": f"1{next(NUMBERS)}", "account_type": kind}
                for kind in kinds
            ]
        )
        journal = books["account.journal"].create(
            {"name": "Books", "code": f"B{next(NUMBERS)}", "type": books_kind}
        )
        entry = books["account.move"].create(
            {
                "journal_id": journal.id,
                "date": "2026-01-01",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": customer.id,
                            "balance": balance,
                        }
                    )
                    for account, balance in zip(accounts, (10, -10), strict=True)
                ],
            }
        )
        entry.action_post()
        self.env.flush_all()
        return entry.line_ids.filtered(lambda line: line.account_id == accounts[0])

    def _source_smb_credit_account(self, scope, user):
        """A customer who owes something; his row is numbered by him and the company."""
        line = self._source_smb_open_item(scope, user)
        accounts = self.env["smb.credit.account"].with_context(
            allowed_company_ids=line.company_id.ids
        )
        return accounts.search([("partner_id", "=", line.partner_id.id)])

    def _source_smb_member_report(self, scope, user):
        """A line of a confirmed order of a member."""
        row = self._member(scope, user)
        company = self.env["res.company"].browse(row["company_id"])
        customer = self.env["res.partner"].browse(row["partner_id"])
        customer.grade_id = self._level()
        order = self.env["sale.order"].with_company(company)
        order = order.create(
            {
                "partner_id": customer.id,
                "company_id": company.id,
                "order_line": [Command.create({"name": "Tea", "price_unit": 10})],
            }
        )
        order.state = "sale"
        self.env.flush_all()
        return order.order_line

    def _hand_over(self, record, user):
        """As if ``user`` had opened the wizard, whether he may or not."""
        self.env.flush_all()
        table = SQL.identifier(record._table)
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET create_uid = %s WHERE id = %s", table, user.id, record.id
            )
        )
        record.invalidate_recordset()

    def sample_vals(self, model, scope, user):
        """Values with which somebody could create such a record."""
        vals = getattr(self, "_vals_" + model.replace(".", "_"))(scope, user)
        if scope == "other company" and "company_id" in self.env[model]:
            vals["company_id"] = self.elsewhere.id
        return vals

    def sample_change(self, model):
        """A harmless change to a record of ``model``."""
        return {
            "smb.policy": {"edit_hours": 12},
            LOG: {"subject": "Changed"},
            "smb.contact.quick": {"subject": "Changed"},
            "smb.contact.report": {"direction": "in"},
            "smb.collision.decision": {"typed": "Changed"},
            "smb.duplicate": {"reason_codes": "name"},
            "smb.data.quality.report": {"points": 1},
            "smb.card.entry": {"phone": "1"},
            "smb.vcard.import": {"relation": "prospect"},
            "smb.tier.policy": {"window_months": 6},
            "smb.handover": {"reason": "Changed"},
            "smb.ownership.change": {"reason": "Changed"},
            "smb.tier.hand": {"reason": "Changed"},
            "smb.tier.change": {"reason": "Changed"},
            "smb.scorecard": {"problem": "Changed"},
            "smb.follow.up": {"reason_closed": "Changed"},
            "smb.visit": {"city": "Changed"},
            "smb.open.item": {"ref": "Changed"},
            "smb.credit.account": {"used": 1},
            "smb.credit.release": {"reason": "Changed"},
            "smb.credit.hand": {"reason": "Changed"},
            "smb.member.report": {"revenue": 1},
            "smb.reminder.run": {"date": "2026-01-02"},
            "smb.reminder": {"note": "Changed"},
            "smb.reminder.effect": {"days_late": 1},
            "smb.promise": {"note": "Changed"},
            "smb.follow.up.hand": {"reason": "Changed"},
            "smb.heartbeat": {"error": "Changed"},
            "smb.business.report": {"date_to": "2026-06-29"},
            "smb.greeting": {"hour": 10},
            "smb.sending": {"subject": "Changed"},
            "smb.membership": {"reason": "Changed"},
            "smb.membership.hand": {"reason": "Changed"},
            "smb.membership.change": {"reason": "Changed"},
            "smb.membership.right": {"reason": "Changed"},
            "smb.benefit.use": {"reason": "Changed"},
            "smb.benefit.override": {"reason": "Changed"},
            "smb.statement.answer": {"reason": "Changed"},
            "smb.ageing.paper": {"group_by": "user_id"},
            "smb.cash.move": {"ref": "Changed"},
            "smb.cash.paper": {"unit": "month"},
            "smb.expense.paper": {"back": 1},
            "smb.statement.wizard": {"kind": "activity"},
            "smb.benefit.hours": {"reason": "Changed"},
            "smb.benefit.preview": {"level_id": self._level().id},
            "smb.print.version": {"note": "Changed"},
            "smb.print.field": {"path": "changed"},
            "smb.print.choice": {"output": "xlsx"},
            "smb.print.import": {"filename": "changed"},
            "smb.print.link": {"revoked": True},
            "smb.print.job": {"printer": "changed"},
        }.get(model, {"name": "Changed"})

    def _vals_smb_statement_answer(self, scope, user):
        row = self._vals_smb_scorecard(scope, user)
        return {**row, "date": "2026-01-01", "agreed": True}

    def _vals_smb_cash_paper(self, scope, user):
        return {"unit": "day"}

    def _vals_smb_expense_paper(self, scope, user):
        return {"back": 0}

    def _vals_smb_cash_regular(self, scope, user):
        company = self.elsewhere if scope == "other company" else self.company
        return {"name": "Rent", "amount": 100, "company_id": company.id}

    def _vals_smb_ageing_paper(self, scope, user):
        return {"date": "2026-01-01"}

    def _vals_smb_statement_wizard(self, scope, user):
        return {"kind": "open", "date_to": "2026-01-01"}

    def _vals_smb_contact_channel(self, scope, user):
        return {"name": "Carrier pigeon", "kind": "other"}

    def _vals_smb_contact_outcome(self, scope, user):
        return {"name": "Flew away", "result": "neutral"}

    def _vals_smb_contact_quick(self, scope, user):
        return {"partner_id": self.acme.id, "subject": "A call"}

    def _vals_smb_contact_report(self, scope, user):
        return {}

    def _vals_smb_visit(self, scope, user):
        return {}

    def _vals_smb_cash_move(self, scope, user):
        return {}

    def _vals_smb_expense_report(self, scope, user):
        return {}

    def _vals_smb_open_item(self, scope, user):
        return {}

    def _vals_smb_credit_account(self, scope, user):
        return {}

    def _vals_smb_credit_rule(self, scope, user):
        company = self.elsewhere if scope == "other company" else self.company
        # everybody's orders are looked at by one rule only
        rules = self.env["smb.credit.rule"].sudo()
        rules.search([("company_id", "=", company.id)]).active = False
        self.env.flush_all()
        return {"name": "Hold", "act": "block", "company_id": company.id}

    def _vals_smb_credit_release(self, scope, user):
        row = self._vals_smb_scorecard(scope, user)
        return {**row, "name": "S1", "reason": "A friend", "user_id": self.olga.id}

    def _vals_smb_credit_hand(self, scope, user):
        return {"reason": "A friend"}

    def _vals_smb_member_report(self, scope, user):
        return {}

    def _vals_smb_data_quality_report(self, scope, user):
        return {}

    def _vals_smb_card_entry(self, scope, user):
        return {"company_name": "Initech"}

    def _vals_smb_vcard_import(self, scope, user):
        return {}

    def _vals_smb_vcard_import_line(self, scope, user):
        run = self.env["smb.vcard.import"].create({})
        return {"import_id": run.id, "name": "Initech"}

    def _vals_smb_collision_decision(self, scope, user):
        return {
            "user_id": self.olga.id if scope == "other's" else user.id,
            "company_id": self.company.id,
            "typed": "Initec",
            "decision": "blocked",
            "match_name": "Initech",
        }

    def _vals_smb_duplicate(self, scope, user):
        owner = user if scope == "my customer" else self.olga
        pair = [self.customer(f"Initech {n}", user=owner).id for n in (1, 2)]
        return {"partner_id": pair[0], "other_id": pair[1], "score": 0.9}

    def _vals_smb_interest(self, scope, user):
        return {"name": "Falconry"}

    def _vals_smb_partner_date(self, scope, user):
        company = self.elsewhere if scope == "other company" else self.company
        customer = self.customer("Initech", company_id=company.id)
        return {
            "partner_id": customer.id,
            "name": "Jubilee",
            "day": "01",
            "month": "01",
        }

    def _vals_smb_policy(self, scope, user):
        return {"company_id": self.elsewhere.id}

    def _vals_smb_contact_log(self, scope, user):
        owner = user if scope == "my customer" else self.olga
        author = user if scope in ("own", "other company") else self.olga
        paper = self.papers.get(scope)
        return {
            "partner_id": self.customer("Initech", user=owner).id,
            "user_id": author.id,
            "subject": "A secret",
            "note": "<p>A secret</p>",
            "res_model": paper._name if paper else False,
            "res_id": paper.id if paper else False,
        }

    def _vals_smb_handover(self, scope, user):
        company = self.elsewhere if scope == "other company" else self.company
        successor = self.olga.copy(
            {
                "login": f"successor {next(NUMBERS)}",
                "company_id": company.id,
                "company_ids": company.ids,
            }
        )
        return {
            "from_user_id": self.olga.id,
            "to_user_id": successor.id,
            "company_id": company.id,
        }

    def _vals_smb_handover_line(self, scope, user):
        handovers = self.env["smb.handover"]
        return {
            "handover_id": handovers.create(self._vals_smb_handover(scope, user)).id,
            "kind": "customer",
            "model": "res.partner",
            "res_id": self.acme.id,
        }

    def _vals_smb_ownership_change(self, scope, user):
        company = self.elsewhere if scope == "other company" else self.company
        return {
            "partner_id": self.customer("Initech").id,
            "company_id": company.id,
            "cause": "pool",
            "from_user_id": user.id if scope == "own" else self.olga.id,
        }

    def _vals_smb_tier_policy(self, scope, user):
        return {"company_id": self.elsewhere.id}

    def _vals_smb_tier(self, scope, user):
        company = self.elsewhere if scope == "other company" else self.company
        policy = self.env["smb.tier.policy"]._of(company)
        if len(policy.tier_ids) > 4:
            policy._tiers()[:-3].unlink()  # a company has six at most
        count = len(policy.tier_ids)
        # better than all others, so that its share is smaller than theirs
        return {
            "policy_id": policy.id,
            "name": f"Best {count}",
            "sequence": -count,
            "share_to": 50 - count,
        }

    def _vals_smb_tier_hand(self, scope, user):
        row = self._vals_smb_scorecard(scope, user)
        policy = (
            self.env["smb.tier.policy"]
            .sudo()
            ._of(self.env["res.company"].browse(row["company_id"]))
        )
        return {
            **row,
            "tier_id": policy.tier_ids[0].id,
            "reason": "A friend",
            "date_to": "2199-01-01",
        }

    def _vals_smb_tier_change(self, scope, user):
        moment = "2026-01-01 12:00:00"
        row = self._vals_smb_scorecard(scope, user)
        return {**row, "date": moment, "cause": "figures"}

    def _vals_smb_scorecard(self, scope, user):
        owner = user if scope == "my customer" else self.olga
        company = self.elsewhere if scope == "other company" else self.company
        customer = self.customer("Initech", user=owner)
        return {"partner_id": customer.id, "company_id": company.id}

    def _vals_smb_care_program(self, scope, user):
        company = self.elsewhere if scope == "other company" else self.company
        programs = self.env["smb.care.program"].sudo()
        # one per tier: the usual ones make room
        programs.search([("company_id", "=", company.id)]).active = False
        self.env.flush_all()
        return {"name": "Care", "company_id": company.id}

    def _vals_smb_care_step(self, scope, user):
        vals = self._vals_smb_care_program(scope, user)
        program = self.env["smb.care.program"].create(vals)
        return {"program_id": program.id, "name": "A call"}

    def _vals_smb_follow_up_hand(self, scope, user):
        return {"act": "skip", "reason": "Closed"}

    def _vals_smb_heartbeat(self, scope, user):
        return {"job": f"a_job_{self.env['smb.heartbeat'].search_count([])}"}

    def _vals_smb_follow_up(self, scope, user):
        step = self.env["smb.care.step"].create(self._vals_smb_care_step(scope, user))
        owner = user if scope == "my customer" else self.olga
        return {
            "partner_id": self.customer("Initech", user=owner).id,
            "company_id": step.company_id.id,
            "step_id": step.id,
            "program_id": step.program_id.id,
            "user_id": user.id if scope == "own" else self.olga.id,
            "anchor_date": "2026-01-01",
            "planned_date": "2026-01-31",
            "date": "2026-01-31",
        }

    def _vals_smb_business_report(self, scope, user):
        row = self._vals_smb_scorecard(scope, user)
        return {**row, "date_from": "2026-04-01", "date_to": "2026-06-30"}

    def _vals_smb_greeting(self, scope, user):
        return {"company_id": self.elsewhere.id, "occasion": "birthday"}

    def _vals_smb_holiday(self, scope, user):
        company = self.elsewhere if scope == "other company" else self.company
        vals = {"name": "Fair", "day": "01", "month": "05"}
        return {**vals, "company_id": company.id}

    def _vals_smb_sending(self, scope, user):
        return {
            "company_id": self.company.id,
            "partner_id": self.customer("Initech").id,
            "kind": "step",
            "key": "1",
        }

    def _level(self):
        return self.env["res.partner.grade"].create(
            {"name": "Silver", "company_id": False}
        )

    def _vals_smb_membership(self, scope, user):
        return {
            **self._vals_smb_scorecard(scope, user),
            "number": f"M{next(NUMBERS)}",
            "level_id": self._level().id,
            "date_start": "2026-01-01",
            "source": "hand",
        }

    def _member(self, scope, user):
        """A new membership, and what every row about it says."""
        vals = self._vals_smb_membership(scope, user)
        membership = self.env["smb.membership"].create(vals)
        row = {name: vals[name] for name in ("partner_id", "company_id")}
        return {**row, "membership_id": membership.id, "date": "2026-01-01"}

    def _vals_smb_membership_change(self, scope, user):
        return {**self._member(scope, user), "kind": "joined"}

    def _vals_smb_membership_right(self, scope, user):
        level = self._level().id
        return {**self._member(scope, user), "level_id": level, "source": "hand"}

    def _vals_smb_benefit_use(self, scope, user):
        return {**self._member(scope, user), "name": "5 %", "kind": "discount"}

    def _vals_smb_member_benefit(self, scope, user):
        company = self.elsewhere if scope == "other company" else self.company
        level = self._level()
        return {
            "name": "5 %",
            "level_id": level.id,
            "company_id": company.id,
            "discount": 5,
        }

    def _vals_smb_benefit_hours(self, scope, user):
        row = self._member("my customer", user)
        return {"membership_id": row["membership_id"], "hours": 1, "reason": "Help"}

    def _vals_smb_benefit_override(self, scope, user):
        benefit = self.env["smb.member.benefit"].create(
            self._vals_smb_member_benefit(scope, user)
        )
        order = self.env["sale.order"].create({"partner_id": self.acme.id})
        return {"order_id": order.id, "benefit_id": benefit.id, "reason": "A friend"}

    def _vals_smb_benefit_preview(self, scope, user):
        return {"level_id": self._level().id}

    def _vals_smb_membership_hand(self, scope, user):
        return {"partner_id": self.customer("Initech").id, "reason": "A friend"}

    def _vals_smb_reminder_level(self, scope, user):
        company = self.elsewhere if scope == "other company" else self.company
        words = {"name": "Note", "subject": "Note", "body": "Please pay."}
        return {**words, "days_late": 1000 + next(NUMBERS), "company_id": company.id}

    def _vals_smb_reminder_run(self, scope, user):
        company = self.elsewhere if scope == "other company" else self.company
        return {"company_id": company.id, "date": "2026-01-01"}

    def _vals_smb_reminder(self, scope, user):
        run = self.env["smb.reminder.run"].create(
            self._vals_smb_reminder_run(scope, user)
        )
        level = self.env["smb.reminder.level"].create(
            self._vals_smb_reminder_level(scope, user)
        )
        row = self._vals_smb_scorecard(scope, user)
        return {**row, "run_id": run.id, "level_id": level.id}

    def _vals_smb_reminder_item(self, scope, user):
        vals = self._vals_smb_reminder(scope, user)
        reminder = self.env["smb.reminder"].create(vals)
        return {
            "reminder_id": reminder.id,
            "company_id": reminder.company_id.id,
            "partner_id": reminder.partner_id.id,
            "level_id": reminder.level_id.id,
            "currency_id": reminder.currency_id.id,
            "kind": "new",
            "live": True,
        }

    def _vals_smb_reminder_effect(self, scope, user):
        return self._vals_smb_reminder_item(scope, user)

    def _vals_smb_promise(self, scope, user):
        row = self._vals_smb_scorecard(scope, user)
        days = {"date": "2199-01-01", "given_date": "2026-01-01"}
        return {**row, **days, "amount": 10}

    def _vals_smb_print_template(self, scope, user):
        company = self.elsewhere if scope == "other company" else self.company
        return {"name": "Ours", "company_id": company.id}

    def _vals_smb_print_block(self, scope, user):
        vals = self._vals_smb_print_template(scope, user)
        template = self.env["smb.print.template"].create(vals)
        return {"template_id": template.id, "kind": "facts"}

    def _vals_smb_print_column(self, scope, user):
        vals = self._vals_smb_print_block(scope, user)
        block = self.env["smb.print.block"].create(vals)
        field = self.env.ref("smb_crm.smb_print_field_sale_order_name")
        return {"block_id": block.id, "field_id": field.id}

    def _vals_smb_print_version(self, scope, user):
        vals = self._vals_smb_print_template(scope, user)
        template = self.env["smb.print.template"].create(vals)
        return {"template_id": template.id, "content": {"kind": "quotation"}}

    def _vals_smb_print_field(self, scope, user):
        return {"model": "sale.order", "path": f"x{next(NUMBERS)}"}

    def _vals_smb_print_choice(self, scope, user):
        vals = self._vals_smb_print_template("own", user)
        template = self.env["smb.print.template"].create(vals)
        return {"model": "sale.order", "res_ids": [1], "template_id": template.id}

    def _vals_smb_print_import(self, scope, user):
        return {"file": "e30="}

    def _vals_smb_print_link(self, scope, user):
        company = self.elsewhere if scope == "other company" else self.company
        vals = self._vals_smb_print_template(scope, user)
        return {
            "name": "S1",
            "template_id": self.env["smb.print.template"].create(vals).id,
            "company_id": company.id,
            "model": "sale.order",
            "res_id": 1,
            "user_id": (self.olga if scope == "other's" else user).id,
            "date_end": "2199-01-01",
            "nonce": "secret",
        }

    def _vals_smb_print_job(self, scope, user):
        company = self.elsewhere if scope == "other company" else self.company
        return {
            "name": "S1",
            "company_id": company.id,
            "user_id": (self.olga if scope == "other's" else user).id,
            "content": "e30=",
        }
