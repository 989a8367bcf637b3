"""Makes the tables of django-helpdesk, four queues and its staff; prints the session of its superuser."""

import os
import sys

import django
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "rival_settings"
django.setup()
call_command("migrate", verbosity=0)

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from helpdesk.models import Queue  # noqa: E402

for number in range(1, int(sys.argv[1]) + 1):
    Queue.objects.get_or_create(pk=number, defaults={"title": f"Queue {number}", "slug": f"queue-{number}"})
for number in range(2, int(sys.argv[2]) + 2):
    User.objects.get_or_create(pk=number, defaults={"username": f"agent{number}", "is_staff": True})
staff, _made = User.objects.get_or_create(pk=1, defaults={"username": "staff", "is_staff": True, "is_superuser": True})
session = SessionStore()
session[SESSION_KEY] = str(staff.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = staff.get_session_auth_hash()
session.create()
print(session.session_key)
