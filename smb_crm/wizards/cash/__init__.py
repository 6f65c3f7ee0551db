from . import smb_cash_paper
