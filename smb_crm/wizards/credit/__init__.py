from . import smb_credit_hand
