"""Who may do what: the table is the specification, the tests hold us to it."""

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SmbCase
from .samples import LOG, SampleCase

# C create, R read, U update, D delete, - nothing. A salesperson's new log becomes his
# own whoever the customer is, hence the C in the rows of others.
ROLES = "uma sally sam max anna will paul public".split()
TABLE = """
                                      uma sally sam  max  anna will paul public
smb.contact.log      own              -   CRU   CRU  CRU  -    -    -    -
smb.contact.log      my customer      -   CR    CR   CRU  -    -    -    -
smb.contact.log      other's          -   C     CR   CRU  -    -    -    -
smb.contact.log      delivery         -   C     CR   CRU  -    R    -    -
smb.contact.log      invoice          -   C     CR   CRU  R    -    -    -
smb.contact.log      other company    -   -     -    -    -    -    -    -
smb.contact.channel  any              -   R     R    CRUD R    R    -    -
smb.contact.outcome  any              -   R     R    CRUD R    R    -    -
smb.contact.quick    own              -   CRU   CRU  CRU  -    -    -    -
smb.contact.quick    other's          -   C     C    C    -    -    -    -
smb.contact.report   own              -   R     R    R    -    -    -    -
smb.contact.report   my customer      -   R     R    R    -    -    -    -
smb.contact.report   other's          -   -     R    R    -    -    -    -
smb.contact.report   other company    -   -     -    -    -    -    -    -
smb.collision.decision own            -   R     R    R    -    -    -    -
smb.collision.decision other's        -   -     R    R    -    -    -    -
smb.collision.decision other company  -   -     -    -    -    -    -    -
smb.duplicate        my customer      -   R     R    RUD  -    -    -    -
smb.duplicate        other's          -   -     R    RUD  -    -    -    -
smb.duplicate        other company    -   -     -    -    -    -    -    -
smb.data.quality.report my customer   -   R     R    R    -    -    -    -
smb.data.quality.report other's       -   -     R    R    -    -    -    -
smb.data.quality.report other company -   -     -    -    -    -    -    -
smb.card.entry       own              -   CRU   CRU  CRU  -    -    -    -
smb.card.entry       other's          -   C     C    C    -    -    -    -
smb.vcard.import     own              -   CRUD  CRUD CRUD -    -    -    -
smb.vcard.import     other's          -   C     C    C    -    -    -    -
smb.vcard.import.line own             -   CRUD  CRUD CRUD -    -    -    -
smb.vcard.import.line other's         -   C     C    C    -    -    -    -
smb.interest         any              -   CR    CR   CRUD -    -    -    -
smb.partner.date     any              -   CRUD  CRUD CRUD -    -    -    -
smb.partner.date     other company    -   -     -    -    -    -    -    -
smb.policy           own              -   R     R    RU   -    -    -    -
smb.policy           other company    -   -     -    -    -    -    -    -
smb.handover         own              -   -     -    CRUD -    -    -    -
smb.handover         other company    -   -     -    -    -    -    -    -
smb.handover.line    own              -   -     -    R    -    -    -    -
smb.handover.line    other company    -   -     -    -    -    -    -    -
smb.ownership.change own              -   R     R    R    -    -    -    -
smb.ownership.change other's          -   -     R    R    -    -    -    -
smb.ownership.change other company    -   -     -    -    -    -    -    -
smb.tier.policy      own              -   R     R    RU   R    -    -    -
smb.tier.policy      other company    -   -     -    -    -    -    -    -
smb.tier             own              R   R     R    CRUD R    R    -    -
smb.tier             other company    -   -     -    -    -    -    -    -
smb.tier.hand        my customer      -   R     R    CRU  -    -    -    -
smb.tier.hand        other's          -   -     R    CRU  -    -    -    -
smb.tier.hand        other company    -   -     -    -    -    -    -    -
smb.tier.change      my customer      -   R     R    R    R    -    -    -
smb.tier.change      other's          -   -     R    R    R    -    -    -
smb.tier.change      other company    -   -     -    -    -    -    -    -
smb.scorecard        my customer      -   R     R    R    R    -    -    -
smb.scorecard        other's          -   -     R    R    R    -    -    -
smb.scorecard        other company    -   -     -    -    -    -    -    -
smb.care.program     own              -   R     R    CRUD R    -    -    -
smb.care.program     other company    -   -     -    -    -    -    -    -
smb.care.step        own              -   R     R    CRUD R    -    -    -
smb.care.step        other company    -   -     -    -    -    -    -    -
smb.follow.up        own              -   R     R    R    R    -    -    -
smb.follow.up        my customer      -   R     R    R    R    -    -    -
smb.follow.up        other's          -   -     R    R    R    -    -    -
smb.follow.up        other company    -   -     -    -    -    -    -    -
smb.visit            own              -   R     R    R    -    -    -    -
smb.visit            my customer      -   R     R    R    -    -    -    -
smb.visit            other's          -   -     R    R    -    -    -    -
smb.visit            other company    -   -     -    -    -    -    -    -
smb.follow.up.hand   own              -   CRU   CRU  CRU  -    -    -    -
smb.follow.up.hand   other's          -   C     C    C    -    -    -    -
smb.heartbeat        any              -   -     -    R    -    -    -    -
smb.business.report  my customer      -   R     R    R    R    -    -    -
smb.business.report  other's          -   -     R    R    R    -    -    -
smb.business.report  other company    -   -     -    -    -    -    -    -
smb.greeting         own              -   R     R    RU   -    -    -    -
smb.greeting         other company    -   -     -    -    -    -    -    -
smb.holiday          own              -   R     R    CRUD -    -    -    -
smb.holiday          other company    -   -     -    -    -    -    -    -
smb.sending          any              -   -     -    R    -    -    -    -
smb.sending          other company    -   -     -    -    -    -    -    -
smb.membership       my customer      -   R     R    R    R    -    -    -
smb.membership       other's          -   -     R    R    R    -    -    -
smb.membership       other company    -   -     -    -    -    -    -    -
smb.membership.hand  own              -   -     -    CRU  -    -    -    -
smb.membership.hand  other's          -   -     -    C    -    -    -    -
smb.membership.change my customer     -   R     R    R    R    -    -    -
smb.membership.change other's         -   -     R    R    R    -    -    -
smb.membership.change other company   -   -     -    -    -    -    -    -
smb.membership.right my customer      -   R     R    R    R    -    -    -
smb.membership.right other's          -   -     R    R    R    -    -    -
smb.membership.right other company    -   -     -    -    -    -    -    -
smb.member.benefit   own              -   R     R    CRUD R    R    -    -
smb.member.benefit   other company    -   -     -    -    -    -    -    -
smb.benefit.use      my customer      -   R     R    R    R    -    -    -
smb.benefit.use      other's          -   -     R    R    R    -    -    -
smb.benefit.use      other company    -   -     -    -    -    -    -    -
smb.member.report    my customer      -   R     R    R    R    -    -    -
smb.member.report    other's          -   -     R    R    R    -    -    -
smb.member.report    other company    -   -     -    -    -    -    -    -
smb.open.item        my customer      -   R     R    R    R    -    -    -
smb.open.item        other's          -   -     R    R    R    -    -    -
smb.open.item        other company    -   -     -    -    -    -    -    -
smb.cash.move        my customer      -   R     R    R    R    -    -    -
smb.cash.move        other's          -   -     R    R    R    -    -    -
smb.cash.move        other company    -   -     -    -    -    -    -    -
smb.expense.report   own              -   -     -    -    R    -    -    -
smb.expense.report   other company    -   -     -    -    -    -    -    -
smb.cash.regular     own              -   -     -    -    CRUD -    -    -
smb.cash.regular     other company    -   -     -    -    -    -    -    -
smb.expense.paper    own              -   -     -    -    CRU  -    -    -
smb.expense.paper    other's          -   -     -    -    C    -    -    -
smb.cash.paper       own              -   -     -    CRU  CRU  -    -    -
smb.cash.paper       other's          -   -     -    C    C    -    -    -
smb.reminder.level   own              -   R     R    CRUD R    -    -    -
smb.reminder.level   other company    -   -     -    -    -    -    -    -
smb.reminder.run     own              -   -     -    -    CRUD -    -    -
smb.reminder.run     other company    -   -     -    -    -    -    -    -
smb.reminder         my customer      -   R     R    R    RU   -    -    -
smb.reminder         other's          -   -     R    R    RU   -    -    -
smb.reminder         other company    -   -     -    -    -    -    -    -
smb.reminder.item    my customer      -   R     R    R    R    -    -    -
smb.reminder.item    other's          -   -     R    R    R    -    -    -
smb.reminder.item    other company    -   -     -    -    -    -    -    -
smb.reminder.effect  my customer      -   R     R    R    R    -    -    -
smb.reminder.effect  other's          -   -     R    R    R    -    -    -
smb.reminder.effect  other company    -   -     -    -    -    -    -    -
smb.promise          my customer      -   CR    CR   CR   CRUD -    -    -
smb.promise          other's          -   -     CR   CR   CRUD -    -    -
smb.promise          other company    -   -     -    -    -    -    -    -
smb.statement.answer my customer      -   R     R    R    R    -    -    -
smb.statement.answer other's          -   -     R    R    R    -    -    -
smb.statement.answer other company    -   -     -    -    -    -    -    -
smb.credit.rule      own              -   R     R    CRUD R    -    -    -
smb.credit.rule      other company    -   -     -    -    -    -    -    -
smb.credit.release   my customer      -   R     R    R    R    -    -    -
smb.credit.release   other's          -   -     R    R    R    -    -    -
smb.credit.release   other company    -   -     -    -    -    -    -    -
smb.credit.account   my customer      -   R     R    R    R    -    -    -
smb.credit.account   other's          -   -     R    R    R    -    -    -
smb.credit.account   other company    -   -     -    -    -    -    -    -
smb.credit.hand      own              -   -     -    CRU  CRU  -    -    -
smb.credit.hand      other's          -   -     -    C    C    -    -    -
smb.ageing.paper     own              -   CRU   CRU  CRU  CRU  -    -    -
smb.ageing.paper     other's          -   C     C    C    C    -    -    -
smb.statement.wizard own              -   CRU   CRU  CRU  CRU  -    -    -
smb.statement.wizard other's          -   C     C    C    C    -    -    -
smb.benefit.hours    own              -   CRU   CRU  CRU  -    -    -    -
smb.benefit.hours    other's          -   C     C    C    -    -    -    -
smb.benefit.override own              -   CRU   CRU  CRU  -    -    -    -
smb.benefit.override other's          -   C     C    C    -    -    -    -
smb.benefit.preview  own              -   -     -    CRU  -    -    -    -
smb.benefit.preview  other's          -   -     -    C    -    -    -    -
smb.print.template   own              -   R     R    CRUD R    R    -    -
smb.print.template   other company    -   -     -    -    -    -    -    -
smb.print.block      own              -   R     R    CRUD R    R    -    -
smb.print.block      other company    -   -     -    -    -    -    -    -
smb.print.column     own              -   R     R    CRUD R    R    -    -
smb.print.column     other company    -   -     -    -    -    -    -    -
smb.print.version    own              -   -     -    R    -    -    -    -
smb.print.version    other company    -   -     -    -    -    -    -    -
smb.print.field      any              -   R     R    R    R    R    -    -
smb.print.choice     own              -   CRU   CRU  CRU  CRU  CRU  -    -
smb.print.choice     other's          -   C     C    C    C    C    -    -
smb.print.import     own              -   -     -    CRU  -    -    -    -
smb.print.import     other's          -   -     -    C    -    -    -    -
smb.print.link       own              -   R     R    R    R    R    -    -
smb.print.link       other's          -   -     -    R    -    -    -    -
smb.print.link       other company    -   -     -    -    -    -    -    -
smb.print.job        own              -   R     R    R    R    R    -    -
smb.print.job        other's          -   -     -    R    -    -    -    -
smb.print.job        other company    -   -     -    -    -    -    -    -
"""
# whoever may read these reads all of them, so that they need no rule per group
SHARED = {
    "smb.care.program",
    "smb.care.step",
    "smb.contact.channel",
    "smb.contact.outcome",
    "smb.greeting",
    "smb.holiday",
    "smb.member.benefit",
    "smb.policy",
    "smb.reminder.level",
    "smb.print.block",
    "smb.print.column",
    "smb.print.field",
    "smb.print.template",
    "smb.print.version",
    "smb.tier",
    "smb.tier.policy",
}
OPERATIONS = {"C": "create", "R": "read", "U": "write", "D": "unlink"}


