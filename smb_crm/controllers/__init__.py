from . import membership, receivable
