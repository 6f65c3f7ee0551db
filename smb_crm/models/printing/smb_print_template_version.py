import json

from odoo import api, fields, models
from odoo.exceptions import UserError

KEPT = 30
PLAIN = ("char", "text", "html", "integer", "float", "boolean", "selection")


class SmbPrintVersion(models.Model):
    """What a template was before it was changed, to look at and to go back to."""

    _name = "smb.print.version"
    _description = "Version of a Print Template"
    _inherit = ["smb.input.mixin"]
    _order = "id desc"

    template_id = fields.Many2one(
        "smb.print.template", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="template_id.company_id")
    content = fields.Json(required=True)
    note = fields.Char(help="What was done with the template after this.")

    def action_restore(self):
        """Make the template what it was; what it is now becomes a version as well."""
        self.ensure_one()
        self.template_id._keep_version(self.env._("Restored an earlier version"))
        self.template_id._fill_in(self.content)
        return {"type": "ir.actions.client", "tag": "soft_reload"}


class SmbPrintTemplate(models.Model):
    _inherit = "smb.print.template"

    version_ids = fields.One2many(
        "smb.print.version",
        "template_id",
        groups="sales_team.group_sale_manager,smb_crm.group_smb_print_designer",
    )

    def write(self, vals):
        if vals.keys() - {"active", "sequence"} and not self.env.context.get(
            "smb_filling"
        ):
            for template in self:
                template._keep_version(self.env._("Changed"))
        return super().write(vals)

    def _keep_version(self, note):
        """Remember what the template is now; the oldest versions go."""
        # sudo: versions are written by this method alone, of templates that the user
        # is about to change
        versions = self.env["smb.print.version"].sudo()
        self.check_access("write")
        versions.create(
            {"template_id": self.id, "content": self._as_content(), "note": note}
        )
        self.sudo().version_ids[KEPT:].unlink()

    # ------------------------------------------------------------------ as a file
    def _as_content(self):
        """All that makes up the paper, without what belongs to this database."""
        self.ensure_one()
        return {
            "smb_print_template": 1,
            **self._plain_values(self),
            "blocks": [
                {
                    **self._plain_values(block),
                    "columns": [
                        {
                            **self._plain_values(column),
                            "field": column.field_id.path,
                        }
                        for column in block.column_ids
                    ],
                }
                for block in self.block_ids
            ],
        }

    def _plain_values(self, record):
        return {
            name: record[name]
            for name, field in record._fields.items()
            if field.type in PLAIN and field.store
        }

    def _fill_in(self, content):
        """Become what ``content`` says.

        :raise UserError: when it is no template or names fields there are not
        """
        self.ensure_one()
        self.with_context(smb_filling=True).write(
            {"block_ids": [fields.Command.clear()], **self._plain_vals(self, content)}
        )
        self.with_context(smb_filling=True).write(
            {"block_ids": [self._block_command(one) for one in content["blocks"]]}
        )

    def _plain_vals(self, record, content):
        return {
            name: content[name]
            for name, field in record._fields.items()
            if name in content and field.type in PLAIN and field.store
        }

    def _block_command(self, content):
        block = self.env["smb.print.block"]
        columns = [
            fields.Command.create(
                {
                    **self._plain_vals(self.env["smb.print.column"], one),
                    "field_id": self._field(one["field"], content["kind"]).id,
                }
            )
            for one in content["columns"]
        ]
        return fields.Command.create(
            {**self._plain_vals(block, content), "column_ids": columns}
        )

    def _field(self, path, block):
        found = self.env["smb.print.field"].search(
            [
                ("model", "=", self.model),
                ("is_line", "=", block == "lines"),
                ("path", "=", path),
            ]
        )
        if not found:
            raise UserError(
                self.env._("%(path)s is not a field that papers may name.", path=path)
            )
        return found

    def action_export(self):
        """The template as a file that another database reads."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/smb/print/template/{self.id}",
            "target": "download",
        }

    def _as_file(self):
        return json.dumps(self._as_content(), ensure_ascii=False, indent=1)

    @api.model
    def _from_file(self, text):
        """A new template from what another database exported.

        :raise UserError: when the file is none of ours
        """
        try:
            content = json.loads(text)
            if content["smb_print_template"] != 1 or not content["name"]:
                raise ValueError("another kind of file")
            vals = self._plain_vals(self, content)
            template = self.create({**vals, "company_id": self.env.company.id})
            template._fill_in(content)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UserError(
                self.env._("This file is not a print template of ours.")
            ) from error
        return template
