from odoo import models
from odoo.tools import SQL

from .smb_reminder_run_propose import DISPUTES


class SmbReminder(models.Model):
    """Items read again, right before a reminder leaves: nobody pays and is reminded."""

    _inherit = "smb.reminder"

    def _read_again(self):
        """Take out what was settled, disputed or promised since the proposal.

        The entries are locked until the end of the transaction: a payment that comes
        in meanwhile waits, or was there first and counts. Who has nothing left to be
        reminded of is withdrawn.

        :return: the reminders whose amount changed or that were withdrawn
        """
        if not self:
            return self
        before = {reminder.id: reminder.amount for reminder in self}
        self.env.flush_all()
        self._lock_entries()
        self._refresh_items()
        self._refresh_credits()
        self.env.invalidate_all()
        self._add_up()
        self._withdraw_settled()
        return self.filtered(
            lambda r: (
                r.state == "withdrawn"
                or r.currency_id.compare_amounts(r.amount, before[r.id])
            )
        )

    def _lock_entries(self):
        self.env.execute_query(
            SQL(
                """
                SELECT line.id FROM account_move_line line
                  JOIN account_move paper ON paper.id = line.move_id
                 WHERE line.id IN (
                     SELECT line_id FROM smb_reminder_item WHERE reminder_id = ANY(%s))
                 ORDER BY line.id FOR SHARE OF line, paper
                """,
                self.ids,
            )
        )

    def _refresh_items(self):
        """What became of the items that counted when they were proposed."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE smb_reminder_item item
                   SET kind = fresh.kind, residual = fresh.residual,
                       amount_currency = fresh.in_currency,
                       days_late = GREATEST(
                           item.days_late, %(today)s - item.date_due),
                       live = item.live AND fresh.kind = item.kind
                  FROM (
                    SELECT item.id, COALESCE(line.amount_residual, 0) AS residual,
                           COALESCE(line.amount_residual_currency, 0) AS in_currency,
                           CASE WHEN line.id IS NULL OR line.reconciled IS TRUE
                                  OR line.parent_state <> 'posted'
                                  OR line.amount_residual <= 0 THEN 'paid'
                                WHEN paper.payment_state = 'blocked'
                                  OR paper.id IN (%(disputes)s) THEN 'dispute'
                                WHEN line.no_followup IS TRUE THEN 'no_followup'
                                WHEN EXISTS (
                                    SELECT 1 FROM smb_promise promise
                                     WHERE promise.state = 'open'
                                       AND promise.company_id = item.company_id
                                       AND promise.partner_id = item.partner_id
                                       AND promise.move_id = item.move_id)
                                THEN 'promise' ELSE item.kind END AS kind
                      FROM smb_reminder_item item
                      LEFT JOIN account_move_line line ON line.id = item.line_id
                      LEFT JOIN account_move paper ON paper.id = line.move_id
                     WHERE item.reminder_id = ANY(%(ids)s)
                       AND item.kind IN ('new', 'before')) fresh
                 WHERE fresh.id = item.id
                """,
                ids=self.ids,
                disputes=DISPUTES,
                today=self.run_id._day(self.company_id[:1]),
            )
        )

    def _refresh_credits(self):
        """What the customer has to his credit by now."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM smb_reminder_item"
                " WHERE kind = 'credit' AND reminder_id = ANY(%s)",
                self.ids,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO smb_reminder_item (
                    reminder_id, company_id, partner_id, line_id, move_id, name, kind,
                    live, date, date_due, days_late, residual, currency_id,
                    amount_currency, create_uid, create_date, write_uid, write_date)
                SELECT reminder.id, reminder.company_id, reminder.partner_id, line.id,
                       line.move_id, line.move_name, 'credit', FALSE, line.date,
                       COALESCE(line.date_maturity, line.date), 0,
                       line.amount_residual, line.currency_id,
                       line.amount_residual_currency, %(uid)s,
                       NOW() AT TIME ZONE 'UTC', %(uid)s, NOW() AT TIME ZONE 'UTC'
                  FROM smb_reminder reminder
                  JOIN res_partner person
                    ON person.commercial_partner_id = reminder.partner_id
                  JOIN account_move_line line ON line.partner_id = person.id
                   AND line.company_id = reminder.company_id
                   AND line.parent_state = 'posted' AND line.reconciled IS NOT TRUE
                   AND line.amount_residual < 0
                  JOIN account_account account ON account.id = line.account_id
                   AND account.account_type = 'asset_receivable'
                 WHERE reminder.id = ANY(%(ids)s)
                """,
                uid=self.env.uid,
                ids=self.ids,
            )
        )

    def _add_up(self):
        self.env.cr.execute(
            SQL(
                """
                UPDATE smb_reminder reminder
                   SET amount = total.amount, days_late = total.days_late
                  FROM (
                    SELECT reminder_id,
                           COALESCE(SUM(residual) FILTER (WHERE kind IN (
                               'new', 'before', 'credit')), 0) AS amount,
                           COALESCE(MAX(days_late) FILTER (WHERE kind IN (
                               'new', 'before')), 0) AS days_late
                      FROM smb_reminder_item WHERE reminder_id = ANY(%s)
                     GROUP BY 1) total
                 WHERE reminder.id = total.reminder_id
                """,
                self.ids,
            )
        )
        self.env.invalidate_all()

    def _withdraw_settled(self):
        """Nothing to remind of any more, or a promise came in: nothing leaves."""
        rows = self.filtered(lambda r: r.state in ("approved", "sending"))
        due = self.env["smb.reminder.item"]._read_group(
            [("reminder_id", "in", rows.ids), ("kind", "=", "new")], ["reminder_id"]
        )
        asked = self.browse(reminder.id for (reminder,) in due)
        settled = rows.filtered(lambda r: r not in asked or r.amount <= 0)
        settled._withdraw("paid")
        (rows - settled)._withdraw_promised()

    def _withdraw_promised(self):
        promises = self.env["smb.promise"]._read_group(
            [
                ("state", "=", "open"),
                ("move_id", "=", False),
                ("partner_id", "in", self.partner_id.ids),
            ],
            ["partner_id", "company_id"],
        )
        known = set(promises)
        self.filtered(lambda r: (r.partner_id, r.company_id) in known)._withdraw(
            "promise"
        )

    def _withdraw(self, reason):
        """They do not leave; the levels they claimed are free again."""
        if self:
            self.write({"state": "withdrawn", "reason": reason})
            self._free_levels()

    def _free_levels(self):
        items = self.env["smb.reminder.item"]
        items.search([("reminder_id", "in", self.ids), ("live", "=", True)]).write(
            {"live": False}
        )
