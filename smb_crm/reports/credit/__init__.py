from . import smb_credit_account
