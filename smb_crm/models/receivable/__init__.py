from . import account_partial_reconcile
from . import smb_ageing
from . import smb_ageing_sql
