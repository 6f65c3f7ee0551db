from . import care, contact, membership, printing, receivable
