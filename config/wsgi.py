import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from config.checks import refuse_wrong_settings  # noqa: E402  # the settings must be ready

refuse_wrong_settings()
