"""The desk's settings as in production, with two addresses more: the floor that every figure is held against."""

from helpdesk.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
