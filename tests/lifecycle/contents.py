"""What is in a database: business data and structure, as comparable values."""

BUSINESS = {
    "account_move": "",
    "account_move_line": "",
    "account_payment": "",
    "calendar_event": "",
    "crm_lead": "",
    "mail_activity": "res_model NOT LIKE 'smb.%'",
    "mail_followers": "res_model NOT LIKE 'smb.%'",
    # Odoo writes a message on each new job, which goes together with ours
    "mail_message": "model IS NULL OR model NOT SIMILAR TO '(smb|ir).%'",
    "product_template": "",
    "res_company": "",
    "res_partner": "",
    "res_partner_category": "",
    "res_users": "",
    "sale_order": "",
    "sale_order_line": "",
    "stock_move": "",
    "stock_picking": "",
    "stock_quant": "",
}
STRUCTURE = {
    "columns": "SELECT table_name || '.' || column_name FROM information_schema.columns"
    " WHERE table_schema = 'public'",
    "indexes": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'",
    "functions": "SELECT proname FROM pg_proc"
    " WHERE pronamespace = 'public'::regnamespace",
    "triggers": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    "sequences": "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'",
    "models": "SELECT model FROM ir_model",
    "fields": "SELECT model || '.' || name FROM ir_model_fields",
    "external ids": "SELECT module || '.' || name FROM ir_model_data"
    " WHERE module LIKE 'smb%'",
    "jobs": "SELECT cron_name FROM ir_cron",
    "rules": "SELECT coalesce(name, id::text) FROM ir_rule",
    "access": "SELECT name FROM ir_model_access",
    "groups": "SELECT name->>'en_US' FROM res_groups",
    "views": "SELECT name || coalesce(key, '') FROM ir_ui_view",
    "actions": "SELECT type || (name->>'en_US') FROM ir_actions",
    "menus": "SELECT name->>'en_US' FROM ir_ui_menu",
    "parameters": "SELECT key FROM ir_config_parameter WHERE key LIKE 'smb%'",
    "templates": "SELECT name->>'en_US' FROM mail_template",
    "activity types": "SELECT name->>'en_US' FROM mail_activity_type",
    "files": "SELECT name FROM ir_attachment WHERE res_model LIKE 'smb.%'",
    "messages": "SELECT id::text FROM mail_message WHERE model LIKE 'smb.%'",
    "defaults": "SELECT json_value FROM ir_default",
}


def structure(server, database):
    """Names of all that an addon may leave behind, by kind."""
    found = {}
    for kind, statement in STRUCTURE.items():
        rows = server.query(statement, database)
        assert rows is not None, f"query on {kind} failed"
        found[kind] = {row[0] for row in rows}
    return found


def business(server, database):
    """Count and digest of the rows of other apps, without our columns."""
    return {
        table: server.query(_digest(server, database, table, where), database)[0]
        for table, where in BUSINESS.items()
    }


def counts(server, database):
    """Number of rows of every table."""
    statement = (
        "SELECT table_name, (xpath('/row/n/text()', query_to_xml(format("
        "'SELECT count(*) AS n FROM %I', table_name), false, true, '')))[1]"
        " FROM information_schema.tables"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    )
    return {table: int(number) for table, number in server.query(statement, database)}


def _digest(server, database, table, where):
    columns = server.query(
        "SELECT column_name FROM information_schema.columns"
        f" WHERE table_schema = 'public' AND table_name = '{table}'"
        r" AND column_name NOT LIKE 'smb\_%' ORDER BY 1",
        database,
    )
    fields = ", ".join(f'"{column[0]}"' for column in columns)
    return (
        "SELECT count(*), md5(string_agg(digest, '' ORDER BY digest)) FROM ("
        f" SELECT md5(row({fields})::text) AS digest FROM {table}"
        f" WHERE {where or 'true'}) AS rows"
    )
