import ast
import logging
import secrets

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as RETRY
from odoo.tools import SQL

from .smb_care_domain import within_company
from .smb_care_step import SENDABLE

_logger = logging.getLogger(__name__)

DOMAIN_LIMIT = 4_000
# smaller shares than 0.01 % of the customers draw nobody
LEAST_SHARE = 0.01
BROKEN = (ValueError, TypeError, SyntaxError, KeyError, RecursionError, MemoryError)


class SmbCareStep(models.Model):
    """A step that makes no sense is refused in a sentence that names it.

    Conditions are literals of Odoo's domain language: read, never run as code, and
    tried out with the rights of whoever writes them.
    """

    _inherit = "smb.care.step"

    problem = fields.Char(
        readonly=True,
        copy=False,
        help="Why the condition of this step no longer works. Nothing new is planned"
        " until it is corrected.",
    )

    @api.model
    def _new_seed(self):
        return secrets.token_hex(8)

    # rules

    @api.constrains(
        *("what", "trigger", "who", "team_id", "user_id", "automatic"),
        *("mail_template_id", "order_fulfils", "sample_percent"),
    )
    def _check_sense(self):
        for step in self:
            if flaw := step._flaw():
                named = f"{step.name}: {flaw}"
                raise ValidationError(named)

    def _flaw(self):
        """The first thing that is wrong with this step, as a sentence, or nothing."""
        self.ensure_one()
        if self.who == "team" and not self.team_id:
            return self.env._("Say which sales team takes turns.")
        if self.who == "user" and not self.user_id:
            return self.env._("Say who does it.")
        if self.automatic and self.what not in SENDABLE:
            return self.env._("Only what goes by e-mail can be sent by itself.")
        if self.automatic and not self.mail_template_id:
            return self.env._("To be sent by itself it needs an e-mail template.")
        if self.order_fulfils and self.trigger != "touch":
            return self.env._(
                "An order is no answer to an event. Let contacts alone fulfil it."
            )
        if not LEAST_SHARE <= self.sample_percent <= 100:
            return self.env._("A sample is 0.01 to 100 percent.")
        return self._flaw_of_company()

    def _flaw_of_company(self):
        team, company = self.team_id.company_id, self.company_id
        if self.who == "team" and team and team != company:
            return self.env._("The sales team belongs to another company.")
        # sudo: which companies a colleague works in decides, nothing is shown
        if self.who == "user" and company not in self.user_id.sudo().company_ids:
            return self.env._(
                "%(user)s does not work in %(company)s.",
                user=self.user_id.name,
                company=company.name,
            )
        template = self.mail_template_id
        if template and template.model != "res.partner":
            return self.env._("The e-mail template is not one for customers.")
        return None

    # conditions

    @api.constrains("domain")
    def _check_domain(self):
        for step in self:
            step._try_domain()

    def _try_domain(self):
        """Refuse a condition that can't be read, or not by its writer.

        :raise ValidationError: naming the step and what is wrong
        """
        try:
            domain = self._parsed_domain()
            customers = self.env["res.partner"]
            domain.validate(customers)
            # without flushing: a company that is being made would get its chart of
            # accounts in the middle of it
            with self.env.cr.savepoint(flush=False):
                customers.search(domain, limit=1)
        except (*BROKEN, AccessError, UserError, psycopg2.DataError) as error:
            raise ValidationError(
                self.env._(
                    "%(step)s: the condition on customers can't be used. %(error)s",
                    step=self.name,
                    error=self._in_words(error),
                )
            ) from error

    def _in_words(self, error):
        """What is wrong with the condition, for who wrote it; the log has the rest."""
        if isinstance(error, UserError):
            return str(error).partition("\n")[0][:200]
        fields_ = self.env["res.partner"]._fields
        gone = [name for name in self._named_fields() if name not in fields_]
        if gone:
            return self.env._(
                "Customers have no field “%(field)s”, or have it no more.",
                field=", ".join(gone),
            )
        if isinstance(error, psycopg2.Error):
            return self.env._("A value in it is not one that its field can have.")
        return self.env._("Choose the field, the comparison and the value again.")

    def _named_fields(self):
        """The fields of customers that the condition speaks of, as far as it is one."""
        try:
            leaves = list(self._parsed_domain().iter_conditions())
        except (*BROKEN, UserError):
            return []
        return dict.fromkeys(leaf.field_expr.partition(".")[0] for leaf in leaves)

    def _parsed_domain(self):
        """The condition as Odoo reads it, from literals alone."""
        self.ensure_one()
        text = (self.domain or "").strip()
        if not text:
            return Domain.TRUE
        if len(text) > DOMAIN_LIMIT:
            raise ValidationError(
                self.env._("It is longer than %(limit)s letters.", limit=DOMAIN_LIMIT)
            )
        value = ast.literal_eval(text)
        if not isinstance(value, list):
            raise ValidationError(self.env._("It is not a list of conditions."))
        return Domain(value)

    def _pick(self, run):
        """Write down the customers that fulfil the condition.

        :return: whether the condition could be read
        """
        self.ensure_one()
        try:
            # the planning has flushed; see _try_domain
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(self._pick_sql(run))
        except RETRY:
            # nothing is wrong with the condition: the planning begins anew
            raise
        except Exception as error:
            _logger.warning("Condition of care step %s failed: %s", self.id, error)
            self._note_problem(self._in_words(error))
            return False
        self._note_problem(False)
        return True

    def _pick_sql(self, run):
        here = {"allowed_company_ids": run.company.ids}
        partners = self.env["res.partner"].with_context(**here)
        domain = within_company(self._parsed_domain(), partners, run.company)
        if not run.whole:
            domain &= Domain("id", "in", run.customers)
        query = partners._search(domain)
        found = query.select(SQL("%s, res_partner.id", self.id))
        return SQL("INSERT INTO pg_temp.smb_plan_picked %s", found)

    def _note_problem(self, problem):
        if (self.problem or False) != problem:
            self.problem = problem
            self.flush_recordset(["problem"])

    # taking effect

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.program_id._take_effect()
        return steps

    def write(self, vals):
        moved = "program_id" in vals and self.program_id
        if "domain" in vals:
            vals = {**vals, "problem": False}
        result = super().write(vals)
        if vals.keys() - {"name", "note", "problem", "sequence", "mail_template_id"}:
            (self.program_id | (moved or self.program_id))._take_effect()
        return result

    def unlink(self):
        companies = self.company_id
        programs = self.program_id
        self.env["smb.follow.up"]._drop_open([("step_id", "in", self.ids)])
        result = super().unlink()
        programs.exists()._take_effect(companies)
        return result
