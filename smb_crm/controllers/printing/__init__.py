from . import main
from . import portal
from . import link
from . import job
