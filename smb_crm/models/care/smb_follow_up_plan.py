from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools.sql import SQL

from ...tools.roles import MANAGERS
from .res_partner_plan import MANY
from .smb_follow_up_plan_sql import RULED
from .smb_follow_up_run import PlanRun


class SmbFollowUp(models.Model):
    """How follow-ups come about: what is wanted is compared with what there is.

    One company at a time, in one statement, whatever the number of customers: see
    ``smb_follow_up_plan_sql``. What lies on a desk already is left alone, unless its
    customer, tier or step is no longer looked after: then it is called off.
    """

    _inherit = "smb.follow.up"

    # entry points

    @api.model
    def plan(self, partners=None):
        """Plan the follow-ups of the user's current companies anew, at once.

        :param partners: customers or their people, records or ids; everybody when not
            given
        :raise AccessError: unless a sales manager, or one who may read all ``partners``
            and names no more than a day's work
        """
        manages = self.env.su or self.env.user.has_group(MANAGERS)
        if partners is not None:
            self.check_access("read")
            partners = self.env["smb.scorecard"]._named("res.partner", partners)
        elif not manages:
            raise AccessError(
                self.env._("Only sales managers plan all follow-ups at once.")
            )
        if partners and len(partners) > MANY and not manages:
            raise AccessError(
                self.env._(
                    "Only sales managers plan more than %(count)s customers at once."
                    " Whatever changed is planned within a quarter of an hour anyway.",
                    count=MANY,
                )
            )
        # sudo: what is planned for a customer is the same whoever asks; nothing is
        # returned
        self.sudo()._plan(self.env.companies, partners)

    # planning

    @api.model
    def _plan(self, companies=None, partners=None, closed=False):
        """Plan for the engine itself; all companies when none is given.

        :param closed: what is done of these ``partners`` was closed just now
        """
        if partners is not None and not partners:
            return
        self.env.flush_all()
        customers, family = self._plan_customers(partners)
        # sudo: the engine plans by the rules of companies that the caller named
        follow_ups = self.sudo()
        for policy in follow_ups._plan_policies(companies):
            follow_ups._lock(policy.company_id, shared=partners is not None)
            follow_ups._plan_company(policy, customers, family, closed)

    @api.model
    def _plan_policies(self, companies=None):
        # sudo: see _plan
        policies = self.env["smb.policy"].sudo()
        mine = Domain.TRUE
        if companies is not None:
            mine = Domain("company_id", "in", companies.ids)
        return policies.search_fetch(mine, order="company_id")

    @api.model
    def _plan_customers(self, partners):
        """Ids of the customers of ``partners``, and of all whose papers count."""
        customers, family = self.env["smb.scorecard"]._family(partners)
        if customers is not None:
            # who was a customer of its own until now has follow-ups to lose
            customers = list({*customers, *partners.ids})
        return customers, family

    @api.model
    def _plan_company(self, policy, customers, family, closed=False):
        run = self._plan_run(policy, customers, family)
        due = None if closed else self._plan_due_partners(run)
        if due:
            self._close_touched(due)
            self.flush_model()
        self._pick(run)
        self._plan_write(run)._call_off()
        self.invalidate_model()
        self.env["res.partner"].invalidate_model(
            ["smb_follow_up_ids", "smb_next_follow_up_date"], flush=False
        )

    @api.model
    def _plan_run(self, policy, customers=None, family=None):
        company = policy.company_id
        run = PlanRun(
            company,
            company.partner_id.tz or "UTC",
            policy._today(),
            customers,
            family,
        )
        if policy.care_paused or not company.active:
            return run
        programs = self.env["smb.care.program"]._by_tier(company)
        steps_by_tier = programs._steps_by_tier(company, programs)
        for program in programs:
            tier = program.tier_id
            run.steps += [
                step._plan_line(run, tier, program) for step in steps_by_tier[tier.id]
            ]
        return run

    @api.model
    def _lock(self, company, wait=True, shared=False):
        """One planning of everybody at a time; also settings that make it fast.

        Plannings of a handful run beside each other, unique keys keep them apart.

        :return: whether the company is free; always when the caller does ``wait``
        """
        code = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
        code = f"{code}_shared" if shared else code
        [(free, *_settings)] = self.env.execute_query(
            SQL(
                "SELECT %s(hashtext('smb_follow_up'), %s),"
                " set_config('jit', 'off', TRUE),"
                " set_config('work_mem', '128MB', TRUE)",
                SQL(code),  # pylint: disable=sql-injection
                company.id,
            )
        )
        return free is not False

    @api.model
    def _plan_due_partners(self, run):
        """Customers of the run with something on a desk: it may be done by now."""
        rows = self.env.execute_query(
            run.sql(
                "SELECT DISTINCT partner_id FROM smb_follow_up"
                " WHERE company_id = %(company)s AND state = 'due' AND %(about)s",
                about=run.about("partner_id"),
            )
        )
        return self.env["res.partner"].browse(id_ for (id_,) in rows)

    # conditions that only Odoo can read

    @api.model
    def _pick(self, run):
        """Find whom the conditions of steps let through, step by step.

        A condition that no longer works, such as one on a field that is gone, stops its
        own step only: what is on desks stays there, nothing new comes.
        """
        picky = {line["step"]: line for line in run.steps if line["picky"]}
        if not picky:
            return
        self.env.cr.execute(
            """
            DROP TABLE IF EXISTS pg_temp.smb_plan_picked;
            CREATE TEMPORARY TABLE smb_plan_picked (
                step_id int, partner_id int) ON COMMIT DROP
            """
        )
        for step in self.env["smb.care.step"].browse(picky):
            if not step._pick(run):
                for line in run.steps:
                    if line["step"] == step.id:
                        line["kind"] = "stopped"

    # writing

    @api.model
    def _plan_write(self, run):
        """Make the follow-ups what is wanted; ids of those on desks that are not."""
        with_ = self._plan_with_sql(run)
        rows = self.env.execute_query(
            run.sql(
                """
                WITH %(with_)s, gone AS (
                    DELETE FROM smb_follow_up WHERE id IN (
                        SELECT id FROM unlike WHERE state = 'planned' AND NOT is_wanted)
                ), moved AS (%(move)s), added AS (%(add)s)
                SELECT u.id FROM unlike u
                 WHERE u.state = 'due' AND NOT u.is_wanted AND NOT EXISTS (
                       SELECT FROM customer c JOIN step s ON %(offered)s
                        WHERE c.partner_id = u.has_partner_id
                          AND s.step = u.has_step_id)
                """,
                with_=with_,
                move=self._plan_move_sql(run),
                add=self._plan_add_sql(run),
                offered=self._plan_offered_sql(run),
            )
        )
        if run.whole:
            self._trust_hashes("on")
        return self.browse(id_ for (id_,) in rows)

    @api.model
    def _plan_with_sql(self, run):
        """All that the planner knows and wants, for a ``WITH``."""
        pieces = self._plan_pieces(run)
        if run.whole:
            self._plan_gather(pieces)
            self._trust_hashes("off")
        return SQL(", ").join(
            SQL("%s AS %s (%s)", SQL.identifier(name), run.how(name), body)
            for name, body in pieces.items()
        )

    @api.model
    def _plan_gather(self, pieces):
        """Read everybody's papers and contacts beforehand, into tables of their own.

        Papers have statistics, and the few recent ones are found by index, which
        ``_trust_hashes`` forbids; the customers get statistics here.
        """
        cr = self.env.cr
        cr.execute(
            SQL(
                """
                DROP TABLE IF EXISTS pg_temp.smb_plan_event, pg_temp.smb_plan_customer;
                CREATE TEMPORARY TABLE smb_plan_event ON COMMIT DROP AS %s;
                CREATE TEMPORARY TABLE smb_plan_customer ON COMMIT DROP AS
                WITH touch AS (%s) %s;
                ANALYZE pg_temp.smb_plan_customer (partner_id, tier)
                """,
                pieces["event"],
                pieces.pop("touch"),
                pieces["customer"],
            )
        )
        for name in ("event", "customer"):
            pieces[name] = SQL(
                "SELECT * FROM %s", SQL.identifier("pg_temp", f"smb_plan_{name}")
            )

    @api.model
    def _trust_hashes(self, loops):
        """For everybody at once: pieces without statistics look small, and looping
        over them takes minutes where a hash takes a second."""
        self.env.cr.execute("SELECT set_config('enable_nestloop', %s, TRUE)", (loops,))

    @api.model
    def _plan_move_sql(self, run):
        """A day that the rule moved is the rule's again, so are person and tries."""
        return run.sql(
            """
            UPDATE smb_follow_up old
               SET (%(names)s) = ROW(%(ruled)s),
                   user_id = CASE WHEN stays AND old.moved_by = 'hand' THEN old.user_id
                                  ELSE new.user_id END,
                   date = CASE WHEN stays THEN old.date
                               ELSE GREATEST(new.planned_date, %(today)s) END,
                   moved_by = CASE WHEN stays THEN old.moved_by END,
                   snooze_count = CASE WHEN stays THEN old.snooze_count ELSE 0 END,
                   error = CASE WHEN stays THEN old.error END,
                   tries = CASE WHEN stays THEN old.tries ELSE 0 END,
                   next_try = CASE WHEN stays THEN old.next_try END
              FROM unlike new
             WHERE old.id = new.id AND new.state = 'planned' AND new.is_wanted
            """,
            names=SQL(", ").join(map(SQL.identifier, RULED)),
            ruled=self._plan_ruled_sql("new"),
        )

    @api.model
    def _plan_add_sql(self, run):
        # ON CONFLICT: rows of a planning that we waited for but cannot see make
        # PostgreSQL ask for another try, which Odoo gives, instead of complaining
        return run.sql(
            """
            INSERT INTO smb_follow_up (
                   company_id, partner_id, step_id, user_id, state, date,
                   snooze_count, tries, %(names)s)
            SELECT %(company)s, partner_id, step_id, user_id, 'planned',
                   GREATEST(planned_date, %(today)s), 0, 0, %(names)s
              FROM unlike WHERE id IS NULL
                ON CONFLICT DO NOTHING
            """,
            names=SQL(", ").join(map(SQL.identifier, RULED)),
        )

    # what is not wanted any more

    @api.model
    def _drop_open(self, domain):
        """Before programmes or steps are deleted: nothing of theirs stays on desks."""
        # sudo: follow-ups go with what they came from; who may delete that was checked
        rows = self.sudo().search([("state", "=", "due"), *domain])
        rows._call_off()

    def _call_off(self, why=None):
        """Cancel what is on desks; the activities go, no contact is logged."""
        activities = self.activity_id
        ending = self.grouped(
            lambda row: (row.company_id, why or row._why_called_off())
        )
        for (company, said), rows in ending.items():
            rows.write(
                {
                    "state": "cancelled",
                    "reason_closed": said,
                    "closed_date": self.env["smb.tier.policy"]._of(company)._today(),
                    "activity_id": False,
                    "escalation": False,
                }
            )
        # after the follow-ups are closed, so that nobody opens them again
        activities.unlink()

    def _why_called_off(self):
        self.ensure_one()
        partner, step = self.partner_id, self.step_id
        if not partner.active:
            return self.env._("The customer was archived")
        if partner.smb_care_paused:
            return self.env._("Care of the customer is paused")
        if partner.commercial_partner_id != partner:
            return self.env._("The contact belongs to another customer now")
        program = self.program_id
        if not (step.active and program.active) or program.paused:
            return self.env._("The care programme no longer does this")
        return self.env._("The customer's tier or circumstances changed")
