from . import smb_cash_ledger
from . import smb_cash_forecast
from . import smb_cash_forecast_sql
from . import smb_cash_regular
from . import smb_cash_regular_find
from . import smb_expense
