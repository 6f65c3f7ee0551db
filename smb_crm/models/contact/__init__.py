from . import smb_input_mixin
from . import smb_contact_channel
from . import smb_contact_outcome
from . import smb_contact_log
