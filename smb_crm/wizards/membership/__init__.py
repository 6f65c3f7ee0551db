from . import smb_benefit_hours
from . import smb_benefit_override
from . import smb_benefit_preview
from . import smb_membership_hand
