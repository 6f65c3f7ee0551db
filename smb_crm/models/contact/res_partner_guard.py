from functools import partial

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import consteq

from ...tools.roles import MANAGERS

OPEN_QUESTIONS = 20
TO_DO = "mail.mail_activity_data_todo"
# what the guard looks at in a contact
TYPED = (
    "name", "phone", "email", "vat", "website", "street", "zip", "city", "country_id",
    "parent_id", "is_company", "company_type", "type",
)  # fmt: skip
# only the server can hold this object: no client talks the guard into leniency
MAIL_ADDRESS = object()


class ResPartner(models.Model):
    """The collision guard: no customer is entered twice without somebody knowing.

    It looks at what internal users enter, whatever the way (form, quick create,
    import, remote call). The system's own contacts (sign-up, mail gateway, jobs,
    installation) run as superuser and pass. Nothing the client sends can switch the
    guard off: only the policy, the role and a manager's logged permission can. Whoever
    is made for a mail's address is noted and listed but never refused, and neither is
    one that only resembles customers out of the user's sight.
    """

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        typed = [self._smb_with_defaults(vals) for vals in vals_list]
        mode, matches = self._smb_guard(typed)
        if mode == "block":
            self._smb_refuse_collisions(typed, matches)
        partners = super().create(vals_list)
        for partner, vals, found in zip(partners, typed, matches, strict=True):
            if found:
                partner._smb_collision_created(vals, found)
        return partners

    def _smb_collision_created(self, vals, matches):
        """A contact came in although it resembles customers. Others add to this."""
        record = self.env["smb.collision.decision"]._record
        return record("created", vals, matches, self)

    def _find_or_create_from_emails(self, *args, **kwargs):
        lenient = self.with_context(smb_mail_address=MAIL_ADDRESS)
        found = super(ResPartner, lenient)._find_or_create_from_emails(*args, **kwargs)
        return [partner.with_env(self.env) for partner in found]

    @api.model
    def _smb_guard(self, vals_list):
        """``(mode, findings per dict)``; no findings where the guard does not look."""
        findings = [[] for _vals in vals_list]
        mode = self._smb_guard_mode()
        if mode == "off":
            return mode, findings
        guarded = [i for i, vals in enumerate(vals_list) if self._smb_is_guarded(vals)]
        found = self._smb_matches([vals_list[i] for i in guarded])
        for i, matches in zip(guarded, found, strict=True):
            findings[i] = matches
        return mode, findings

    @api.model
    def _smb_guard_mode(self):
        """off, warn or block for what the current user enters here."""
        if self.env.su or not self.env.user._is_internal():
            return "off"
        mode = self.env["smb.policy"]._of(self.env.company).guard_mode or "off"
        if mode == "block" and self.env.context.get("smb_mail_address") is MAIL_ADDRESS:
            return "warn"
        return mode

    @api.model
    def _smb_is_guarded(self, vals):
        """Addresses of a customer are no customers of their own."""
        return not vals.get("parent_id") or vals.get("type", "contact") == "contact"

    @api.model
    def _smb_with_defaults(self, vals):
        context = self.env.context
        defaults = {
            name: context[f"default_{name}"]
            for name in TYPED
            if f"default_{name}" in context
        }
        return {**defaults, **vals}

    @api.model
    def _smb_may_override(self):
        """Sales managers know better; who creates users is not entering customers."""
        user = self.env.user
        return user.has_group(MANAGERS) or user.has_group("base.group_erp_manager")

    @api.model
    def _smb_refuse_collisions(self, vals_list, matches):
        """
        :raise UserError: for the first contact that is too much like a customer
        """
        if self._smb_may_override():
            return
        decisions = self.env["smb.collision.decision"]
        limit = self.env["smb.policy"]._of(self.env.company).guard_block / 100
        for vals, found in zip(vals_list, matches, strict=True):
            close = self._smb_in_sight([m for m in found if m[0] >= limit])
            if close and not decisions._is_allowed(vals):
                self._smb_remember_refusal(vals, close)
                raise UserError(self._smb_refusal(vals, close[0]))

    @api.model
    def _smb_in_sight(self, matches):
        """The findings that the user can open instead: readable and not archived."""
        partners = self.browse([match[2] for match in matches])
        open_ids = set(partners._filtered_access("read").filtered("active").ids)
        return [match for match in matches if match[2] in open_ids]

    @api.model
    def _smb_refusal(self, vals, match):
        described = self._smb_describe([match])[0]
        return self.env._(
            "“%(typed)s” looks like an existing customer: %(customer)s (%(reasons)s;"
            " owner: %(owner)s). Open that customer or ask its owner; if they really"
            " are two, a sales manager can allow it under Data Quality, Collision"
            " Decisions.",
            typed=vals.get("name") or vals.get("email") or "",
            customer=described["name"],
            reasons=", ".join(described["reasons"]),
            owner=described["owner"] or self.env._("nobody"),
        )

    @api.model
    def _smb_remember_refusal(self, vals, matches):
        write = partial(
            self._smb_write_refusal,
            self.env.registry,
            self.env.uid,
            self.env.companies.ids,
            dict(vals),
            matches,
        )
        # the refusal rolls back everything, unless an import goes on without the row:
        # written once either is done, for each forgets what waits for the other
        self.env.cr.postrollback.add(write)
        self.env.cr.postcommit.add(write)

    @api.model
    def _smb_write_refusal(self, registry, uid, company_ids, vals, matches):
        with registry.cursor() as cr:
            env = api.Environment(cr, uid, {"allowed_company_ids": company_ids})
            # a customer of the same request has just been rolled back
            facts = env["res.partner"]._smb_facts([match[2] for match in matches])
            known = [match for match in matches if match[2] in facts]
            if known:
                env["smb.collision.decision"]._record("blocked", vals, known)

    # the panel

    @api.model
    @api.readonly
    def smb_guard_check(self, vals):
        """What the form shows while a new contact is typed.

        :param dict vals: as for :meth:`smb_similar`
        :return: dict with ``mode`` (off, warn, block), ``blocked`` (saving will be
            refused) and ``matches`` as :meth:`smb_similar` gives them
        :raise AccessError: unless an internal user who may read or create contacts
        """
        self._smb_check_may_search()
        policy = self.env["smb.policy"]._of(self.env.company)
        if policy.guard_mode not in ("warn", "block"):
            return {"mode": "off", "blocked": False, "matches": []}
        matches = self.smb_similar(vals, limit=5)
        in_sight = [m for m in matches if not (m["masked"] or m["archived"])]
        best = in_sight[0]["score"] if in_sight else 0
        refused = policy.guard_mode == "block" and best >= policy.guard_block / 100
        blocked = refused and not (
            self._smb_may_override()
            or self.env["smb.collision.decision"]._is_allowed(vals)
        )
        return {"mode": policy.guard_mode, "blocked": blocked, "matches": matches}

    @api.model
    def smb_guard_opened(self, vals, match):
        """Note that the user went to the existing customer instead.

        :param dict vals: what was typed
        :param str match: the finding's ``match``
        """
        found = self._smb_find_again(vals, match)
        self.env["smb.collision.decision"]._record("opened", vals, found)

    @api.model
    def smb_ask_owner(self, vals, match):
        """Put a question to the owner of the customer that was found.

        The owner gets an activity on that customer, its wording is fixed. One open
        question per asker and customer, few per asker.

        :param dict vals: what was typed; it must really lead to that customer
        :param str match: the finding's ``match``
        :return: the owner's name
        :raise AccessError: when what was typed does not lead to that customer
        :raise UserError: without an owner, or when a question is still open
        """
        found = self._smb_find_again(vals, match)
        fact = self._smb_facts([found[0][2]])[found[0][2]]
        owner_id, owner = fact[4], fact[5]
        if not owner_id:
            raise UserError(
                self.env._(
                    "%(customer)s has no owner. Ask a sales manager.", customer=fact[1]
                )
            )
        # sudo: the asker need not read the customer; the finding was checked above
        self.browse(fact[0]).sudo()._smb_put_question(owner_id, vals)
        self.env["smb.collision.decision"]._record("asked", vals, found)
        return owner

    @api.model
    def _smb_find_again(self, vals, match):
        """The findings of ``vals``, the one proven by ``match`` first.

        :raise AccessError: when what was typed does not lead to that customer
        """
        self._smb_check_may_search()
        vals = vals if isinstance(vals, dict) else {}
        matches = self._smb_matches([vals])[0]
        for found in matches:
            if isinstance(match, str) and consteq(self._smb_proof(found[2]), match):
                return [found, *(other for other in matches if other != found)]
        raise AccessError(
            self.env._("What you typed no longer resembles that customer.")
        )

    @api.model
    def _smb_question_type(self):
        """Our own kind of activity, Odoo's To-Do once somebody deleted it."""
        for name in ("smb_crm.smb_activity_type_question", TO_DO):
            if kind := self.env.ref(name, raise_if_not_found=False):
                return kind
        return self.env["mail.activity.type"]

    def _smb_put_question(self, owner_id, vals):
        self.ensure_one()
        kind = self._smb_question_type()
        activities = self.env["mail.activity"]
        mine = [("activity_type_id", "=", kind.id), ("create_uid", "=", self.env.uid)]
        about = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        if activities.search_count([*mine, *about], limit=1):
            raise UserError(
                self.env._("Your earlier question to the owner is still open.")
            )
        if activities.search_count(mine, limit=OPEN_QUESTIONS) >= OPEN_QUESTIONS:
            raise UserError(
                self.env._(
                    "%(number)s of your questions are still open. Talk to their owners"
                    " first.",
                    number=OPEN_QUESTIONS,
                )
            )
        typed = str(vals.get("name") or vals.get("email") or "")[:100]
        asker = self.env.user
        self.activity_schedule(
            activity_type_id=kind.id,
            user_id=owner_id,
            summary=self.env._("%(asker)s asks about this customer", asker=asker.name),
            note=Markup("<p>%s</p>")
            % self.env._(
                "%(asker)s was about to create “%(typed)s”, which looks like this"
                " customer of yours. Please agree who looks after it.",
                asker=asker.name,
                typed=typed,
            ),
        )
