import logging

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as RETRY
from odoo.tools import SQL, mute_logger, plaintext2html

from ...tools.text import excerpt

_logger = logging.getLogger(__name__)
# a contact is about these no more than about the customer itself
NO_DOCUMENT = ("res.partner", "smb.contact.log")


class SmbContactLog(models.Model):
    """Contacts that log themselves: mails, held meetings, done activities.

    Each act gives at most one log per customer, however often and by however many
    workers it is captured: the source has a unique index. Capturing never breaks the
    act: what fails is noted in the server's log and leaves the act as it was.

    Sales reads what is captured, so only the papers of customers are: what was said
    to a vendor, an applicant or a user stays where it was said.
    """

    _inherit = "smb.contact.log"

    @api.model
    def _capture_models(self):
        """Models whose mails and activities are contacts. Bridges add theirs."""
        own = ("res.partner", "calendar.event", "smb.contact.log")
        return (*self._document_models(), *own)

    @api.constrains("res_model")
    def _check_res_model(self):
        known = {*self._capture_models(), "account.payment", False}
        for log in self:
            if log.res_model not in known:
                raise ValidationError(
                    self.env._(
                        "A contact can't be about “%(model)s”. Leave the document"
                        " empty.",
                        model=log.res_model[:60],
                    )
                )

    @api.model
    def _capture_allows(self, document):
        """Whether what is said on ``document`` is said to a customer."""
        if document._name not in self._capture_models():
            return False
        if document._name == "account.move":
            return document.move_type.startswith("out_")
        if document._name == "stock.picking":
            places = document.location_id + document.location_dest_id
            usages = places.mapped("usage")
            return "customer" in usages or "supplier" not in usages
        return True

    @api.model
    def _capture_safely(self, build, source, *args):
        """Log the rows that ``build`` makes of ``source``; never fail.

        :param build: gets ``source`` and ``args``
        :return: the new logs
        """
        # what the act itself still has to write must not fail inside our savepoint
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                return self._capture(build(source, *args))
        except RETRY:
            raise
        except Exception:
            _logger.exception("Contact not captured from %s", source)
            return self.browse()

    @api.model
    def _capture(self, rows):
        """Log the contacts in ``rows`` that are not logged yet.

        :param rows: values of logs with ``source_model`` and ``source_id``
        :return: the new logs
        """
        rows = self._capture_new_rows(rows)
        if not rows:
            return self.browse()
        try:
            return self._capture_create(rows)
        except UniqueViolation:
            # another worker was faster with one of them
            if len(rows) == 1:
                return self.browse()
            return self.union(*(self._capture([row]) for row in rows))

    @api.model
    def _capture_new_rows(self, rows):
        # sudo: compares sources; nothing of foreign logs is shown
        logs = self.sudo().with_context(active_test=False)
        sources = {}
        for row in rows:
            sources.setdefault(row["source_model"], set()).add(row["source_id"])
        known = set()
        for model, ids in sources.items():
            found = logs.search(
                [("source_model", "=", model), ("source_id", "in", list(ids))]
            )
            known |= {(model, x.source_id, x.commercial_partner_id.id) for x in found}
        return [row for row in rows if self._capture_key(row) not in known]

    @api.model
    def _capture_key(self, row):
        # sudo: only which customer a person belongs to
        person = self.env["res.partner"].sudo().browse(row["partner_id"])
        customer = person.commercial_partner_id
        return row["source_model"], row["source_id"], customer.id

    @api.model
    def _capture_create(self, rows):
        # sudo: the act was allowed, its record follows; who reads it is up to the rules
        logs = self.sudo().with_context(
            tracking_disable=True, mail_create_nosubscribe=True
        )
        # a faster worker is expected here, not an error to report
        with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            created = logs.create([{"activity_id": False, **row} for row in rows])
            created.flush_recordset()
        return created.with_env(self.env)

    @api.model
    def _archive_doubles(self, customer, moving):
        """Customers become one: what was captured for both keeps one log.

        The other is archived without its source, never deleted.

        :param moving: SQL condition on the logs that will belong to ``customer``
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH together AS (
                    SELECT id, ROW_NUMBER() OVER (
                        PARTITION BY source_model, source_id
                        ORDER BY active DESC, (outcome_id IS NOT NULL) DESC,
                                 (commercial_partner_id = %(customer)s) DESC, id
                    ) AS place
                    FROM smb_contact_log
                    WHERE source_model IS NOT NULL
                      AND (commercial_partner_id = %(customer)s OR %(moving)s)
                )
                UPDATE smb_contact_log log
                   SET active = FALSE, source_model = NULL, source_id = NULL
                  FROM together
                 WHERE together.id = log.id AND together.place > 1
                """,
                customer=customer.id,
                moving=moving,
            )
        )
        self.invalidate_model(["active", "source_model", "source_id"])

    @api.model
    def _capture_vals(self, person, document=None, user=None):
        """What every captured log has: who, about what, for which company.

        :param person: the partner spoken to
        :param document: the record it was about, if any
        :param user: who spoke for us; the salesperson when nobody did
        """
        vals = {
            "partner_id": person.id,
            "company_id": self._capture_company(person, document).id,
            "user_id": self._capture_user(person, document, user).id,
        }
        if document and document._name not in NO_DOCUMENT:
            vals.update(res_model=document._name, res_id=document.id)
        return vals

    @api.model
    def _capture_company(self, person, document):
        """Its customer's company first, or the log would mix two companies."""
        own = document["company_id"] if document and "company_id" in document else None
        return person.company_id or own or self.env.company

    @api.model
    def _capture_user(self, person, document, user):
        """The colleague a contact counts for.

        Whoever made it; else the salesperson of the document, the person or the
        customer; else the system.
        """
        candidates = [user] if user else []
        if document:
            owners = {"user_id", "invoice_user_id"} & document._fields.keys()
            candidates += [document[name] for name in sorted(owners)]
        candidates += [person.user_id, person.commercial_partner_id.user_id]
        for candidate in candidates:
            known = candidate._name == "res.users" and candidate.active
            if known and not candidate.share:
                return candidate
        return self.env.ref("base.user_root")

    @api.model
    def _capture_persons(self, persons, preferred=None):
        """One person per customer; nobody of our own companies.

        :param preferred: whom to name when several of one customer were reached
        """
        # sudo: the links to our own companies' addresses, to leave them out
        ours = self.env.companies.sudo().partner_id
        chosen = {}
        for person in persons.sorted(lambda p: p != preferred):
            customer = person.commercial_partner_id
            if customer not in ours:
                chosen.setdefault(customer, person)
        return list(chosen.values())

    # mails

    @api.model
    def _capture_message(self, document, message, recipients):
        """Log a mail or comment that crossed the border to a customer.

        :param document: the record it was posted on
        :param recipients: what ``_notify_thread`` returns: who was notified
        """
        channel = self.env["smb.contact.channel"]._capturing("email")
        # sudo: reads the message that was just posted
        message = message.sudo()
        if not channel or document._name not in self._capture_models():
            return
        if message.is_internal or not message.subtype_id or message.subtype_id.internal:
            return
        # sudo: the links of the document, the poster may not read them
        self._capture_safely(
            self._capture_message_rows, document.sudo(), message, recipients
        )

    @api.model
    def _capture_message_rows(self, document, message, recipients):
        author = message.author_id
        if not author or author.partner_share:
            persons, direction, user = author.filtered("active"), "in", None
        else:
            reached = [r["id"] for r in recipients if r["id"] and r["share"]]
            persons = author.browse(reached)
            direction, user = "out", author.main_user_id
        return self._capture_mail_rows(
            message, document, persons, {"direction": direction}, user=user
        )

    @api.model
    def _capture_mail_rows(self, message, document, persons, vals, user=None):
        if not persons or not self._capture_allows(document):
            return []
        preferred = self._capture_document_person(document)
        return [
            {
                **self._capture_vals(person, document, user),
                **vals,
                "channel_id": self.env["smb.contact.channel"]._capturing("email"),
                "date": min(message.date or fields.Datetime.now(), self._now()),
                "subject": message.subject or document.display_name,
                "note": self._capture_note(excerpt(message.body or "")),
                "source_model": "mail.message",
                "source_id": message.id,
            }
            for person in self._capture_persons(persons, preferred)
        ]

    @api.model
    def _now(self):
        return fields.Datetime.now()

    @api.model
    def _capture_note(self, text):
        return plaintext2html(text) if text else False

    @api.model
    def _capture_document_person(self, document):
        if document._name == "res.partner":
            return document
        return document.partner_id

    # messages that other addons send, such as SMS

    @api.model
    def _capture_sent(self, kind, source, document, persons, text, user=None):
        """Log something sent to customers by a channel of ``kind``.

        The hook for addons that know channels of their own, SMS for example.

        :param source: the record that was sent, captured once per customer
        """
        if not self.env["smb.contact.channel"]._capturing(kind):
            return self.browse()
        return self._capture_safely(
            self._capture_sent_rows, source, kind, document, persons, text, user
        )

    @api.model
    def _capture_sent_rows(self, source, kind, document, persons, text, user):
        # sudo: the links of the document, the sender may not read them
        if document and not self._capture_allows(document.sudo()):
            return []
        return [
            {
                **self._capture_vals(person, document, user),
                "channel_id": self.env["smb.contact.channel"]._capturing(kind),
                "direction": "out",
                "subject": (text or "").split("\n")[0][:100],
                "note": self._capture_note(text),
                "source_model": source._name,
                "source_id": source.id,
            }
            for person in self._capture_persons(persons)
        ]

    # activities

    @api.model
    def _capture_activities(self, activities, feedback):
        """Log contact activities that were marked done."""
        # sudo: reads what was just done by the user himself
        return self._capture_safely(
            self._capture_activity_rows, activities.sudo(), feedback
        )

    @api.model
    def _capture_activity_rows(self, activities, feedback):
        # sudo: logs that name the activity are its record, whoever wrote them
        logs = self.sudo().with_context(active_test=False)
        recorded = logs.search([("activity_id", "in", activities.ids)]).activity_id
        return [
            self._capture_activity_row(activity, feedback)
            for activity in activities - recorded
            # sudo: only the kind of the document is looked at
            if self._capture_allows(
                self.env[activity.res_model].sudo().browse(activity.res_id)
            )
        ]

    @api.model
    def _capture_activity_row(self, activity, feedback):
        # sudo: its links; who did the activity may lack rights on the document
        document = self.env[activity.res_model].sudo().browse(activity.res_id)
        person = self._capture_document_person(document) or activity.smb_partner_id
        channels = self.env["smb.contact.channel"]
        event = activity.calendar_event_id
        source = event or activity
        row = {
            **self._capture_vals(person, document, activity.user_id or self.env.user),
            "channel_id": channels._capturing_activity_type(activity.activity_type_id),
            "direction": "out",
            "subject": activity.summary or activity.activity_type_id.name,
            "note": self._capture_note(feedback),
            "source_model": source._name,
            "source_id": source.id,
            "date": self._now(),
        }
        if event and event.start <= self._now():
            row.update(date=event.start, duration=event.duration)
        return row

    def _feedback(self):
        """A captured contact has nothing to tell its plan that is not written there."""
        return False if self.source_model else super()._feedback()
