from . import care, contact, membership, receivable