def rows():
    """The table as (model, scope, {role: letters})."""
    for line in TABLE.strip().splitlines()[1:]:
        words = line.split()
        scope, cells = words[1 : -len(ROLES)], words[-len(ROLES) :]
        yield words[0], " ".join(scope), dict(zip(ROLES, cells, strict=True))


def own_models(env):
    """Our models that hold records, shown to users by name."""
    models = env["ir.model"].sudo().search([("model", "=like", "smb.%")])
    names = [model.model for model in models if model.model.startswith("smb.")]
    return [name for name in names if not env[name]._abstract]


@tagged("post_install", "-at_install")
class TestAccessMatrix(SampleCase):
    def test_every_cell_of_the_table_holds(self):
        for model, scope, cells in rows():
            for role, letters in cells.items():
                with self.subTest(model=model, scope=scope, role=role):
                    allowed = self._allowed(model, scope, self.users[role])
                    self.assertEqual(allowed or "-", letters)

    def _allowed(self, model, scope, user):
        """The letters of what ``user`` can really do."""
        record = self.sample(model, scope, user)
        return "".join(
            letter
            for letter, operation in OPERATIONS.items()
            if self._can(operation, record, scope, user)
        )

    @mute_logger("odoo.models.unlink", "odoo.addons.base.models.ir_model")
    def _can(self, operation, record, scope, user):
        model = record._name
        mine = self.env[model].with_user(user)
        acts = {
            "create": lambda: mine.create(self.sample_vals(model, scope, user)),
            "read": lambda: self._read(record.with_user(user)),
            "write": lambda: record.with_user(user).write(self.sample_change(model)),
            "unlink": lambda: record.with_user(user).unlink(),
        }
        self.env.invalidate_all()
        savepoint = self.env.cr.savepoint(flush=True)
        try:
            acts[operation]()
            self.env.flush_all()
        except AccessError:
            return False
        finally:
            self.env.clear()
            savepoint.rollback()
            savepoint.close()
        return True

    def _read(self, record):
        record.read()
        if not record.search([("id", "=", record.id)]):
            raise AssertionError(f"{record} can be read but not found")

    def test_what_may_not_be_read_is_not_found_either(self):
        for model, scope, cells in rows():
            for role, letters in cells.items():
                if "R" in letters:
                    continue
                with self.subTest(model=model, scope=scope, role=role):
                    user = self.users[role]
                    record = self.sample(model, scope, user)
                    self.assertFalse(self._found(record, user))

    @mute_logger("odoo.addons.base.models.ir_model")
    def _found(self, record, user):
        try:
            return record.with_user(user).search([("id", "=", record.id)])
        except AccessError:
            return None


