"""The door of the web server: `gunicorn --config deploy/gunicorn.conf.py helpdesk.asgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
pages = get_wsgi_application()  # what is imported below reads the settings

# All countries, while the server starts: the first caller of a line with holidays should not wait a second for them.
import holidays.countries  # noqa: E402, F401

from calls.twilio.signature import why_not_the_provider  # noqa: E402
from helpdesk.serving.server import WebServer  # noqa: E402

application = WebServer(pages, guard=why_not_the_provider)
application.warm_up()
