"""Every setting of Press 4, in the order of Django's documentation. `.env.example` explains each variable."""

from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import environ
import structlog
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from helpdesk.lib import error_reports
from helpdesk.lib.logs import mask

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")


def required(name: str) -> str:
    """The variable's value. A start without it, or with an empty one, stops here and names it."""
    value: str = env.str(name, default="").strip()
    if not value:
        raise ImproperlyConfigured(f"Set the environment variable {name}: .env.example says what it is for.")
    return value


# Core

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = required("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

PUBLIC_BASE_URL = required("PUBLIC_BASE_URL").rstrip("/")
"""Where the world reaches us. Webhook signatures and links in mails are made from it, never from the Host header."""
_public = urlsplit(PUBLIC_BASE_URL)
IS_HTTPS = _public.scheme == "https"
if _public.scheme not in {"http", "https"} or not _public.hostname:
    raise ImproperlyConfigured("PUBLIC_BASE_URL must be a whole address such as https://desk.example.com")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[_public.hostname])
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "drf_spectacular",
    "pghistory",
    "pghistory.admin",
    "pgtrigger",
    "rest_framework",
    "helpdesk.accounts",
    "helpdesk.mail",
    "tickets",
    "escalation",
    "carts",
    "calls",
    "helpdesk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "helpdesk.serving.middleware.PrivateAnswers",
    "csp.middleware.CSPMiddleware",
    "helpdesk.serving.middleware.RefuseHostileInput",
    "helpdesk.accounts.middleware.KeepNewerSession",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "helpdesk.accounts.middleware.ActivatePreferences",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "helpdesk.serving.middleware.LeadOn",
    "helpdesk.accounts.signed_out.AnswerSignedOut",
    "helpdesk.accounts.middleware.RequireSecondFactor",
    "calls.twilio.softphone_policy.SoftphonePolicy",
    "pghistory.middleware.HistoryMiddleware",
]
if not IS_HTTPS:
    # Behind https stands a proxy, which compresses; without it there may be none, as in the demonstration.
    MIDDLEWARE.insert(1, "helpdesk.serving.middleware.PackPages")

# Threads of a web process (helpdesk/serving); each has a connection to PostgreSQL.
CALLER_THREADS = env.int("CALLER_THREADS", default=8)
"""For the telephone provider alone: a slow page must not keep a caller waiting."""
PAGE_THREADS = env.int("PAGE_THREADS", default=8)

ROOT_URLCONF = "helpdesk.urls"
ASGI_APPLICATION = "helpdesk.asgi.application"
# A provider's webhook that is redirected loses its POST body, so addresses are exact.
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "helpdesk.navigation.navigation",
                "helpdesk.navigation.account_frame",
                "helpdesk.navigation.desk_frame",
                "helpdesk.navigation.settings_menu",
            ],
        },
    },
]

