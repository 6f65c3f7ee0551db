from . import smb_benefit_override
from . import smb_benefit_preview
