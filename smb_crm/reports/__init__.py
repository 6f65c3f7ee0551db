from . import care
from . import cash
from . import contact
from . import credit
from . import membership
from . import owner
from . import receivable
from . import reminder
