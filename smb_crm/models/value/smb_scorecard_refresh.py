from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools.sql import SQL

from ...tools.roles import MANAGERS
from .smb_scorecard_run import FAST, Run

# columns that a refresh writes, besides customer and company
STORED = (
    *("active", "counts", "measure", "measure_rank", "measure_share"),
    *("tier_id", "tier_by_hand", "earned_tier_id", "falling_since", "falling_runs"),
    *("first_order_date", "last_order_date", "first_deal_date", "last_deal_date"),
    *("last_contact_date", "orders", "orders_before", "orders_total"),
    *("average_order", "revenue", "revenue_before", "revenue_total", "growth"),
    *("margin", "margin_source", "collected", "returned_share"),
    *("revenue_share", "revenue_cumulative", "revenue_rank"),
    *("recency_score", "frequency_score", "monetary_score"),
    *("purchases", "interval_days", "interval_spread", "expected_date"),
    *("return_chance", "open_amount", "overdue_amount", "overdue_days"),
    *("days_to_pay", "days_late", "lifecycle", "quiet_reason", "credit_grade"),
    *("health", "health_recency", "health_frequency", "health_margin"),
    *("health_payment", "health_contact", "health_returns", "problem"),
)
# what the tiers' room fills in between the figures and the judgements
TIER_COLUMNS = """
    NULL::int4 AS tier_id, FALSE AS tier_by_hand, NULL::int4 AS earned_tier_id,
    NULL::date AS falling_since, 0 AS falling_runs
"""


