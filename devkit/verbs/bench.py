"""Measure smb_crm against the goals, on a generated company of size M.

./dev bench                 all of it: 100,000 partners, 500,000 contact logs
./dev bench --quick         the same on a tenth of that (size S)
./dev bench --size 1000000 --orders 1000000 scorecards     size L
./dev bench guard flow      measures whose name contains a word

Real purchases: cdnow fetches its data with pip; northwind reads CSV files from the
folder named in SMB_CRM_NORTHWIND and is skipped without.
"""

from ..workshop import open_workshop


def arguments(parser):
    parser.add_argument("words", nargs="*", help="which measures; all without words")
    parser.add_argument("--quick", action="store_true", help="size S: 10,000 partners")
    parser.add_argument("--size", type=int, help="another number of partners")
    parser.add_argument("--orders", type=int, help="and of orders; else five each")


def main(options):
    from tests.bench.host import Bench

    size = options.size or (10_000 if options.quick else 100_000)
    with open_workshop() as workshop:
        return Bench(workshop, size, options.orders).run(options.words)
