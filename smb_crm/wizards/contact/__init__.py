from . import smb_contact_quick
