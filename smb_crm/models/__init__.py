from . import contact, value, settings, care
