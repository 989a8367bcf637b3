"""A project with django-helpdesk as its installation guide describes it. It runs in an environment of its own."""

import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["RIVAL_DATABASE"],
        "HOST": os.environ["RIVAL_HOST"],
        "USER": "postgres",
        "CONN_MAX_AGE": 600,
        "OPTIONS": {"options": "-c search_path=rival"},
    }
}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.contrib.humanize",
    "rest_framework",
    "helpdesk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
ALLOWED_HOSTS = ["127.0.0.1"]
DEBUG = False
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # its own mails cost it nothing
HELPDESK_TEAMS_MODE_ENABLED = False
MEDIA_ROOT = os.environ.get("RIVAL_MEDIA", "")
LOGIN_URL = "/helpdesk/login/"
ROOT_URLCONF = "rival_urls"
SECRET_KEY = os.environ["SECRET_KEY"]
SITE_ID = 1
STATIC_URL = "/static/"
USE_TZ = True
