from . import smb_contact_report
