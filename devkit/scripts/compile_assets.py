"""Run inside `odoo shell`: compile the bundles of the web client and of its tests."""

# ruff: noqa: F821

JS = (
    "web.assets_web",
    "web.assets_frontend",
    "web.assets_tests",
    "web.__assets_tests_call__",
    "bus.websocket_worker_assets",
    "web.assets_unit_tests_setup",
    "web.assets_unit_tests",
)
CSS = (
    "web.assets_web",
    "web.assets_frontend",
    "web.assets_web_print",
    "web.report_assets_common",
    "web.assets_unit_tests_setup",
)

qweb = env["ir.qweb"]
if "js" in words:
    for bundle in JS:
        qweb._get_asset_bundle(bundle, css=False, js=True).js()
if "css" in words:
    for bundle in CSS:
        qweb._get_asset_bundle(bundle, css=True, js=False).css()
env.cr.commit()
