from . import smb_policy
from . import smb_heartbeat
from . import ir_cron
from . import res_company
from . import res_config_settings
