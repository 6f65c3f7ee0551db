from . import test_contact_dates
from . import test_contact_log
<<<<<<< HEAD
from . import test_contact_plan
from . import test_contact_profile
from . import test_contact_quality
=======
from . import test_contact_quick
>>>>>>> 0eeaf98 (Quick entry: log a contact from wherever the customer is on screen)
from . import test_tools
