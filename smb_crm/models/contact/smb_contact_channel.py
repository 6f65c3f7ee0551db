from odoo import api, fields, models, tools


class SmbContactChannel(models.Model):
    """A way to reach a customer: phone, e-mail, visit, letter."""

    _name = "smb.contact.channel"
    _description = "Contact Channel"
    _inherit = ["smb.input.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("phone", "Phone"),
            ("email", "E-mail"),
            ("message", "Instant Message"),
            ("sms", "SMS"),
            ("visit", "Visit"),
            ("meeting", "Meeting"),
            ("letter", "Letter"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
        help="What the channel is for the system: captured contacts look for the"
        " first channel of their kind.",
    )
    icon = fields.Char(
        default="fa-comment",
        help="Font Awesome name, for example fa-phone.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    direction = fields.Selection(
        [("out", "Outgoing"), ("in", "Incoming")],
        required=True,
        default="out",
        string="Usual Direction",
    )
    duration = fields.Float(
        string="Usual Duration",
        help="Hours proposed for a new contact.",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Planned As",
        help="The activity type that plans a contact by this channel.",
    )
    capture = fields.Boolean(
        string="Log by Itself",
        default=True,
        help="Mails, meetings and activities of this kind become contact logs"
        " without anybody typing them.",
    )

    _duration_not_negative = models.Constraint(
        "CHECK (duration >= 0)", "A usual duration can't be negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache()
    def _by_activity_type(self):
        """Which channel an activity type plans: ``{type id: channel id}``.

        These types are the contact activities; when several channels share a type, the
        first in use speaks for it.
        """
        # sudo: configuration, the same for everybody
        channels = self.sudo().with_context(active_test=False)
        planned = channels.search([("activity_type_id", "!=", False)])
        ordered = planned.sorted(lambda channel: (not channel.active, channel.sequence))
        return {c.activity_type_id.id: c.id for c in reversed(ordered)}

    @api.model
    def _contact_activity_types(self):
        """Ids of the activity types that plan a contact; never empty, for SQL."""
        return tuple(self._by_activity_type()) or (0,)

    @api.model
    @tools.ormcache("kind")
    def _capturing(self, kind):
        """Id of the channel that logs contacts of ``kind`` by itself, or ``False``."""
        # sudo: configuration, the same for everybody
        channels = self.sudo()
        return channels.search(
            [("kind", "=", kind), ("capture", "=", True)], limit=1
        ).id

    @api.model
    def _capturing_activity_type(self, activity_type):
        """Id of the channel that logs done activities of this type, or ``False``."""
        channel_id = self._by_activity_type().get(activity_type.id)
        # sudo: configuration, the same for everybody
        channel = self.sudo().browse(channel_id)
        return (
            channel.id if channel_id and channel.active and channel.capture else False
        )
