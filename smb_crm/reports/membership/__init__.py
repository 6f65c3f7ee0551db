from . import account_move
from . import ir_actions_report
from . import sale_order
from . import smb_member_card
from . import smb_member_report
from . import stock_picking
