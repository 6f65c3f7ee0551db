import {Component, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {formatFloat, formatInteger} from "@web/views/fields/formatters";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/** Which follow-ups saving a programme would plan, move and drop. */
export class CarePreviewDialog extends Component {
    static template = "smb_crm.CarePreviewDialog";
    static components = {Dialog};
    static props = {answer: Object, close: Function};

    setup() {
        this.action = useService("action");
        this.title = this.answer.count
            ? _t("What saving would change")
            : _t("Saving would change no follow-up");
    }

    get answer() {
        return this.props.answer;
    }

    get more() {
        return this.answer.count - this.answer.customers.length;
    }

    get seconds() {
        return formatFloat(this.answer.seconds, {digits: [16, 1]});
    }

    count(number) {
        return number ? formatInteger(number) : "";
    }

    open(customer) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: customer.name,
            res_model: "res.partner",
            res_id: customer.id,
            views: [[false, "form"]],
            target: "new",
        });
    }
}

/** The button of it: the server tries the form as it stands, saved or not. */
export class CarePreview extends Component {
    static template = "smb_crm.CarePreview";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.state = useState({waiting: false});
    }

    async preview() {
        const {record} = this.props;
        if (!(await record.checkValidity({displayNotification: true}))) {
            return;
        }
        this.state.waiting = true;
        try {
            const changes = await record.getChanges();
            const ids = record.resId ? [record.resId] : [];
            const answer = await this.orm.call("smb.care.program", "preview", [
                ids,
                changes,
            ]);
            this.dialog.add(CarePreviewDialog, {answer});
        } finally {
            this.state.waiting = false;
        }
    }
}

registry.category("view_widgets").add("smb_care_preview", {component: CarePreview});
