from . import care, contact, membership
