from . import smb_open_item
