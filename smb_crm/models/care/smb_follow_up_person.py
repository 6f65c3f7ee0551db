from collections import Counter

from odoo import api, models
from odoo.tools import html_escape, plaintext2html

from ...tools.roles import MANAGERS
from .smb_care_step import FULFILLED_BY


class SmbFollowUp(models.Model):
    """Whose desk a follow-up comes onto, and what lies there then.

    Whom the step names; who left, was archived or does not work for the company is
    replaced: by the customer's representative, the salesperson, the leader of the
    salesperson's team, the fallback of the policy, a sales manager. A team takes turns:
    who has the least on the desk is next.
    """

    _inherit = "smb.follow.up"

    @api.model
    def _responsibles(self, rows):
        """The person for each of ``rows``.

        :return: ``{row: user}``, of a user who is there; the superuser when nobody is
        """
        teams = rows.step_id.filtered(lambda step: step.who == "team").team_id
        load = self._load_of(rows.company_id, teams.member_ids)
        last_resorts = {}
        chosen = {}
        for row in rows:
            company = row.company_id
            user = row._person_by_hand() or row._person_of_step(load)
            if not user:
                if company not in last_resorts:
                    last_resorts[company] = self._last_resort(company)
                user = last_resorts[company]
            load[user.id] += 1
            chosen[row] = user
        return chosen

    def _person_by_hand(self):
        self.ensure_one()
        by_hand = self.moved_by == "hand" and self._is_there(self.user_id)
        return self.user_id if by_hand else self.env["res.users"]

    def _person_of_step(self, load):
        """Whom the step names, or who stands in; nobody when that is for the company.

        :param load: open follow-ups by user id
        """
        step = self.step_id
        if step.who == "team":
            members = step.team_id.member_ids.filtered(self._is_there)
            if members:
                return min(members, key=lambda user: (load[user.id], user.id))
        there = (user for user in self._stand_ins() if self._is_there(user))
        return next(there, self.env["res.users"])

    def _stand_ins(self):
        """Whom the step names, then who stands in, each looked up when needed."""
        step, customer = self.step_id, self.partner_id
        if step.who == "user":
            yield step.user_id
        elif step.who == "team":
            yield step.team_id.user_id
        elif step.who == "owner":
            yield customer.user_id
        yield customer.smb_representative_id
        yield customer.user_id
        yield customer.user_id.sale_team_id.user_id

    def _is_there(self, user):
        """Whether ``user`` works for the company of this follow-up."""
        inside = user and user.active and not user.share
        return bool(inside and self.company_id in user.company_ids)

    @api.model
    def _last_resort(self, company):
        """Who gets what nobody else is responsible for."""
        policy = self.env["smb.policy"]._of(company)
        # sudo: the members of a group, to name one of them
        managers = self.env.ref(MANAGERS).sudo().all_user_ids.sorted("id")
        for user in (policy.care_fallback_id, *managers):
            inside = user and user.active and not user.share
            if inside and company in user.company_ids:
                return user
        return self.env.ref("base.user_root")

    @api.model
    def _load_of(self, companies, users):
        """How many follow-ups lie on the desks of ``users``."""
        if not users:
            return Counter()
        groups = self._read_group(
            [
                ("company_id", "in", companies.ids),
                ("user_id", "in", users.ids),
                ("state", "=", "due"),
            ],
            ["user_id"],
            ["__count"],
        )
        return Counter({user.id: count for user, count in groups})

    # what lies there

    @api.model
    def _activity_types(self):
        """The activity type for each kind of step."""
        channels = self.env["smb.contact.channel"].search(
            [("activity_type_id", "!=", False)]
        )
        types = {}
        for what, kinds in FULFILLED_BY.items():
            fitting = [
                channel
                for kind in kinds
                for channel in channels
                if channel.kind == kind
            ]
            none = self.env["smb.contact.channel"]
            channel = fitting[0] if fitting else none
            types[what] = self.env["smb.contact.log"]._planning_type(channel)
        return types

    def _explained(self, users):
        """Summary and note of each row's activity, in the language of its reader."""
        said = {}
        for lang, rows in self.grouped(lambda row: users[row].lang).items():
            speaking = rows.with_context(lang=lang)
            reasons = speaking._explain()
            for row, spoken in zip(rows, speaking, strict=True):
                step = spoken.step_id
                note = plaintext2html(step.note) if step.note else ""
                if reason := reasons.get(row.id):
                    note += html_escape(reason)
                said[row] = {"summary": step.name, "note": note or False}
        return said
