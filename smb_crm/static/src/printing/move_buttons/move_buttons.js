import {Component, useRef} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

const nextFrame = () => new Promise(requestAnimationFrame);

/** Moves a row of a list up and down for who has no mouse, or only a thumb. */
export class MoveButtons extends Component {
    static template = "smb_crm.MoveButtons";
    static props = {...standardWidgetProps, list: String};

    setup() {
        this.root = useRef("root");
    }

    // a row that is not being written in is still one that may be moved
    get mayMove() {
        return this.props.record._parentRecord.isInEdition;
    }

    get list() {
        return this.props.record._parentRecord.data[this.props.list];
    }

    get place() {
        return this.list.records.findIndex(({id}) => id === this.props.record.id);
    }

    get buttons() {
        const last = this.list.records.length - 1;
        return [
            {step: -1, icon: "fa-arrow-up", label: _t("Move up"), end: 0},
            {step: 1, icon: "fa-arrow-down", label: _t("Move down"), end: last},
        ];
    }

    async move(step) {
        const {records} = this.list;
        // the row is placed behind another one; null: in front of all
        const behind = records[this.place + (step < 0 ? -2 : 1)];
        await this.list.resequence(this.props.record.id, behind ? behind.id : null);
        // a row that is moved loses the focus; it is drawn within the first frame
        await nextFrame();
        await nextFrame();
        this.focus(step);
    }

    focus(step) {
        const [up, down] = this.root.el?.querySelectorAll("button") || [];
        const wanted = step < 0 ? up : down;
        // at the end there is only the other way
        const other = wanted === up ? down : up;
        (wanted?.disabled ? other : wanted)?.focus();
    }
}

registry.category("view_widgets").add("smb_move_buttons", {
    component: MoveButtons,
    extractProps: ({attrs}) => ({list: attrs.list}),
    listViewWidth: 62,
});
