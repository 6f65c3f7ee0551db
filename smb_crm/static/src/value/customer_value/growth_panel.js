import {Component, onMounted, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {ChartCanvas} from "../charts/chart_canvas";
import {growthConfig} from "../charts/growth";

/** Revenue and the number of customers behind it, quarter by quarter. */
export class GrowthPanel extends Component {
    static template = "smb_crm.GrowthPanel";
    static components = {ChartCanvas};
    static props = {currencyId: Number};

    setup() {
        this.orm = useService("orm");
        this.label = _t("Revenue and buying customers of the last eight quarters");
        this.state = useState({isLoading: true});
        // reads every paper there is: the rest of the screen does not wait for it
        onMounted(() => this.load());
    }

    async load() {
        try {
            const quarters = await this.orm.call("smb.value.board", "smb_growth", []);
            this.config = quarters.some((quarter) => quarter.revenue)
                ? growthConfig(quarters, this.props.currencyId)
                : null;
        } finally {
            this.state.isLoading = false;
        }
    }
}
