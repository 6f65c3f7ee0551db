"""What is found out about the documents of one print, kept until it is done."""


class PrintBatch:
    """Documents that are printed together, and what was read for them.

    Several blocks of a paper ask the same of a document: it is read once, and with it
    the next ones, which will be asked about as well. Only the last portions are kept.

    >>> read = []
    >>> def names(ids):
    ...     read.append(ids)
    ...     return {id_: f"paper {id_}" for id_ in ids}
    >>> batch = PrintBatch([5, 7, 9], 2)
    >>> [batch.known("name", id_, names) for id_ in (5, 7, 5, 9, 7)][1:]
    ['paper 7', 'paper 5', 'paper 9', 'paper 7']
    >>> read
    [[5, 7], [9]]

    Another question is another matter, and so is a document of another print.

    >>> batch.known("name in French", 9, names), read[2:]
    ('paper 9', [[9]])
    >>> 8 in batch, batch.known("name", 8, names), read[3:]
    (False, 'paper 8', [[8]])
    """

    KEPT = 2

    def __init__(self, ids, portion):
        self.portion = portion
        self.ids = list(ids)
        self.places = {id_: place for place, id_ in enumerate(self.ids)}
        self.found = {}

    def __contains__(self, id_):
        return id_ in self.places

    def known(self, question, id_, read):
        """The answer about one document.

        :param question: what the answer depends on besides the document
        :param read: a function from numbers to a dict of answers by number; a number
            without one has None
        """
        if id_ not in self:
            return read([id_]).get(id_)
        start = self.places[id_] // self.portion * self.portion
        key = question, start
        if key not in self.found:
            while len(self.found) >= self.KEPT:
                del self.found[next(iter(self.found))]
            self.found[key] = read(self.ids[start : start + self.portion])
        return self.found[key].get(id_)

    def covers(self, records):
        """Whether all ``records`` are of this print."""
        return all(id_ in self for id_ in records.ids)
