from . import smb_contact_report
from . import smb_customer_card
from . import smb_data_quality_report
