"""The web application as a WSGI server loads it."""

import os

from django.core.wsgi import get_wsgi_application

from milepost.engine.processes import die_with_parent
from milepost.web.bodies import measured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.settings")
# The death signal is not inherited by the server's own workers, so each asks for it itself.
die_with_parent()
application = measured(get_wsgi_application())