class SmbScorecard(models.Model):
    """How scorecards are computed: staged, compared, given a tier, judged, stored.

    One company at a time, in SQL, whatever the number of customers::

        _stage   papers -> raw figures             smb_scorecard_refresh_stage
                 margin, payments and debts        ..._refresh_cost, ..._refresh_pay
                 -> scores, measure, places        smb_scorecard_refresh_score
        _cuts    what the whole company is like    smb_scorecard_refresh_score
        _assign  tiers and their history           smb_tier_assign
        _store   judgements, into the table        smb_scorecard_refresh_judge

    The steps share ``pg_temp.smb_stage``: a line a customer, with the columns of
    ``placed`` and those of ``TIER_COLUMNS``. Who computes holds the company's lock
    until the end of the transaction, so that two runs follow each other.
    """

    _inherit = "smb.scorecard"

    # entry points

    @api.model
    def refresh(self, partners=None, companies=None):
        """Compute scorecards anew, at once.

        :param partners: customers or their people, records or ids; everybody when not
            given
        :param companies: the user's current companies when not given
        :raise AccessError: unless a sales manager, or one who may read all ``partners``
        """
        companies = self._named("res.company", companies or self.env.companies)
        if partners is not None:
            self.check_access("read")
            partners = self._named("res.partner", partners)
        elif not self.env.user.has_group(MANAGERS) and not self.env.su:
            raise AccessError(
                self.env._("Only sales managers refresh all scorecards at once.")
            )
        # sudo: the figures of a customer are the same whoever asks; nothing is returned
        self.sudo()._refresh(partners, companies)

    @api.model
    def _named(self, model, records):
        """Records that the user named, himself or by id, and may read."""
        if isinstance(records, models.BaseModel):
            ids = records.ids
        else:
            given = records if isinstance(records, list | tuple) else [records]
            ids = [id_ for id_ in given if isinstance(id_, int)]
        records = self.env[model].browse(ids).exists()
        records.check_access("read")
        return records

    def action_refresh(self):
        """Bring these scorecards up to date now."""
        for company in self.company_id:
            cards = self.filtered(lambda card, at=company: card.company_id == at)
            self.refresh(cards.partner_id, company)
        return True

    # the computation

    @api.model
    def _refresh(self, partners=None, companies=None, cause="figures"):
        """Compute for the engine itself; ``cause`` goes into the history of tiers."""
        if partners is not None and not partners:
            return
        self.env.flush_all()
        customers, family = self._family(partners)
        for policy in self._policies(companies):
            run = Run(policy, fields.Datetime.now(), family, customers)
            self._refresh_company(run, cause)
        self.env.invalidate_all()

    @api.model
    def _policies(self, companies=None):
        # sudo: the engine computes by the rules of companies that the caller named
        policies = self.env["smb.tier.policy"].sudo()
        if companies is None:
            return policies.search_fetch(Domain.TRUE)
        return policies.search_fetch([("company_id", "in", companies.ids)])

    @api.model
    def _refresh_company(self, run, cause):
        policy = run.policy
        if not run.whole and not policy.cuts:
            # there is nothing yet to compare a few customers with
            run = Run(policy, run.now)
        run.facts = self._lock(policy.company_id)
        run.cuts = policy.cuts or {}
        self._stage(run)
        if run.whole:
            run.cuts = self._cuts(policy)
        self._assign(run, cause)
        self._store(run)
        if run.whole:
            # last: until here they tell of the run before
            # policies come as superuser, who alone may write this: see _policies
            policy.write({"cuts": run.cuts, "refreshed_at": run.now})

    @api.model
    def _family(self, partners):
        """Customers of ``partners``, and all whose papers count for them."""
        if partners is None:
            return None, None
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, commercial_partner_id FROM res_partner
                 WHERE commercial_partner_id IN (
                       SELECT commercial_partner_id FROM res_partner WHERE id = ANY(%s))
                """,
                partners.ids,
            )
        )
        customers = {customer for _id, customer in rows}
        return list(customers), list({*partners.ids, *(id_ for id_, _ in rows)})

    @api.model
    def _lock(self, company, wait=True):
        """One computation a company at a time; also settings that make it fast.

        :return: the company's ``_facts``; None when it is not free and the caller does
            not ``wait``
        """
        lock = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
        facts, free, *_settings = self._facts(
            company,
            SQL("%s(hashtext('smb_scorecard'), company.id)", SQL(lock)),
            *FAST,
            # to start workers takes longer than a few customers do; everybody's figures
            # are no sooner done with them
            SQL("set_config('max_parallel_workers_per_gather', '0', TRUE)"),
        )
        return facts if free is not False else None

    @api.model
    def _facts(self, company, *more):
        """A row: what SQL needs to know of the company, and whatever ``more`` is."""
        facts = SQL(
            """
            json_build_object(
                'company', company.id,
                'root', SPLIT_PART(company.parent_path, '/', 1)::int,
                'currency', currency.id,
                'decimals', currency.decimal_places,
                'zone', COALESCE(partner.tz, 'UTC'),
                'lang', COALESCE(partner.lang, 'en_US'),
                'receivable', ARRAY(SELECT id FROM account_account
                                     WHERE account_type = 'asset_receivable'),
                'tills', ARRAY(SELECT id FROM account_journal
                                WHERE type IN ('bank', 'cash', 'credit')))
            """
        )
        [row] = self.env.execute_query(
            SQL(
                """
                SELECT %s FROM res_company company
                  JOIN res_currency currency ON currency.id = company.currency_id
                  JOIN res_partner partner ON partner.id = company.partner_id
                 WHERE company.id = %s
                """,
                SQL(", ").join([facts, *more]),
                company.id,
            )
        )
        return row

    @api.model
    def _stage(self, run):
        """Fill ``pg_temp.smb_stage`` with the figures of the run's customers."""
        run.facts = run.facts or self._facts(run.policy.company_id)[0]
        pieces = {**self._stage_pieces(run), **self._score_pieces(run)}
        with_ = SQL(", ").join(
            SQL("%s AS (%s)", SQL.identifier(name), body)
            for name, body in pieces.items()
        )
        cr = self.env.cr
        cr.execute(
            SQL(
                """
                DROP TABLE IF EXISTS pg_temp.smb_stage;
                CREATE TEMPORARY TABLE smb_stage ON COMMIT DROP AS
                WITH %s SELECT *, %s AS margin_source, %s FROM %s
                """,
                with_,
                self._margin_source(),
                SQL(TIER_COLUMNS),
                SQL.identifier([*pieces][-1]),
            )
        )
        if not run.few:
            # only what is joined and sorted: all columns take a second
            cr.execute("ANALYZE pg_temp.smb_stage (partner_id, counts, measure)")

    @api.model
    def _stored_columns(self):
        """Columns of the staged and judged table that go into the scorecard."""
        return STORED

    @api.model
    def _store(self, run):
        """Write what differs, add who is new, remove who is no customer any more."""
        # NOT IN, evaluated once: an anti-join would read the table while it grows
        # ON CONFLICT: rows of a run that we waited for but cannot see make PostgreSQL
        # ask for another try, which Odoo gives, instead of complaining of doubles
        columns = [SQL.identifier(name) for name in self._stored_columns()]
        listed = SQL(", ").join(columns)
        self.env.cr.execute(
            run.sql(
                """
                WITH judged AS MATERIALIZED (
                    SELECT partner_id, %(listed)s FROM (%(judge)s) AS judge
                ), gone AS (
                    DELETE FROM smb_scorecard old
                     WHERE company_id = %(company)s AND %(about)s
                       AND partner_id NOT IN (SELECT partner_id FROM judged)
                ), changed AS (
                    UPDATE smb_scorecard old SET (%(listed)s) = ROW(%(new)s)
                      FROM judged new
                     WHERE old.company_id = %(company)s AND %(about)s
                       AND old.partner_id = new.partner_id
                       AND (%(old)s) IS DISTINCT FROM (%(new)s)
                )
                INSERT INTO smb_scorecard (company_id, partner_id, %(listed)s)
                SELECT %(company)s, partner_id, %(listed)s FROM judged
                 WHERE partner_id NOT IN (
                       SELECT partner_id FROM smb_scorecard old
                        WHERE company_id = %(company)s AND %(about)s)
                    ON CONFLICT (company_id, partner_id) DO NOTHING
                """,
                listed=listed,
                judge=self._judge_sql(run, run.cuts),
                about=run.about("old.partner_id"),
                old=SQL(", ").join(SQL("old.%s", name) for name in columns),
                new=SQL(", ").join(SQL("new.%s", name) for name in columns),
            )
        )
