from . import test_contact_capture
from . import test_contact_dates
from . import test_contact_log
from . import test_contact_plan
from . import test_contact_profile
from . import test_contact_quality
from . import test_contact_quick
from . import test_tools
