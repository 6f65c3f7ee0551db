from . import contact, settings
