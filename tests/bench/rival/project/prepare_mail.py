"""A queue of django-helpdesk that reads its mails from a folder, and the texts of its own mails."""

import os
import sys

import django
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "rival_settings"
django.setup()

from helpdesk.models import Queue  # noqa: E402

call_command("loaddata", "emailtemplate.json", verbosity=0)
Queue.objects.filter(pk=1).update(
    allow_email_submission=True,
    email_address="support@mail.bench",
    email_box_type="local",
    email_box_local_dir=sys.argv[1],
    email_box_interval=0,
)
