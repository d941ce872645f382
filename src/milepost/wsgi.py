"""The web application as a WSGI server loads it."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from milepost.engine.processes import die_with_parent
from milepost.web.bodies import measured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.settings")
# The death signal is not inherited by the server's own workers, so each asks for it itself.
die_with_parent()
application = measured(get_wsgi_application())
# What stays for good is loaded now and left out of every later search for garbage: walking over it
# made one page in twenty wait a tenth of a second.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
