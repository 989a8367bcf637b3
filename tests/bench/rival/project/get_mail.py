"""Reads the folder as its command get_email does; prints the seconds that it took."""

import os
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "rival_settings"
django.setup()

from helpdesk.email import process_email  # noqa: E402

began = time.perf_counter()
process_email(quiet=True)
print(time.perf_counter() - began)
