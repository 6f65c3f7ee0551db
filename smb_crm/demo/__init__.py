from . import smb_demo
