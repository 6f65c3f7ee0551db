import logging
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import LockError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as RETRY

from .smb_handover import WORKING

_logger = logging.getLogger(__name__)

JOB = "smb_handover_cron"
# not a fault of the record: the same again succeeds
LATER = (LockError, *RETRY)
# records moved in one go
BATCH = 200
# so many are moved while the manager waits; more by the job
AT_ONCE = 1000
# one line on each customer says it; nobody is mailed about every document
QUIETLY = {
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_activity_quick_update": True,
}
# what is left to do while a handover is in this state, how that ends
TODO = {"running": "planned", "undoing": "moved", "returning": "moved"}
ENDS = {"running": "done", "undoing": "undone", "returning": "returned"}


class SmbHandover(models.Model):
    """Moving records, and giving them back: in batches, each all or nothing.

    A line is marked in the transaction that moves its record, so that a batch that
    was cut off is done again as a whole, and one that was not is never done twice.
    """

    _inherit = "smb.handover"

    def _work_now(self):
        """Do it while the user waits, or leave it to the job when there is much."""
        todo = [("handover_id", "=", self.id), ("state", "=", TODO[self.state])]
        # sudo: counts lines of a handover that the caller may write
        if self.env["smb.handover.line"].sudo().search_count(todo) > AT_ONCE:
            # sudo: wakes our own job
            self.env.ref("smb_crm.smb_handover_cron").sudo()._trigger()
            return
        while self._work_batch():
            self.env.flush_all()
        self._finish()

    def _work_batch(self):
        """Do the next batch.

        :return: how many lines it was; 0 when nothing is left
        """
        # sudo: lines are the server's; what is done to records is checked one by one
        lines = self.env["smb.handover.line"].sudo()
        lines = lines.search(
            [("handover_id", "=", self.id), ("state", "=", TODO[self.state])],
            limit=BATCH,
            order="sequence, id"
            if self.state == "running"
            else "sequence desc, id desc",
        )
        if lines and not self._tried(lines):
            for line in lines:
                self._tried(line, alone=True)
        return len(lines)

    def _tried(self, lines, alone=False):
        """Whether ``lines`` could be done; one ``alone`` that cannot says why."""
        act = self._move if self.state == "running" else self._give_back
        try:
            with self.env.cr.savepoint():
                act(lines)
        except LATER:
            raise
        except Exception as error:
            self.env.invalidate_all(flush=False)
            if alone:
                _logger.exception("Handover %s failed on line %s", self.id, lines.id)
                stuck = "stays" if self.state == "running" else "left"
                lines.write({"state": stuck, "exception": str(error)[:300]})
            return False
        return True

    # there

    def _move(self, lines):
        kinds = {kind.kind: kind for kind in self._handover_models()}
        moved = lines.browse()
        for name, of_kind in lines.grouped("kind").items():
            moved |= self._move_kind(kinds[name], of_kind)
        self._welcome(moved.filtered(lambda line: line.kind == "customer"))

    def _move_kind(self, kind, lines):
        """Move what is still open and the predecessor's; the lines that moved."""
        found = self._open_of(kind, lines, self.from_user_id)
        reasons = self._exceptions(kind, lines.env[kind.model].union(*found.values()))
        moving = lines.browse()
        for line in lines:
            record = found.get(line)
            if record and record not in reasons:
                moving |= line
                continue
            why = reasons.get(record) or self._why_not(kind, line, self.from_user_id)
            line.write({"state": "stays", "exception": why})
        if moving:
            records = moving.env[kind.model].union(*(found[line] for line in moving))
            self._hand(kind, moving, records)
        return moving

    def _hand(self, kind, lines, records):
        before = self._kept(kind, records)
        followed = self._followed(kind, records)
        self._assign(kind, records, self.to_user_id)
        after = self._kept(kind, records)
        strangers = self._followed(kind, records) - followed
        now = fields.Datetime.now()
        for line in lines:
            changed = {
                name: [value, after[line.res_id][name]]
                for name, value in before[line.res_id].items()
                if value != after[line.res_id][name]
            }
            vals = {"state": "moved", "date": now, "exception": False}
            vals["subscribed"] = line.res_id in strangers
            vals["kept"] = changed or False
            line.write(vals)

    def _assign(self, kind, records, user):
        """Write whose ``records`` are now, as Odoo does it but without the noise."""
        # sudo: lines were checked with the rights of whoever hands over
        records = records.sudo().with_context(**QUIETLY)
        if kind.kind == "follow_up":
            records.activity_id._smb_ours().write({"user_id": user.id})
        records.write({kind.field: user.id})

    # and back

    def _give_back(self, lines):
        kinds = {kind.kind: kind for kind in self._handover_models()}
        back = lines.browse()
        for name, of_kind in lines.grouped("kind").items():
            back |= self._give_back_kind(kinds[name], of_kind)
        self._farewell(back.filtered(lambda line: line.kind == "customer"))

    def _give_back_kind(self, kind, lines):
        """Give back what is open and still the successor's; the lines given back."""
        # sudo: one fact about a colleague, told to who handed over to him
        old = self.from_user_id.sudo()
        found = self._open_of(kind, lines, self.to_user_id) if old.active else {}
        back = lines.browse([line.id for line in lines if line in found])
        for line in lines - back:
            why = self._why_not(kind, line, self.to_user_id)
            line.write({"state": "left", "exception": why})
        if back:
            records = back.env[kind.model].union(*(found[line] for line in back))
            now = self._kept(kind, records)
            self._assign(kind, records, old)
            for line in back:
                self._restore(line, found[line], now[line.res_id])
            self._unsubscribe(
                kind, records.browse(back.filtered("subscribed").mapped("res_id"))
            )
            back.write({"state": "undone", "exception": False})
        return back

    def _restore(self, line, record, now):
        """What Odoo computed from the person is what it was before, or what somebody
        chose meanwhile."""
        old = {
            name: before if now[name] == after else now[name]
            for name, (before, after) in (line.kept or {}).items()
        }
        if old:
            record.with_context(**QUIETLY).write(old)

    def _unsubscribe(self, kind, records):
        """The successor no longer follows what only the handover made him follow."""
        # sudo: ends what the handover began
        successor = self.to_user_id.sudo().partner_id
        by_model = defaultdict(set)
        for document in self._documents(kind, records).values():
            by_model[document._name].add(document.id)
        for model, ids in by_model.items():
            # sudo: see above
            documents = self.env[model].sudo().browse(ids)
            documents.message_unsubscribe(successor.ids)

    # what is true of records

    def _open_of(self, kind, lines, user):
        """``{line: record}`` of records that exist, are open and ``user``'s.

        They are locked: who changes them meanwhile comes after us.
        """
        # sudo: compares whose they are; reads nothing else
        records = self.env[kind.model].sudo().browse(lines.mapped("res_id")).exists()
        records.lock_for_update(allow_referencing=True)
        records.invalidate_recordset()
        known = records.filtered_domain([*kind.domain, (kind.field, "=", user.id)])
        by_id = {record.id: record for record in known}
        return {
            line: by_id[line.res_id]
            for line in lines
            if line.res_id in by_id and self._is_active(by_id[line.res_id])
        }

    def _is_active(self, record):
        return "active" not in record._fields or record.active

    def _why_not(self, kind, line, user):
        """Why the record of ``line`` is not moved from ``user`` any more."""
        # sudo: says whose it is to who hands over
        record = self.env[kind.model].sudo().browse(line.res_id).exists()
        if not record:
            return self.env._("It was deleted.")
        owner = record[kind.field]
        if owner != user:
            if not owner:
                return self.env._("It belongs to nobody now.")
            return self.env._("It belongs to %(name)s now.", name=owner.name)
        # sudo: see above
        old = self.from_user_id.sudo()
        if self.state != "running" and not old.active:
            return self.env._("%(name)s is archived.", name=old.name)
        return self.env._("It was finished or archived meanwhile.")

    def _kept(self, kind, records):
        """``{id: {field: value}}`` of what Odoo computes from the person."""
        return {
            record.id: {
                name: fields.Datetime.to_string(record[name])
                if record._fields[name].type == "datetime"
                else record[name].id
                for name in kind.keeps
            }
            for record in records
        }

    def _documents(self, kind, records):
        """``{record: what can be followed}``: an activity's or follow-up's document."""
        if kind.kind == "follow_up":
            return {record: record.partner_id for record in records}
        if kind.kind != "activity":
            return {record: record for record in records}
        return {
            record: self.env[record.res_model].browse(record.res_id)
            for record in records
            if record.res_model in self.env
        }

    def _followed(self, kind, records):
        """Ids of records whose document the successor follows."""
        documents = self._documents(kind, records)
        by_model = defaultdict(set)
        for document in documents.values():
            by_model[document._name].add(document.id)
        followed = set()
        for model, ids in by_model.items():
            # sudo: whether the successor follows them, kept for undo
            rows = self.env["mail.followers"].sudo()
            found = rows.search(
                [
                    ("res_model", "=", model),
                    ("res_id", "in", list(ids)),
                    ("partner_id", "=", self.to_user_id.sudo().partner_id.id),
                ]
            )
            followed |= {(model, row.res_id) for row in found}
        return {
            record.id
            for record, document in documents.items()
            if (document._name, document.id) in followed
        }

    # the end, and the job

    def _finish(self):
        """All lines are done: say so, and plan the customers' follow-ups anew."""
        # sudo: the state and lines are the server's; see action_wait
        lines = self.sudo().line_ids
        if self.state == "undoing":
            lines.filtered(lambda line: line.state == "planned").write(
                {"state": "stays", "exception": self.env._("Undone before it moved.")}
            )
        # sudo: see above
        self.sudo().state = ENDS[self.state]
        touched = lines.filtered(lambda line: line.state in ("moved", "undone"))
        self.env["smb.follow.up"]._replan(touched.partner_id, self.company_id)

    @api.model
    def _cron_hand_over(self):
        """Begin what is due, go on with what was left, return what is over.

        One handover after the other, one batch per transaction; who cannot be served
        says why, and keeps no other from it.
        """
        commit = self.env["ir.cron"]._commit_progress
        due = self._due()
        commit(remaining=len(due))
        for handover in due:
            try:
                if not handover._serve(commit):
                    return
            except LATER:
                self.env.cr.rollback()  # the next run finds it as it is
            except Exception as error:
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                handover._note_problem(error)
                self.env["smb.heartbeat"]._failed(JOB, error)
            if not commit(1):
                return

    @api.model
    def _due(self):
        """Handovers with something to do today, each in the name of who applied it."""
        due = self.search([("state", "in", WORKING)])
        for company in self.search([("state", "=", "waiting")]).company_id:
            due |= self.search(
                [
                    ("state", "=", "waiting"),
                    ("company_id", "=", company.id),
                    ("date", "<=", self._day(company)),
                ]
            )
        lent = [("state", "=", "done"), ("lasts", "=", "until")]
        for company in self.search(lent).company_id:
            here = [*lent, ("company_id", "=", company.id)]
            due |= self.search([*here, ("date_to", "<", self._day(company))])
        return due

    def _serve(self, commit):
        """One handover's turn in the job.

        :return: whether there is time for the next one
        """
        if not self.try_lock_for_update():
            return True
        self.invalidate_recordset()
        mine = self._as_manager()
        if mine.state == "waiting":
            mine._start()
        elif mine.state == "done":
            self.state = "returning"
        while mine.state in WORKING:
            # a commit drops the lock: take it again, or leave it to who has it
            if not self.try_lock_for_update():
                return True
            if not mine._work_batch():
                mine._finish()
            self.env.flush_all()
            if not commit():
                return False
        return True

    def _as_manager(self):
        """This handover in the name of who applied it, in its own company."""
        company = self.company_id
        user = self.user_id if self.user_id.active else self.env.user
        context = {"allowed_company_ids": company.ids, "lang": user.lang}
        return self.with_user(user).with_context(**context)

    def _note_problem(self, error):
        """A sentence on the handover, and once a task for who applied it."""
        _logger.warning("Handover %s could not be applied: %s", self.id, error)
        known, self.problem = self.problem, str(error)[:300]
        if not known and self.user_id.active:
            # sudo: the language of who reads it
            env = self.with_context(lang=self.user_id.sudo().lang).env
            self.env["mail.activity"].with_context(**QUIETLY).create(
                {
                    "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                    "summary": env._("A handover could not be applied"),
                    "note": self.problem,
                    "user_id": self.user_id.id,
                    "date_deadline": self._day(self.company_id),
                }
            )
