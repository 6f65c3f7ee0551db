from . import membership, printing, receivable
