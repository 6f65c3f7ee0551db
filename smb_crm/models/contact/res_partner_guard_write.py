from datetime import timedelta

from odoo import fields, models

from .res_partner_guard import TYPED

# so long a contact counts as just entered
JUST_ENTERED = timedelta(hours=1)
TELLING = {"name", "phone", "email", "vat"}
# what makes a customer of an address
STANDING = {"parent_id", "type"}


class ResPartner(models.Model):
    """No way around the collision guard by writing instead of creating.

    It looks again when an address becomes a customer of its own, and when a contact
    that was just entered gets another name, phone, e-mail or tax number. Later changes
    are left to the nightly search.
    """

    _inherit = "res.partner"

    def write(self, vals):
        changed = self._smb_to_guard(vals)
        if not changed:
            return super().write(vals)
        typed, findings = changed._smb_guard_change(vals)
        done = super().write(vals)
        for partner, now, found in zip(changed, typed, findings, strict=True):
            if found:
                partner._smb_collision_created(now, found)
        return done

    def _smb_to_guard(self, vals):
        """Those of ``self`` whose change the guard has to look at."""
        standing, telling = STANDING & vals.keys(), TELLING & vals.keys()
        if not (standing or telling) or self.env.su:
            return self.browse()
        # sudo: whether the guard looks, nothing is shown
        changed = self.sudo().filtered(
            lambda partner: (
                (standing and not self._smb_is_guarded(partner._smb_typed()))
                or (telling and partner._smb_just_entered_tells(vals))
            )
        )
        if not changed or self._smb_guard_mode() == "off" or self._smb_may_override():
            return self.browse()
        return changed.with_env(self.env)

    def _smb_just_entered_tells(self, vals):
        """Whether ``vals`` say anything new about a contact that was just entered.

        A person's tax number is the company's.
        """
        entered = self.create_date
        if not entered or entered <= fields.Datetime.now() - JUST_ENTERED:
            return False
        names = TELLING - {"vat"} if self.parent_id else TELLING
        return any((self[name] or "") != vals[name] for name in names if vals.get(name))

    def _smb_guard_change(self, vals):
        """What ``vals`` make of each contact, with what it did not resemble before.

        :raise UserError: where the guard refuses what one becomes
        """
        # sudo: what is compared is what is stored, whoever asks
        before = [partner._smb_typed() for partner in self.sudo()]
        after = [{**was, **self._smb_typed_of(vals)} for was in before]
        old, new = self._smb_guard(before)[1], self._smb_guard(after)[1]
        if self._smb_guard_mode() == "block":
            fresh = map(self._smb_newly_close, old, new)
            self._smb_refuse_collisions(after, list(fresh))
        known = [{match[2] for match in matches} for matches in old]
        return after, [
            [match for match in matches if match[2] not in ids]
            for matches, ids in zip(new, known, strict=True)
        ]

    def _smb_newly_close(self, old, new):
        """The findings that were not close enough for a refusal before."""
        limit = self.env["smb.policy"]._of(self.env.company).guard_block / 100
        close = {match[2] for match in old if match[0] >= limit}
        return [match for match in new if match[2] not in close]

    def _smb_typed(self):
        """The stored contact as the guard reads what is typed."""
        self.ensure_one()
        relations = {name: self[name].id for name in ("country_id", "parent_id")}
        texts = {
            name: self[name]
            for name in TYPED
            if name not in relations and name != "company_type"
        }
        return {**texts, **relations, "id": self.id}

    def _smb_typed_of(self, vals):
        typed = {name: vals[name] for name in TYPED if name in vals}
        if "company_type" in typed:
            typed["is_company"] = typed.pop("company_type") == "company"
        return typed
