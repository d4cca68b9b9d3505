"""The entry point of a WSGI server: ``granian --interface wsgi dashboard.wsgi:application``."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dashboard.settings")

try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    sys.exit(f"dashboard: {error}")

# After Django is set up, as it needs the models.
from conferences.services.saving.outcomes import start_in_background

start_in_background()
