from . import smb_print_choice
from . import smb_print_import
from . import smb_statement_wizard
