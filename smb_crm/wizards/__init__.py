from . import care, contact, membership, receivable
from . import printing
