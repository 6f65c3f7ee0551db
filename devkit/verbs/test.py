"""Run the tests; without words everything: lint, addon, tours, lifecycle.

./dev test                    all of it
./dev test contact guard      tests whose file, class or name contains a word
./dev test contact some/path  those of them that are in the file or folder
./dev test contact -x --pdb   what begins with a dash goes to pytest
./dev test --all              also what passed before and has not changed since
"""

PASSES_ON = True


def main(words):
    from ..testing import everything, narrowed

    everything_again = "--all" in words
    words = [word for word in words if word != "--all"]
    return narrowed(words) if words else everything(everything_again)
