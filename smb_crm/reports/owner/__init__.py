from . import smb_dossier
from . import smb_handover_letter
