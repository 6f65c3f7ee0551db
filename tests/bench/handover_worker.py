"""A handover of all that a salesperson has, applied in a child that may be killed."""

import os
import signal
import sys

from .children import Parent
from .pair import serve
from .worker import open_registry

BATCH = 20


class Hander(Parent):
    """Sally's to Sam, or back; Max, who manages, applies it."""

    def __init__(self, registry):
        from odoo.addons.smb_crm.models.owner import smb_handover_move

        super().__init__(registry)
        self.move = smb_handover_move

    def new(self, old, new):
        """A handover that is not applied yet; its number."""
        with self.registry.cursor() as cr:
            env = self._as_max(cr)
            users = env["res.users"].sudo()
            people = [users.search([("login", "=", name)]).id for name in (old, new)]
            handover = env["smb.handover"].create(
                {"from_user_id": people[0], "to_user_id": people[1], "reason": "Move"}
            )
            return handover.id

    def apply(self, handover):
        """As the button does it: at once and in one transaction."""
        with self.registry.cursor() as cr:
            self._as_max(cr)["smb.handover"].browse(int(handover)).action_apply()

    def leave(self, handover):
        """Apply it as if there were so much to move that the job has to do it."""
        self.move.AT_ONCE = 0
        self.apply(handover)

    def work(self):
        """The job, in small batches."""
        self.move.BATCH = BATCH
        with self.registry.cursor() as cr:
            self.environment(cr, self.root, {})["smb.handover"]._cron_hand_over()

    def torn(self, handover):
        """Apply it with a commit after the first records, and die."""
        model = self.registry["smb.handover"]
        assign = model._assign

        def assign_and_die(rows, *args):
            assign(rows, *args)
            rows.env.cr.commit()
            os.kill(os.getpid(), signal.SIGKILL)

        model._assign = assign_and_die
        self.apply(handover)

    def _as_max(self, cr):
        env = self.environment(cr, self.root, {})
        manager = env["res.users"].search([("login", "=", "max")])
        context = {"allowed_company_ids": manager.company_id.ids}
        return self.environment(cr, manager.id, context)


if __name__ == "__main__":
    serve(Hander(open_registry(sys.argv[1])).answer)
