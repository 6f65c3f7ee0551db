from . import smb_statement_wizard
from . import smb_statement_wizard_sheet
