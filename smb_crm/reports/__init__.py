from . import contact
from . import care
