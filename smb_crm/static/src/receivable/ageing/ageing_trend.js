import {Component, onMounted, onWillUpdateProps, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {ChartCanvas} from "../../value/charts/chart_canvas";
import {trendConfig} from "./ageing_charts";

/** The ageing of the last month ends; it comes after the rest of the screen. */
export class AgeingTrend extends Component {
    static template = "smb_crm.AgeingTrend";
    static components = {ChartCanvas};
    static props = {
        accountType: String,
        mine: Boolean,
        columns: Array,
        currencyId: Number,
    };

    setup() {
        this.orm = useService("orm");
        this.label = _t("What was owed at the last month ends, by how late it was");
        this.state = useState({isLoading: true, config: null});
        onMounted(() => this.load(this.props));
        onWillUpdateProps((next) => {
            const {accountType, mine} = this.props;
            if (next.accountType !== accountType || next.mine !== mine) {
                this.load(next);
            }
        });
    }

    async load({accountType, mine, columns, currencyId}) {
        try {
            const months = await this.orm.call("smb.ageing", "smb_trend", [], {
                account_type: accountType,
                mine,
            });
            this.state.config = months.some((month) => month.total)
                ? trendConfig({months, columns, currencyId})
                : null;
        } finally {
            this.state.isLoading = false;
        }
    }
}
