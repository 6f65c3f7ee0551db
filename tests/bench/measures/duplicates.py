"""G9: likely duplicates in the whole base, and the memory the search takes (G15)."""

from ..clock import milliseconds, peak_megabytes
from ..table import row


def rows(env):
    base = peak_megabytes()
    duplicates = env["smb.duplicate"].sudo()
    before = env.cr.sql_log_count
    seconds = milliseconds(duplicates._search_all) / 1000
    yield row("G9", "duplicates of the whole base: s", seconds, "<= 60", seconds <= 60)
    yield row("", "  queries", env.cr.sql_log_count - before, "", None)
    recall, precision = _quality(env)
    yield row("G9", "  recall on known pairs", recall, ">= 0.90", recall >= 0.9)
    yield row("G9", "  precision", precision, ">= 0.50", precision >= 0.5)
    grown = peak_megabytes() - base
    yield row("G15", "  memory above base: MiB", grown, "<= 64", grown <= 64)


def _quality(env):
    """Share of the planted pairs found; share of the finds that were planted."""
    env.cr.execute(
        """
        SELECT COUNT(*) FILTER (WHERE pair.id IS NOT NULL), COUNT(*)
          FROM smb_duplicate found LEFT JOIN bench_pair pair
            ON pair.id = LEAST(found.partner_id, found.other_id)
           AND pair.twin = GREATEST(found.partner_id, found.other_id)
         WHERE found.create_date >= now()
        """
    )
    true, total = env.cr.fetchone()
    env.cr.execute("SELECT COUNT(*) FROM bench_pair")
    (known,) = env.cr.fetchone()
    return true / known, true / max(total, 1)
