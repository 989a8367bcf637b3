"""The door of the web server: `gunicorn -k uvicorn.workers.UvicornWorker helpdesk.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")

application = get_asgi_application()
