from collections import Counter, defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.tools.sql import SQL

# so far ahead it is known what each day brings
FORECAST = timedelta(days=90)


class SmbFollowUp(models.Model):
    """The daily limit of a person: the best customers today, the others later.

    Nothing is dropped. Who does not fit in today gets the first following working day
    that has a seat left; what customers of better tiers need on that day keeps its
    seats, what others need does not: on that day they are asked to wait themselves.
    Customers of the best tier are so served before all others, every day. Mails that
    go out by themselves take no seat.
    """

    _inherit = "smb.follow.up"

    @api.model
    def _level(self, policy, ranks, users, today):
        """Move what is too much for ``today`` to later days.

        :param ranks: ``{id: rank}`` of claimed rows, the best first
        :param users: ``{row: user}``
        :return: ids of the rows moved
        """
        limit = policy.daily_limit
        if not limit:
            return []
        seated = self._opened_on(policy, users.values(), today)
        waiting = []
        for row in self.browse(ranks):
            if row._goes_by_itself():
                continue
            user = users[row]
            if seated[user.id] < limit:
                seated[user.id] += 1
            else:
                waiting.append(row)
        if waiting:
            self._seat_later(policy, waiting, ranks, users, today)
        return [row.id for row in waiting]

    @api.model
    def _opened_on(self, policy, users, day):
        """How many came onto the desk of each user on that day, done ones too."""
        groups = self._read_group(
            [
                ("company_id", "=", policy.company_id.id),
                ("user_id", "in", list({user.id for user in users})),
                ("opened_date", "=", day),
                ("activity_id", "!=", False),
            ],
            ["user_id"],
            ["__count"],
        )
        return Counter({user.id: count for user, count in groups})

    @api.model
    def _seat_later(self, policy, rows, ranks, users, today):
        limit = policy.daily_limit
        needed = self._needed_later(policy, {users[row].id for row in rows}, today)
        days = list(policy._working_days(today))
        given = Counter()
        full = Counter()  # per user and rank: days before this one are full
        moved = []
        for row in rows:
            user, rank = users[row].id, ranks[row.id]
            place = full[user, rank]
            while place < len(days) - 1 and (
                limit
                <= given[user, days[place]] + needed[user][days[place]].get_below(rank)
            ):
                place += 1
            full[user, rank] = place
            given[user, days[place]] += 1
            moved.append((row.id, days[place]))
        self._move_to(moved)

    @api.model
    def _needed_later(self, policy, user_ids, today):
        """What each following day brings to each of the users, by rank.

        Who was asked to wait before goes before the others of the tier.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                %(tiers)s
                SELECT todo.user_id, todo.date,
                       COALESCE(tier.place, 99)
                       - (COALESCE(todo.moved_by, '') = 'limit')::int, COUNT(*)
                  FROM smb_follow_up todo LEFT JOIN tier ON tier.id = todo.tier_id
                 WHERE todo.company_id = %(company)s AND todo.state = 'planned'
                   AND todo.user_id = ANY(%(users)s)
                   AND todo.date > %(today)s AND todo.date <= %(end)s
                 GROUP BY 1, 2, 3
                """,
                tiers=self._tiers_sql(policy),
                company=policy.company_id.id,
                users=list(user_ids),
                today=today,
                end=today + FORECAST,
            )
        )
        needed = defaultdict(lambda: defaultdict(Need))
        for user, day, place, count in rows:
            needed[user][day][place] += count
        return needed

    @api.model
    def _move_to(self, moved):
        """Give rows another day.

        :param moved: list of (id, date)
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE smb_follow_up todo SET date = new.date, moved_by = 'limit'
                  FROM (VALUES %s) AS new (id, date) WHERE todo.id = new.id
                """,
                SQL(", ").join(SQL("(%s, %s::date)", *pair) for pair in moved),
            )
        )
        self.invalidate_model(["date", "moved_by"])


class Need(Counter):
    """How many follow-ups a day brings, by place of the tier.

    >>> Need({0: 2, 1: 3}).get_below(1)
    2
    """

    def get_below(self, rank):
        return sum(count for place, count in self.items() if place < rank)
