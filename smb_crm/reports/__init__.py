from . import care
from . import contact
from . import owner
from . import receivable
