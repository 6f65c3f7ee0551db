from . import smb_member_benefit
from . import smb_benefit_use
from . import sale_order
from . import sale_order_reward
