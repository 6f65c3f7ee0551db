from . import smb_contact_quick
from . import smb_vcard_import
from . import smb_vcard_import_line
from . import smb_card_entry
