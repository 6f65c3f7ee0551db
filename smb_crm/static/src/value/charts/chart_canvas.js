/* global Chart */
import {Component, onWillStart, onWillUnmount, useEffect, useRef} from "@odoo/owl";
import {loadBundle} from "@web/core/assets";

/** A chart of Chart.js; the label tells those who cannot see it what it says. */
export class ChartCanvas extends Component {
    static template = "smb_crm.ChartCanvas";
    static props = {
        config: Object,
        label: String,
        height: {type: Number, optional: true},
    };
    static defaultProps = {height: 280};

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.props.config]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    draw() {
        this.chart?.destroy();
        const style = getComputedStyle(this.canvas.el.parentElement);
        const {config} = this.props;
        // follows light and dark screens, and paper
        for (const scale of Object.values(config.options.scales || {})) {
            scale.ticks = {...scale.ticks, color: style.color};
            scale.grid = {color: style.getPropertyValue("--smb-grid"), ...scale.grid};
            scale.title = {...scale.title, color: style.color};
        }
        config.options.color = style.color;
        this.chart = new Chart(this.canvas.el, config);
    }
}