@tagged("post_install", "-at_install")
class TestLimitsOfTiers(SmbCase):
    """The letter is for every colleague; where it begins is not."""

    LIMITS = ("share_to", "amount_from", "percent_to", "quiet_days")

    def tiers(self, user):
        tiers = self.env["smb.tier.policy"]._of(self.company).tier_ids
        return tiers.with_user(user).sudo(False)

    def test_who_knows_customers_reads_them(self):
        for user in (self.sally, self.sam, self.max, self.anna):
            with self.subTest(user=user.name):
                self.tiers(user).read(self.LIMITS)

    def test_others_read_name_and_colour_only(self):
        for user in (self.uma, self.will):
            tiers = self.tiers(user)
            tiers.read(["name", "color", "sequence", "meaning"])
            self.assertFalse(set(self.LIMITS) & set(tiers.read()[0]))
            for name in self.LIMITS:
                with self.subTest(user=user.name, field=name):
                    with self.assertRaises(AccessError):
                        tiers.read([name])
                    with self.assertRaises(AccessError):
                        tiers.search([(name, ">", 0)])
                    with self.assertRaises(AccessError):
                        tiers.search([], order=name)


@tagged("post_install", "-at_install")
class TestAccessIsComplete(SampleCase):
    def test_every_model_is_in_the_table(self):
        self.assertEqual(set(own_models(self.env)), {model for model, *_ in rows()})

    def test_no_access_line_is_open_to_everybody(self):
        lines = self._access_lines()
        self.assertFalse(lines.filtered(lambda line: not line.group_id).mapped("name"))

    def test_every_model_of_a_company_has_a_company_rule(self):
        for name in own_models(self.env):
            if "company_id" not in self.env[name]:
                continue
            with self.subTest(name):
                rules = self._rules(name).filtered("global")
                self.assertTrue(any("company_ids" in r.domain_force for r in rules))

    def test_every_group_with_access_has_a_rule(self):
        """Odoo opens a model fully to a group that has an access line but no rule."""
        for line in self._access_lines():
            model = line.model_id.model
            if model in SHARED or self.env[model]._transient:
                continue
            for operation in OPERATIONS.values():
                if line[f"perm_{operation}"]:
                    with self.subTest(line.name, operation=operation):
                        self.assertTrue(self._group_rules(line, operation))

    def test_every_wizard_belongs_to_who_opened_it(self):
        for name in own_models(self.env):
            if self.env[name]._transient:
                with self.subTest(name):
                    domains = self._rules(name).mapped("domain_force")
                    self.assertTrue(any("create_uid" in domain for domain in domains))

    def test_no_shortcut_reads_a_log_with_more_rights(self):
        """Odoo reads related fields as superuser unless told not to."""
        for model in self.env.registry.values():
            for field in model._fields.values():
                if field.related and not field.store and self._passes_a_log(field):
                    with self.subTest(str(field)):
                        self.assertFalse(field.compute_sudo)

    def _passes_a_log(self, field):
        """Whether the path of a related field steps through a contact log."""
        model = self.env[field.model_name]
        for name in field.related.split(".")[:-1]:
            model = self.env[model._fields[name].comodel_name]
            if model._name == LOG:
                return True
        return False

    def _access_lines(self):
        return self.env["ir.model.access"].search(
            [("model_id.model", "in", own_models(self.env))]
        )

    def _rules(self, model):
        return self.env["ir.rule"].search([("model_id.model", "=", model)])

    def _group_rules(self, line, operation):
        groups = line.group_id | line.group_id.all_implied_ids
        return self._rules(line.model_id.model).filtered(
            lambda rule: rule.groups & groups and rule[f"perm_{operation}"]
        )
