from array import array
from bisect import bisect_left
from datetime import timedelta
from io import StringIO
from time import monotonic

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.sql import SQL

from ...tools.blocking import block_numbers
from ...tools.matching import compare, is_coincidence
from ...tools.roles import MANAGERS
from .smb_match import CARD_COLUMNS, IS_CUSTOMER

CARDS_A_BATCH = 5_000
PAIRS_A_BATCH = 4_000
# pairs within one block grow with its square; a key shared by more says nothing
MOST_IN_BLOCK = 30
WORTH_JUDGING = 0.45
# a base of this size is searched while the user waits
AT_ONCE = 3_000
EVER = "1970-01-01 00:00:00"
# see is_coincidence
NAMESAKES = SQL(
    "COALESCE(one.parent_id IS NOT NULL AND two.parent_id IS NOT NULL"
    " AND one.commercial_partner_id <> two.commercial_partner_id, FALSE)"
)
LAST_SEARCH = "smb_crm.duplicate_search_date"
# "start of the search/first customer not judged", while one is not at its end
STOPPED_AT = "smb_crm.duplicate_search_stopped"
# who was changed in a transaction that long is seen by the next search
LONGEST_CHANGE = timedelta(hours=1)


class SmbDuplicate(models.Model):
    """The search through the whole customer base.

    Each card gives a handful of keys (words, word pairs, beginnings, phone tail, ...);
    cards that share one are compared by the same judge as in the form. The work grows
    with the number of cards, not with its square.
    """

    _inherit = "smb.duplicate"

    def action_search_now(self):
        """Search the whole base; a large one in the background.

        :raise AccessError: unless a sales manager
        """
        if not self.env.user.has_group(MANAGERS):
            raise AccessError(self.env._("Only sales managers search for duplicates."))
        # sudo: the count is not shown
        if self.env["res.partner"].sudo().search_count([], limit=AT_ONCE) < AT_ONCE:
            # sudo: compares all customers, the list shows only what rules allow
            found = self.sudo()._search_all()
            message = self.env._("%(count)s new likely duplicates.", count=found)
        else:
            # sudo: wakes our own job for the whole base, nothing else
            job = self.env.ref("smb_crm.smb_duplicate_cron").sudo()
            for name in (LAST_SEARCH, STOPPED_AT):
                job.env["ir.config_parameter"].set_param(name, False)
            job._trigger()
            message = self.env._(
                "The search runs in the background. Open this list again in a few"
                " minutes."
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Likely duplicates"),
                "message": message,
                "type": "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _cron_search(self):
        """Compare what changed since the last search with everybody.

        When time is up, the next run goes on at the customer this one reached.
        """
        parameters = self.env["ir.config_parameter"]
        commit = self.env["ir.cron"]._commit_progress
        since = parameters.get_param(LAST_SEARCH) or EVER
        started, reached = self._search_reached()
        began = monotonic()
        self._recheck(since)
        pairs = self._blocked_pairs(since)
        pairs = pairs[2 * bisect_left(pairs[::2], reached) :]
        commit(remaining=len(pairs) // 2)
        # each run finds the pairs anew: it judges at least as long as that took
        enough = 2 * monotonic() - began
        for batch in self._in_batches(pairs):
            self._judge(batch)
            if not commit(len(batch) // 2) and monotonic() >= enough:
                parameters.set_param(STOPPED_AT, f"{started}/{batch[-2] + 1}")
                return
        parameters.set_param(LAST_SEARCH, started)
        parameters.set_param(STOPPED_AT, False)
        commit(remaining=0)

    @api.model
    def _search_reached(self):
        """When the search under way began and the customer it reached."""
        stopped = self.env["ir.config_parameter"].get_param(STOPPED_AT)
        started, _sign, reached = (stopped or "").partition("/")
        if reached.isdigit():
            return started, int(reached)
        return fields.Datetime.to_string(fields.Datetime.now() - LONGEST_CHANGE), 0

    @api.model
    def _search_all(self):
        """Compare everybody with everybody, in this transaction.

        :return: the number of new pairs
        """
        self._recheck(EVER)
        pairs = self._blocked_pairs(EVER)
        return sum(self._judge(batch) for batch in self._in_batches(pairs))

    @api.model
    def _in_batches(self, pairs):
        """Parts of a flat array, each with all pairs of its customers."""
        start = 0
        while start < len(pairs):
            end = start + 2 * PAIRS_A_BATCH
            while end < len(pairs) and pairs[end] == pairs[end - 2]:
                end += 2
            yield pairs[start:end]
            start = end

    @api.model
    def _floor(self):
        # sudo: one threshold of the engine, for all companies together
        policies = self.env["smb.policy"].sudo()
        [(lowest,)] = policies._read_group([], [], ["guard_show:min"])
        return (lowest or 70) / 100

    # step 1: who is worth comparing

    @api.model
    def _blocked_pairs(self, since):
        """Ids of the pairs to compare in a flat array, sorted by the first of each."""
        self.env["res.partner"].flush_model()
        cr = self.env.cr
        cr.execute("DROP TABLE IF EXISTS pg_temp.smb_block")
        cr.execute(
            "CREATE TEMPORARY TABLE smb_block"
            " (key int4, id int4, fresh bool, sure bool) ON COMMIT DROP"
        )
        self._write_blocks(since)
        cr.execute("ANALYZE pg_temp.smb_block")
        cr.execute("SELECT set_config('jit', 'off', TRUE)")
        cr.execute("SELECT set_config('work_mem', '96MB', TRUE)")
        pairs = array("i")
        cr.execute(self._pairs_query())
        while rows := cr.fetchmany(10_000):
            for row in rows:
                pairs.extend(row)
        cr.execute("DROP TABLE pg_temp.smb_block")
        return pairs

    @api.model
    def _write_blocks(self, since):
        for rows in self._cards_in_batches(SQL("p.write_date >= %s", since)):
            lines = StringIO()
            for fresh, id_, *columns in rows:
                card = self.env["smb.match"]._stored_card(columns)
                for key, sure in block_numbers(card):
                    lines.write(f"{key}\t{id_}\t{fresh:d}\t{sure:d}\n")
            lines.seek(0)
            self.env.cr._obj.copy_expert("COPY pg_temp.smb_block FROM STDIN", lines)

    @api.model
    def _cards_in_batches(self, extra):
        last = 0
        while True:
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT %s, %s FROM res_partner p
                     WHERE p.id > %s AND p.active AND p.name IS NOT NULL
                       AND %s
                  ORDER BY p.id LIMIT %s
                    """,
                    extra,
                    SQL(CARD_COLUMNS),
                    last,
                    IS_CUSTOMER,
                    CARDS_A_BATCH,
                )
            )
            if not rows:
                return
            last = rows[-1][1]
            yield rows

    @api.model
    def _pairs_query(self):
        return SQL(
            """
            WITH useful AS (
                SELECT key FROM pg_temp.smb_block GROUP BY key
                HAVING COUNT(*) BETWEEN 2 AND %s AND BOOL_OR(fresh)
            ), block AS (
                SELECT b.* FROM pg_temp.smb_block b JOIN useful USING (key)
            )
            SELECT pair.one, pair.two
              FROM (SELECT one.id AS one, two.id AS two, BOOL_OR(one.sure) AS sure
                      FROM block one
                      JOIN block two ON one.key = two.key AND one.id < two.id
                     WHERE one.fresh OR two.fresh
                     GROUP BY one.id, two.id) AS pair
              JOIN res_partner one ON one.id = pair.one
              JOIN res_partner two ON two.id = pair.two
             WHERE (pair.sure OR (%s AND NOT %s))
               AND NOT EXISTS (SELECT FROM smb_duplicate known
                                WHERE known.partner_id = pair.one
                                  AND known.other_id = pair.two)
             ORDER BY pair.one
            """,
            MOST_IN_BLOCK,
            self._near_enough(),
            NAMESAKES,
        )

    @api.model
    def _near_enough(self):
        """Spares the judge the pairs that share a word and nothing else."""
        if not self.env.registry.has_trigram:
            return SQL("TRUE")
        return SQL(
            "SIMILARITY(one.smb_name_key, two.smb_name_key) >= %s", WORTH_JUDGING
        )

    # step 2: the judgement

    @api.model
    def _judge(self, pairs):
        """Compare the pairs of a flat array of ids and store the likely ones."""
        cards, companies = self._cards(set(pairs))
        floor = self._floor()
        findings = []
        for one, two in zip(pairs[::2], pairs[1::2], strict=True):
            if one not in cards or two not in cards:
                continue
            company_ids = {companies[one], companies[two]} - {None}
            if len(company_ids) > 1:
                continue
            score, reasons = self._verdict(cards[one], cards[two])
            if score >= floor:
                company = company_ids.pop() if company_ids else None
                findings.append((one, two, score, reasons, company))
        return self._add(findings)

    @api.model
    def _verdict(self, one, two):
        score, reasons = compare(one, two)
        return (0.0, []) if is_coincidence(one, two, reasons) else (score, reasons)

    @api.model
    def _cards(self, ids):
        if not ids:
            return {}, {}
        rows = self.env.execute_query(
            SQL(
                "SELECT p.company_id, %s FROM res_partner p WHERE p.id IN %s",
                SQL(CARD_COLUMNS),
                tuple(ids),
            )
        )
        card = self.env["smb.match"]._stored_card
        cards = {id_: card(columns) for _company, id_, *columns in rows}
        return cards, {row[1]: row[0] for row in rows}

    @api.model
    def _recheck(self, since):
        """Drop open pairs that no longer resemble each other."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT pair.id, pair.partner_id, pair.other_id FROM smb_duplicate pair
                  JOIN res_partner one ON one.id = pair.partner_id
                  JOIN res_partner two ON two.id = pair.other_id
                 WHERE pair.state = 'new' AND pair.other_id IS NOT NULL
                   AND GREATEST(one.write_date, two.write_date) >= %s
                """,
                since,
            )
        )
        floor = self._floor()
        cards = self._cards({id_ for _pair, *ids in rows for id_ in ids})[0]
        gone = [
            pair
            for pair, one, two in rows
            if self._verdict(cards[one], cards[two])[0] < floor
        ]
        self.browse(gone).unlink()
