from . import smb_tier_policy
from . import smb_tier
from . import smb_tier_hand
from . import smb_tier_change
from . import smb_scorecard
from . import res_company
