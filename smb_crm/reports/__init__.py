from . import care
from . import contact
