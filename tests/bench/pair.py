"""Two processes on two databases, or on one, that take turns or race."""

import json
import os
import subprocess
import sys

CREWS = 5
WARM = 3  # rounds that fill caches


class Partner:
    """A worker process that does one round whenever it is told to."""

    def __init__(self, module, database):
        self.process = subprocess.Popen(
            [sys.executable, "-m", f"tests.bench.{module}", database],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ,
        )

    def tell(self, word):
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()

    def hear(self):
        for line in self.process.stdout:
            if line.startswith(("{", "[", '"')):
                return json.loads(line)
        raise EOFError(f"the worker ended with {self.process.wait()}")

    def ask(self, word):
        self.tell(word)
        return self.hear()

    def value(self, word):
        """What the worker answers; it must not fail."""
        answer = self.ask(word)
        assert answer["error"] is None, answer["error"]
        return answer["value"]

    def run(self, word):
        """Begin a child by ``word``; how it ended."""
        return self.value(f"end {self.value(word)}")

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)


def in_turns(module, databases, words, rounds):
    """What each word cost on each side: a list by side and word.

    The sides take turns. Several processes serve each, one after the other: where its
    memory happens to lie makes one process up to a tenth slower than the next.
    """
    taken = {(side, word): [] for side in databases for word in words}
    for _crew in range(CREWS):
        partners = {side: Partner(module, name) for side, name in databases.items()}
        for number in range(WARM + -(-int(rounds) // CREWS)):
            for side in sorted(partners, reverse=bool(number % 2)):
                for word in words:
                    spent = partners[side].ask(word)
                    if number >= WARM:
                        taken[side, word].append(spent)
        for partner in partners.values():
            partner.close()
    return taken


def calls_more(module, databases, word="round"):
    """How many percent more functions Python calls with the addon in such a round.

    One process may be a tenth slower than the next; what it calls is always the same.
    """
    counts = {}
    for side, name in databases.items():
        partner = Partner(module, name)
        for _ in range(WARM):
            partner.ask(word)
        [counts[side]] = partner.ask(f"calls {word}")
        partner.close()
    return (counts["with"] / counts["without"] - 1) * 100


def serve(answer):
    """The other end: answer every line with one line of JSON."""
    for line in sys.stdin:
        print(json.dumps(answer(line.strip())), flush=True)
