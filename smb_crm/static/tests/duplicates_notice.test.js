import {describe, expect, test} from "@odoo/hoot";
import {duplicatesNotice} from "@smb_crm/contact/duplicates_notice/duplicates_notice";
import {allowTranslations} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

test("the notice after an import leads to the pairs of that import only", async () => {
    allowTranslations();
    let arrive, button, opened;
    duplicatesNotice.start(
        {},
        {
            bus_service: {
                subscribe: (_type, callback) => (arrive = callback),
                start: () => expect.step("listening"),
            },
            notification: {
                add: (message, {buttons}) => {
                    expect.step(message.toString());
                    [button] = buttons;
                    return () => expect.step("closed");
                },
            },
            action: {
                loadAction: (name) => ({id: 5, xml_id: name, domain: []}),
                doAction: (action) => (opened = action),
            },
        }
    );
    arrive({count: 2, pairs: [7, 9]});
    await button.onClick();
    expect.verifySteps([
        "listening",
        "2 likely duplicates came in with this import.",
        "closed",
    ]);
    expect(opened.domain).toEqual([["id", "in", [7, 9]]]);
    expect(opened.xml_id).toBe("smb_crm.smb_duplicate_action");
});
