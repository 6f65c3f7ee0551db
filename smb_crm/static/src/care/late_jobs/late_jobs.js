import {Component} from "@odoo/owl";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";

/** A red banner for managers: jobs of ours that have not run well for too long. */
export class LateJobs extends Component {
    static template = "smb_crm.LateJobs";
    static props = {jobs: Array};

    get jobs() {
        return this.props.jobs.map((job) => {
            const sentence = String(this.sentence(job));
            // Names of tasks begin small, sentences do not
            return {...job, sentence: sentence[0].toUpperCase() + sentence.slice(1)};
        });
    }

    sentence(job) {
        if (!job.since) {
            return _t("%(job)s has never run well.", {job: job.name});
        }
        return _t("%(job)s: last good run %(since)s.", {
            job: job.name,
            since: deserializeDateTime(job.since).toRelative(),
        });
    }
}
