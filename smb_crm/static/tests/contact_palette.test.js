import {expect, test} from "@odoo/hoot";
import {provideCustomers} from "@smb_crm/contact/contact_palette/contact_palette";

function palette(customers) {
    const orm = {
        call: (model, method, args) => {
            expect.step([model, method, ...args].join(" "));
            return Promise.resolve(customers);
        },
    };
    const action = {
        doAction: (what, options) =>
            expect.step(what.res_id ?? options.additionalContext.active_id),
    };
    return {services: {orm: {silent: orm}, action}};
}

test("a customer can be logged or opened", async () => {
    const env = palette([{id: 5, name: "Acme", hint: "+32 2"}]);
    const commands = await provideCustomers(env, {searchValue: " acme "});
    expect(commands.map(({category, name}) => [category, name])).toEqual([
        ["smb_log", "Acme · +32 2"],
        ["smb_open", "Acme · +32 2"],
    ]);
    commands[0].action();
    commands[1].action();
    expect.verifySteps(["res.partner smb_quick_search acme 6", 5, 5]);
});

test("one letter asks the server nothing", async () => {
    expect(await provideCustomers(palette([]), {searchValue: "a"})).toEqual([]);
    expect.verifySteps([]);
});
