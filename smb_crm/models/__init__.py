from . import contact, value, settings, sending, care, owner, membership, receivable
from . import reminder, credit, printing, cash
