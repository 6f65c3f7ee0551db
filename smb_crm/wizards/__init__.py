from . import care, cash, contact, membership, receivable
from . import printing
