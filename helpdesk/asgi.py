"""The door of the web server: `gunicorn --config deploy/gunicorn.conf.py helpdesk.asgi:application`."""

import os

from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")

from helpdesk.serving import WebServer

application = WebServer(live=get_asgi_application(), pages=get_wsgi_application())
