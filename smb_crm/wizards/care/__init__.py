from . import smb_follow_up_hand
