from . import smb_business_report
from . import smb_business_report_figures
from . import smb_business_report_send
from . import smb_follow_up_letter
from . import smb_visit
