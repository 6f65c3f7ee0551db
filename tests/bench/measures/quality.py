"""How well the guard tells customers apart, next to what there was before."""

from ..table import row


def rows(env):
    from ..name_pairs import evaluate

    for place, (judge, recall, precision) in enumerate(evaluate(env)):
        ours = place == 0
        yield row(
            "",
            f"{judge}: recall",
            recall,
            ">= 0.95" if ours else "",
            recall >= 0.95 if ours else None,
        )
        yield row(
            "",
            f"{judge}: precision",
            precision,
            ">= 0.90" if ours else "",
            precision >= 0.9 if ours else None,
        )
