import {Component, onMounted, useState} from "@odoo/owl";
import {deserializeDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {quarterLabel} from "../charts/growth";
import {percent} from "../charts/figures";

/** Of those who first bought together: how many bought again, period by period. */
export class CohortTable extends Component {
    static template = "smb_crm.CohortTable";
    static props = {onOpen: Function};

    setup() {
        this.orm = useService("orm");
        this.state = useState({
            unit: "quarter",
            steps: 0,
            cohorts: [],
            isLoading: true,
        });
        this.percent = percent;
        // reads every paper there is: the rest of the screen does not wait for it
        onMounted(() => this.load("quarter"));
    }

    async load(unit) {
        this.state.isLoading = true;
        try {
            const found = await this.orm.call("smb.value.board", "smb_cohorts", [unit]);
            Object.assign(this.state, found);
        } finally {
            this.state.isLoading = false;
        }
    }

    get isEmpty() {
        return !this.state.cohorts.some((cohort) => cohort.size);
    }

    get steps() {
        return [...Array(this.state.steps).keys()].slice(1);
    }

    get units() {
        return [
            ["quarter", _t("Quarters")],
            ["month", _t("Months")],
        ];
    }

    get head() {
        return this.state.unit === "month" ? _t("months later") : _t("quarters later");
    }

    label(cohort) {
        return this.state.unit === "month"
            ? deserializeDate(cohort.begin).toFormat("LLL yy")
            : quarterLabel(cohort.begin);
    }

    /** The cell of a cohort so many periods later, null when that is still to come. */
    cell(cohort, step) {
        if (step >= cohort.counts.length || !cohort.size) {
            return null;
        }
        const share = cohort.counts[step] / cohort.size;
        return {
            share,
            heat: share ? 0.1 + 0.9 * share : 0,
            customers: cohort.counts[step],
        };
    }

    describe(cell, cohort) {
        return _t("%(customers)s of %(size)s", {
            customers: cell.customers,
            size: cohort.size,
        });
    }
}
