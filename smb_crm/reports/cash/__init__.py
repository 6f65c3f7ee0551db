from . import smb_cash_move
from . import smb_expense_report
