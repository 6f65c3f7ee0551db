from odoo import fields, models


class SmbContactChannel(models.Model):
    """A way to reach a customer: phone, e-mail, visit, letter."""

    _name = "smb.contact.channel"
    _description = "Contact Channel"
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
