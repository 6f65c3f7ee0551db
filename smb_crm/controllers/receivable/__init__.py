from . import statement
from . import stop
