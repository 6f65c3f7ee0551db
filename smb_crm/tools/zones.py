"""Days and hours of people in other time zones."""

from datetime import date, datetime, time

from pytz import all_timezones_set, timezone, utc


def zone(*names: str | None):
    """The first of ``names`` that is a time zone, else UTC.

    >>> zone(None, "Mars/Olympus", "Asia/Tokyo").zone, zone("").zone
    ('Asia/Tokyo', 'UTC')
    """
    known = next((name for name in names if name in all_timezones_set), "UTC")
    return timezone(known)


def local_day(moment: datetime, there) -> date:
    """The day that ``moment``, in UTC without zone, belongs to.

    >>> noon = datetime(2026, 6, 1, 11, 30)
    >>> [local_day(noon, timezone(name)).day
    ...  for name in ("Pacific/Pago_Pago", "Europe/Paris", "Pacific/Kiritimati")]
    [1, 1, 2]
    """
    return utc.localize(moment).astimezone(there).date()


def moment_of(day: date, hour: float, there) -> datetime:
    """When the clocks of that zone show ``hour`` on ``day``, in UTC without zone.

    An hour that the clocks leave out comes right after; of one that comes twice the
    second counts.

    >>> moment_of(date(2026, 1, 1), 9, timezone("Asia/Tokyo"))
    datetime.datetime(2026, 1, 1, 0, 0)
    >>> moment_of(date(2026, 9, 6), 0, timezone("America/Santiago"))
    datetime.datetime(2026, 9, 6, 4, 0)
    >>> moment_of(date(2026, 1, 1), 6.5, utc)
    datetime.datetime(2026, 1, 1, 6, 30)
    """
    whole, part = divmod(round(hour * 60), 60)
    wall = datetime.combine(day, time(whole, part))
    return there.localize(wall).astimezone(utc).replace(tzinfo=None)
