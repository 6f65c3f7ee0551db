from . import care, contact
