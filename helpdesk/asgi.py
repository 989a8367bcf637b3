"""The door of the web server: `gunicorn --config deploy/gunicorn.conf.py helpdesk.asgi:application`."""

import os

from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")

# All countries, while the server starts: the first caller of a line with holidays should not wait a second for them.
import holidays.countries  # noqa: F401

from helpdesk.serving import WebServer

application = WebServer(live=get_asgi_application(), pages=get_wsgi_application())
application.warm_up()
