from . import smb_print_field
from . import smb_print_template
from . import smb_print_template_default
from . import smb_print_reader
from . import ir_actions_report
from . import ir_module_module
