from . import smb_ageing_paper
from . import smb_ageing_paper_sheet
from . import smb_open_item
