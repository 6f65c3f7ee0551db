import json
from collections import Counter, defaultdict
from functools import partial

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.blocking import block_keys
from ...tools.matching import compare
from .smb_duplicate_scan import MOST_IN_BLOCK

# the list behind the notice need not name more
MOST_SHOWN = 1_000


class ImportGuard:
    """What one import learned about its rows; only the server can hold one.

    Rows are judged once, all together. When one is refused, Odoo tries them again one
    by one, and each then knows its verdict.
    """

    def __init__(self):
        self.matches = {}
        self.twins = defaultdict(list)
        self.tried = Counter()
        self.refused = set()
        self.looked = False

    @staticmethod
    def key(vals):
        return json.dumps(vals, sort_keys=True, default=str)

    def verdicts(self, vals):
        """What was found about each of the rows that say exactly ``vals``."""
        return self.twins.get(self.key(vals), [])

    def twin(self, vals):
        """The verdict about the next of those rows."""
        verdicts = self.verdicts(vals)
        if not verdicts:
            return None
        key = self.key(vals)
        self.tried[key] += 1
        return verdicts[min(self.tried[key], len(verdicts)) - 1]


class RowByRow(Exception):
    """Ask the import to try its rows one by one: one of them was refused."""


class ResPartner(models.Model):
    """Files meet the collision guard as well: Odoo's import screen, any ``load``."""

    _inherit = "res.partner"

    @api.model
    def load(self, fields, data):
        if isinstance(self._smb_import(), ImportGuard):
            return super().load(fields, data)
        guarded = self.with_context(smb_import=ImportGuard())
        result = super(ResPartner, guarded).load(fields, data)
        if result.get("ids") and guarded._smb_import().looked:
            self._smb_list_twins(result["ids"])
            self._smb_announce_duplicates(result["ids"])
        return result

    @api.model
    def _smb_import(self):
        return self.env.context.get("smb_import")

    @api.model
    def _smb_guard(self, vals_list):
        known = self._smb_import()
        mode = self._smb_guard_mode()
        # parts of a row may be written as superuser: that says nothing of the import
        if not isinstance(known, ImportGuard) or mode == "off":
            return super()._smb_guard(vals_list)
        known.looked = True
        keys = [known.key(vals) for vals in vals_list]
        if not all(key in known.matches for key in keys):
            matches = super()._smb_guard(vals_list)[1]
            known.matches.update(zip(keys, matches, strict=True))
            for key, twin in zip(keys, self._smb_twins(vals_list), strict=True):
                known.twins[key].append(twin)
        return mode, [known.matches[key] for key in keys]

    @api.model
    def _smb_twins(self, vals_list):
        """For each row ``(score, reasons, vals)`` of an earlier one it repeats."""
        floor = self.env["smb.policy"]._of(self.env.company).guard_show / 100
        blocks, twins, cards = {}, [None] * len(vals_list), []
        for number, vals in enumerate(vals_list):
            if not self._smb_is_guarded(vals):
                cards.append(None)
                continue
            card = self.env["smb.match"]._card(vals)
            cards.append(card)
            numbers = block_keys(card)
            earlier = {i for key in numbers for i in blocks.get(key, ())[:50]}
            for i in sorted(earlier):
                score, reasons = compare(card, cards[i])
                if score >= floor:
                    twins[number] = (score, reasons, vals_list[i])
                    break
            for key in numbers:
                blocks.setdefault(key, []).append(number)
        return twins

    @api.model
    def _smb_refuse_collisions(self, vals_list, matches):
        known = self._smb_import()
        if not isinstance(known, ImportGuard) or self._smb_may_override():
            return super()._smb_refuse_collisions(vals_list, matches)
        if len(vals_list) > 1:
            if self._smb_any_refused(vals_list, matches):
                raise RowByRow
            return None
        self._smb_refuse_twin(vals_list[0], known.twin(vals_list[0]))
        return super()._smb_refuse_collisions(vals_list, matches)

    @api.model
    def _smb_remember_refusal(self, vals, matches):
        known = self._smb_import()
        if isinstance(known, ImportGuard):
            # a row that was refused is tried once more
            if known.key(vals) in known.refused:
                return None
            known.refused.add(known.key(vals))
        return super()._smb_remember_refusal(vals, matches)

    @api.model
    def _smb_refuse_twin(self, vals, twin):
        """
        :raise UserError: for a row that repeats an earlier one of the same file
        """
        limit = self.env["smb.policy"]._of(self.env.company).guard_block / 100
        if twin and twin[0] >= limit:
            raise UserError(
                self.env._(
                    "“%(typed)s” repeats another row of this file, “%(other)s”"
                    " (%(reasons)s).",
                    typed=vals.get("name") or "",
                    other=twin[2].get("name") or "",
                    reasons=", ".join(self._smb_reason_words(twin[1])),
                )
            )

    @api.model
    def _smb_any_refused(self, vals_list, matches):
        limit = self.env["smb.policy"]._of(self.env.company).guard_block / 100
        known = self._smb_import()
        return any(
            (found and found[0][0] >= limit)
            or any(twin and twin[0] >= limit for twin in known.verdicts(vals))
            for vals, found in zip(vals_list, matches, strict=True)
        )

    @api.model
    def _smb_list_twins(self, ids):
        """Rows of one file that resemble each other come in and go on the list."""
        engine = self.env["smb.duplicate"]
        cards = engine._cards(set(ids))[0]
        blocks, pairs = {}, set()
        for id_ in sorted(cards):
            for key in block_keys(cards[id_]):
                others = blocks.setdefault(key, [])
                pairs |= {(other, id_) for other in others[:MOST_IN_BLOCK]}
                others.append(id_)
        engine._judge([id_ for pair in pairs for id_ in pair])

    @api.model
    def _smb_announce_duplicates(self, ids):
        # a test run is rolled back: only after the commit it is known what stayed
        self.env.cr.postcommit.add(
            partial(self._smb_send_duplicates, self.env.registry, self.env.uid, ids)
        )

    @api.model
    def _smb_send_duplicates(self, registry, uid, ids):
        with registry.cursor() as cr:
            env = api.Environment(cr, uid, {})
            # sudo: numbers the pairs of contacts this user has just imported
            pairs = (
                env["smb.duplicate"]
                .sudo()
                .search([("state", "=", "new"), ("other_id", "in", ids)])
            )
            if pairs:
                message = {"count": len(pairs), "pairs": pairs[:MOST_SHOWN].ids}
                env.user._bus_send("smb_crm/duplicates", message)
