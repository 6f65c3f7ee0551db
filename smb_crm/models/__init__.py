from . import contact, value, settings
