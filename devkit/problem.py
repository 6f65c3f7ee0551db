"""What went wrong, in one line, with a way out."""


class Problem(Exception):
    """A failure that a person can do something about."""

    def __init__(self, what, way_out="", log=None):
        super().__init__(what)
        self.what = what
        self.way_out = way_out
        self.log = log

    def __str__(self):
        parts = [self.what.rstrip(".") + "."]
        if self.way_out:
            parts.append(self.way_out.rstrip(".") + ".")
        if self.log:
            parts.append(f"Details: {self.log}")
        return " ".join(parts)