_database = env.db_url_config(required("DATABASE_URL"))
# A caller has fifteen seconds: a server that is away, or that fell silent, must be known in fewer (libpq's own names).
_patience = {
    "connect_timeout": 2,
    "tcp_user_timeout": 4000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
}
DATABASES = {
    "default": {
        **_database,
        # A connection lasts as long as its thread; each request first asks whether it still stands.
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": _patience | _database.get("OPTIONS", {}),
    }
}
CALLERS_DATABASE: dict[str, str] = {}
"""USER and PASSWORD of the role as which the callers' threads connect, where one process answers everybody."""
if _callers := env.str("CALLERS_DATABASE_URL", default=""):
    _callers_database = env.db_url_config(_callers)
    CALLERS_DATABASE = {name: _callers_database[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = required("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "helpdesk.lib.cache.FailSafeRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "press4",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}

# Mail

vars().update(env.email_url("EMAIL_URL", default="smtp://127.0.0.1:25"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"Press 4 <desk@{_public.hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_ENVELOPE_FROM = env.str("MAIL_ENVELOPE_FROM", default=parseaddr(DEFAULT_FROM_EMAIL)[1])
"""Where bounces go."""
SENDER_DOMAINS = env.list("SENDER_DOMAINS", default=[])
"""Domains that the server of EMAIL_URL may send for, besides the address above: organizers may have addresses there."""
MAILS_PER_DOMAIN_A_MINUTE = env.int("MAILS_PER_DOMAIN_A_MINUTE", default=60)
MAILS_PER_DOMAIN_AT_ONCE = env.int("MAILS_PER_DOMAIN_AT_ONCE", default=4)
"""Mails to recipients of one domain, so that it does not take us for a sender of spam after an outage or a campaign."""
if min(MAILS_PER_DOMAIN_A_MINUTE, MAILS_PER_DOMAIN_AT_ONCE) < 1:
    raise ImproperlyConfigured("MAILS_PER_DOMAIN_A_MINUTE and MAILS_PER_DOMAIN_AT_ONCE are 1 or more.")
POSTAL_ADDRESS = env.str("POSTAL_ADDRESS", default="")
"""Printed at the foot of each recovery mail; the law of most countries asks for it (CAN-SPAM section 5(a)(5))."""
INBOUND_MAIL_DOMAIN = env.str("INBOUND_MAIL_DOMAIN", default="")
"""Every address of it is the desk's: answers go to signed ones. Empty: the desk takes in no mail."""
INBOUND_SMTP_HOST = env.str("INBOUND_SMTP_HOST", default="127.0.0.1")
INBOUND_SMTP_PORT = env.int("INBOUND_SMTP_PORT", default=2525)
"""Where `manage.py listen_for_mail` listens, for the mail server of the company or of the pretend town."""
EMAIL_WEBHOOK_SECRETS = env.list("EMAIL_WEBHOOK_SECRET", default=[])
"""user:password, each of which opens the addresses for email providers (helpdesk/mail/hooks). Empty: nobody may."""
MAILGUN_SIGNING_KEY = env.str("MAILGUN_SIGNING_KEY", default="")
"""Of Mailgun's webhooks. Empty: the secret alone must do."""
EMAIL_SIGNING_KEYS = env.list("EMAIL_SIGNING_KEYS", default=[])
"""provider=key of those that sign what they post, besides; of Amazon the ARN of a topic (helpdesk/mail/hooks)."""
CONTACT_FORM_SENDERS = env.list("CONTACT_FORM_SENDERS", default=[])
"""Addresses or domains from which contact forms write; of any other sender Reply-To is believed by nobody."""
ACKNOWLEDGE_MAIL = env.bool("ACKNOWLEDGE_MAIL", default=True)
"""Whether who opens a case by mail is told that it arrived."""
HELP_PAGES = env.bool("HELP_PAGES", default=True)
"""Whether ticket buyers report problems and follow their cases under /help/."""

# Files

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "helpdesk.serving.bundles.BundleFinder",
]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}

# Language and time

LANGUAGE_CODE = "en"
"""Of mails to customers, of what the telephone says to our people, and of visitors whose browser asks for another."""
LANGUAGES = [("en", _("English")), ("es", _("Spanish")), ("fr", _("French")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# Sign-in

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "helpdesk.accounts.adapter.ClosedSignup"
ACCOUNT_FORMS = {
    "login": "helpdesk.accounts.forms.SignInForm",
    "reset_password": "helpdesk.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "helpdesk.accounts.forms.ChosenPasswordForm",
    "change_password": "helpdesk.accounts.forms.ChangedPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
"""A stranger's address gets no mail from us; the page says the same as for a known one."""
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {
    # Wrong passwords of one person from anywhere; beyond that, how many each address may still try.
    "wrong_passwords": "20/h/key",
    "wrong_passwords_from_here": "2/30m/key",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _public.scheme

MFA_REQUIRED = env.bool("MFA_REQUIRED", default=True)
"""Who has a role in MFA_ROLES needs a second factor. Only the demonstration, which has no secrets, switches it off."""
MFA_ROLES = env.list("MFA_ROLES", default=["manager", "admin"])
if unknown := {*MFA_ROLES} - {"agent", "manager", "admin"}:
    raise ImproperlyConfigured(
        f"MFA_ROLES names no role: {', '.join(sorted(unknown))}. They are agent, manager and admin."
    )
MFA_ADAPTER = "helpdesk.accounts.second_step.SecondStep"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Press 4"
MFA_TOTP_TOLERANCE = 1
"""A code is taken one period early or late too, because the clocks of phones are not exact (RFC 6238 section 5.2)."""
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
MFA_ALLOW_UNVERIFIED_EMAIL = True

# Security

METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
"""Whoever reads /metrics from another machine sends it as a bearer token. Empty: this machine and its network only."""
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
_host = "__Host-" if IS_HTTPS else ""
"""A browser takes such a cookie from this host alone, over https: no other host of the domain can plant one."""
_port = f"_{_public.port}" if _public.port else ""
SESSION_COOKIE_NAME = f"{_host}press4_session{_port}"
CSRF_COOKIE_NAME = f"{_host}press4_csrf{_port}"
HELP_COOKIE_NAME = f"{'__Secure-' if IS_HTTPS else ''}press4_help{_port}"
"""Of ticket buyers, for the help pages alone: the other prefix asks for a cookie of every page."""
CSRF_FAILURE_VIEW = "helpdesk.accounts.signed_out.stale_form"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 7
SESSION_ENGINE = "helpdesk.accounts.session_store"
"""The age counts from when the session was last used, to the day."""
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [
    r"^livez$",
    r"^readyz$",
    r"^metrics$",
]  # asked for by the container, not through the proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # during a call in the browser the desk goes on in a frame of its own page (beneath.js)
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # which asks for DENY
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Telephony

TWILIO_ACCOUNT_SID = required("TWILIO_ACCOUNT_SID")
TWILIO_AUTH_TOKENS = [token for token in map(str.strip, required("TWILIO_AUTH_TOKEN").split(",")) if token]
"""The first signs what we ask, each may sign what we are told; while one replaces another: the new, then the old."""
TWILIO_API_BASE_URL = env.str("TWILIO_API_BASE_URL", default="").rstrip("/")
"""Empty: the provider itself. Else scheme and host of a stand-in, such as the simulator."""
TWILIO_API_KEY_SID = env.str("TWILIO_API_KEY_SID", default="")
TWILIO_API_KEY_SECRET = env.str("TWILIO_API_KEY_SECRET", default="")
HAS_SOFTPHONES = bool(TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET)
"""Whether people can answer in the browser: its access tokens are signed with this key."""
SOFTPHONE_SDK_URL = env.str("SOFTPHONE_SDK_URL", default="")
"""Empty: the provider's script as we keep it in static/vendor. Else a stand-in, such as the simulator's."""
SIMULATOR_URL = env.str("SIMULATOR_URL", default="").rstrip("/")
"""Where the pretend town is, in the demonstration; pages link to it when it is set."""

PHONE_REGION = env.str("PHONE_REGION", default="US").strip().upper()
"""The country where the desk is: a telephone number without the code of its country is read as one dials it there,
unless the customer, the event or the cart tells of another country."""

ALLOWED_PRIVATE_HOSTS = env.list("ALLOWED_PRIVATE_HOSTS", default=[])
"""Hosts in a private network that may be asked about orders, or for mail; every other one must be public."""

# The queue: Redis carries hints, the rows in PostgreSQL carry the work.

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "calls.*": {"queue": "calls"},
    "helpdesk.mail.*": {"queue": "mail"},
    "carts.*": {"queue": "mail"},
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    "visibility_timeout": 300,
    # Enqueueing at a broker that is away gives up in milliseconds: a caller waits behind it, and a sweep follows it.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
DJANGO_STRUCTLOG_CELERY_ENABLED = True

CELERY_BEAT_SCHEDULE = {
    # A buyer whose checkout failed waits for the mail with the secret number.
    "carts-due": {"task": "carts.tasks.sweep_carts", "schedule": 15},
    # Whoever is owed a mail whose task was lost, and the agent who wonders whether it left.
    "mail-due": {"task": "helpdesk.mail.tasks.sweep_outbox", "schedule": 15},
    # An admin who waits for a key to be seen in the DNS; and once a day each domain that mails leave from.
    "mail-domains": {"task": "helpdesk.mail.tasks.sweep_domains", "schedule": crontab(minute="*/10")},
    # A requester who wrote, and whose mail no worker was told of.
    "mail-received": {"task": "tickets.tasks.file_mails", "schedule": 15},
    # Whoever asked for a link on a help page, and whose mail no worker was told of.
    "links-asked": {"task": "tickets.tasks.sweep_link_requests", "schedule": 30},
    # A requester who is to get a reply at a moment that its author chose.
    "keys-of-signatures": {"task": "tickets.tasks.look_up_keys", "schedule": crontab(minute=43)},
    "replies-scheduled": {"task": "tickets.tasks.send_scheduled_replies", "schedule": 30},
    # A caller in the queue whose phones were not placed because the broker was away.
    "calls-legs": {"task": "calls.tasks.sweep_legs", "schedule": 15},
    # A caller on hold whose phone was to be sent on, or whose call taker is gone without our having heard of it.
    "calls-transfers": {"task": "calls.tasks.sweep_transfers", "schedule": 15},
    # A manager who wants to hear the call that just ended.
    "calls-recordings": {"task": "calls.tasks.sweep_recordings", "schedule": 30},
    # Whoever was recorded: nobody's words are kept longer than the company promised.
    "calls-recordings-expired": {
        "task": "calls.tasks.expire_recordings",
        "schedule": crontab(hour=3, minute=20),
    },
    # Whoever paused a recording for a card and forgot to go on: the rest of the call would be missing.
    "calls-pauses": {"task": "calls.tasks.sweep_pauses", "schedule": 10},
    # An agent who hung up, wrote notes, and went home without saying what came of it.
    "calls-talks": {"task": "calls.tasks.sweep_talks", "schedule": 60},
    # A caller whose call we lost track of: the callback that he is owed.
    "calls-stale": {"task": "calls.tasks.settle_stale_calls", "schedule": 60},
    # A caller who was rung through while the desk was away: the case, and the callback if nobody talked to them.
    "calls-reconciled": {"task": "calls.tasks.reconcile_calls", "schedule": 30},
    # A caller on the day on which the desk is away, and whose document rings people who left.
    "calls-fallback-documents": {
        "task": "calls.tasks.check_fallback_documents",
        "schedule": crontab(hour=6, minute=20),
    },
    # Every caller, when the account, its token or the addresses of its numbers are not what they must be.
    "calls-provider": {"task": "calls.tasks.check_provider", "schedule": crontab(minute="*/10")},
    # A requester whom nobody answered within the promise.
    "promises-broken": {"task": "escalation.tasks.sweep_broken_promises", "schedule": 30},
    # Nobody waits: sounds that were replaced would fill the disk.
    "audio-unused": {"task": "escalation.tasks.remove_unused_audio", "schedule": crontab(hour=3, minute=40)},
    # Nobody waits, either: files that were put into a composer and never sent.
    "attachments-unsent": {"task": "tickets.tasks.sweep_attachments", "schedule": crontab(hour=3, minute=50)},
    # Twice an hour: on each of the hours at which a day begins somewhere.
    "tickets-event-day": {"task": "tickets.tasks.hold_to_event_day", "schedule": crontab(minute="1,31")},
    # An agent who mistypes a word that somebody wrote today.
    "tickets-words": {"task": "tickets.tasks.learn_words", "schedule": crontab(minute="*/10")},
    # An admin who watches a file of cases being taken over, when the worker that did it died.
    "tickets-imports": {"task": "tickets.tasks.sweep_imports", "schedule": 60},
    # One of us who is not at the desk, and chose to hear of it by email.
    "tickets-notices": {"task": "tickets.tasks.mail_notices", "schedule": 30},
    # The same, for the browsers in which push is turned on; who waits may be needed at once.
    "tickets-pushes": {"task": "tickets.tasks.push_notices", "schedule": 15},
    # An admin whose shop stopped reporting: within the hours that are usual for it, so minutes do not matter.
    "tickets-silences": {"task": "tickets.tasks.sweep_silences", "schedule": crontab(minute="*/10")},
    # Solved cases that nobody reopened.
    "tickets-closing": {"task": "tickets.tasks.close_settled_tickets", "schedule": crontab(minute=7)},
    # A requester whose agent is away or whose case nobody was given: a task was lost, or an absence has begun.
    "tickets-assignment": {"task": "tickets.tasks.sweep_assignment", "schedule": 30},
    # Whoever put a case away until now, and the requester whose promise would break meanwhile.
    "tickets-snoozed": {"task": "tickets.tasks.wake_due_tickets", "schedule": 30},
    # Whoever forgot the password, and whose mail no worker was told of.
    "passwords-asked": {"task": "helpdesk.accounts.tasks.sweep_password_requests", "schedule": 30},
    # Sessions that ended long ago; nobody waits, the table would grow.
    "sessions-expired": {
        "task": "helpdesk.accounts.tasks.clear_expired_sessions",
        "schedule": crontab(hour=4, minute=0),
    },
}

# The API

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "helpdesk.accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["helpdesk.api.parsers.StrictJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["helpdesk.api.filters.NamedFilters"],
    "DEFAULT_PAGINATION_CLASS": "helpdesk.api.paging.NewestFirst",
    "DEFAULT_THROTTLE_CLASSES": ["helpdesk.api.throttles.PersonThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": env.str("API_RATE", default="600/min")},
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "helpdesk.api.errors.explain_error",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Press 4",
    "DESCRIPTION": "The problem desk of event-ticketing companies: cases, calls, carts and callbacks.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "TicketStatus": "tickets.models.Ticket.Status",
        "TicketChannel": "tickets.models.Ticket.Channel",
        "TicketPriority": "tickets.models.Ticket.Priority",
        "EntryKind": "tickets.models.Entry.Kind",
        "CallStatus": "calls.models.Call.Status",
        "LegStatus": "calls.models.Leg.Status",
        "RecordingStatus": "calls.models.Recording.Status",
        "CartStatus": "carts.models.Cart.Status",
        "CartEventKind": "carts.models.CartEvent.Kind",
        "CartProblem": "carts.models.Cart.Problem",
        "CallbackStatus": "escalation.models.Callback.Status",
        "CallbackOutcome": "escalation.models.Callback.Outcome",
    },
}

# Audit

PGHISTORY_APPEND_ONLY = True
PGHISTORY_ADMIN_LIST_DISPLAY = ["pgh_created_at", "pgh_obj_model", "pgh_obj_id", "pgh_diff", "pgh_context"]

# Logs

_every_line: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
]
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_every_line,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.UnicodeDecoder(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _every_line,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                mask,
                structlog.dev.ConsoleRenderer(colors=False) if DEBUG else structlog.processors.JSONRenderer(),
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        "mail.log": {"level": "WARNING"},  # at INFO it logs each line of each talk, with people's addresses
        "twilio.http_client": {"level": "WARNING"},  # at INFO it logs whole requests, with people's numbers
    },
}

if SENTRY_DSN := env.str("SENTRY_DSN", default=""):
    import sentry_sdk

    sentry_sdk.init(dsn=SENTRY_DSN, **error_reports.OPTIONS)

# The promises of the desk. Each can be changed here; a wrong number costs a caller's patience.

FIRST_REPLY_PROMISE_MINUTES = {"urgent": 15, "high": 60, "normal": 4 * 60, "low": 24 * 60}
CALLBACK_PROMISE_MINUTES = 30
CLOSE_SOLVED_AFTER_DAYS = 7
