from . import care, cash, contact, credit, membership, receivable
from . import printing
