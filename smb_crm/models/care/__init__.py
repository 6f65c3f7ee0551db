from . import smb_care_program
from . import smb_care_step
from . import smb_follow_up
from . import smb_contact_log
from . import smb_policy
from . import smb_tier
from . import res_partner
