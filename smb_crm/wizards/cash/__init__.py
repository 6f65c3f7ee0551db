from . import smb_cash_paper
from . import smb_cash_paper_print
from . import smb_expense_paper
