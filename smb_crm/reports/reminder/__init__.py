from . import smb_reminder_effect
