import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {count, money} from "../charts/figures";

const SCORES = [1, 2, 3, 4, 5];

/** Customers by how recently and how often they bought; a cell opens its customers. */
export class RfmMatrix extends Component {
    static template = "smb_crm.RfmMatrix";
    static props = {cells: Array, currencyId: Number, onOpen: Function};

    setup() {
        this.columns = SCORES;
        this.count = count;
    }

    get rows() {
        const found = Object.fromEntries(
            this.props.cells.map((cell) => [`${cell.recency}${cell.frequency}`, cell])
        );
        const most = Math.max(1, ...this.props.cells.map((cell) => cell.customers));
        return SCORES.toReversed().map((frequency) => ({
            frequency,
            cells: SCORES.map((recency) => {
                const cell = found[`${recency}${frequency}`];
                return {
                    recency,
                    frequency,
                    ...cell,
                    heat: cell ? 0.12 + (0.88 * cell.customers) / most : 0,
                };
            }),
        }));
    }

    money(value) {
        return money(value, this.props.currencyId, true);
    }

    describe(cell) {
        return _t(
            "Recency %(recency)s, frequency %(frequency)s: %(customers)s customers, %(revenue)s",
            {...cell, revenue: this.money(cell.revenue)}
        );
    }
}
