"""PostgreSQL and Valkey for the test run: started once, shared by every worker, each with its own database."""

import os
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from helpdesk.devservices import DevServiceError, claimed, development_services, state_directory

# Whatever the shell or a .env file says, the tests run with these and reach nothing outside this machine.
ENVIRONMENT = {
    "ACKNOWLEDGE_MAIL": "true",
    "ALLOWED_HOSTS": "desk.test,testserver,localhost,127.0.0.1",
    "API_RATE": "600/min",
    "CALLERS_DATABASE_URL": "",
    "CALLER_THREADS": "8",
    "CONTACT_FORM_SENDERS": "",
    "DEBUG": "true",  # unhashed static files without collectstatic; pytest-django switches settings.DEBUG off
    "DEFAULT_FROM_EMAIL": "Problem desk <desk@desk.test>",
    "EMAIL_SIGNING_KEYS": "",
    "EMAIL_URL": "smtp://127.0.0.1:9",
    "EMAIL_WEBHOOK_SECRET": "provider:only-for-tests-0123456789",
    "HELP_PAGES": "true",
    "INBOUND_MAIL_DOMAIN": "reply.desk.test",
    "INBOUND_SMTP_HOST": "127.0.0.1",
    "INBOUND_SMTP_PORT": "2525",
    "LOG_LEVEL": "INFO",
    "MAILS_PER_DOMAIN_AT_ONCE": "1000",
    "MAILS_PER_DOMAIN_A_MINUTE": "1000000",
    "MAIL_ENVELOPE_FROM": "bounces@desk.test",
    "MAILGUN_SIGNING_KEY": "",
    "METRICS_TOKEN": "",
    "MFA_REQUIRED": "true",
    "MFA_ROLES": "manager,admin",
    "ALLOWED_PRIVATE_HOSTS": "",
    "PAGE_THREADS": "8",
    "PHONE_REGION": "US",
    "POSTAL_ADDRESS": "1 Stage Door Lane, Brooklyn",
    "PUBLIC_BASE_URL": "http://testserver",
    "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
    "SECRET_KEY_FALLBACKS": "",
    "SENDER_DOMAINS": "",
    "SENTRY_DSN": "",
    "SIMULATOR_URL": "",
    "SOFTPHONE_SDK_URL": "",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 31 + "4",
    "TWILIO_API_BASE_URL": "http://127.0.0.1:9",
    "TWILIO_API_KEY_SECRET": "",
    "TWILIO_API_KEY_SID": "",
    "TWILIO_AUTH_TOKEN": "test-token",
}
OURS = {*ENVIRONMENT, "DATABASE_URL", "REDIS_URL", "MEDIA_ROOT", "STATIC_ROOT", "DJANGO_SETTINGS_MODULE"}
SIDE_BY_SIDE = 8  # test runs of one checkout at the same time


def shell_environment() -> dict[str, str]:
    """What a person's shell holds: nothing of the tests' own servers and settings."""
    return {name: value for name, value in os.environ.items() if name not in OURS}


def start(stack: ExitStack) -> None:
    """Put the whole environment of the desk into os.environ, starting the servers it lacks until `stack` closes."""
    files = Path(stack.enter_context(TemporaryDirectory(prefix="press4-tests-")))
    for folder in ("media", "static"):
        (files / folder).mkdir()
    os.environ.update(ENVIRONMENT, MEDIA_ROOT=str(files / "media"), STATIC_ROOT=str(files / "static"))
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        # Nothing is written beside the sources; yet the desks and workers of a run need not each compile all of them.
        os.environ["PYTHONPYCACHEPREFIX"] = str(files / "bytecode")
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    for slot in range(SIDE_BY_SIDE):
        directory = state_directory(f"tests-{slot}")
        with ExitStack() as claim:
            if claim.enter_context(claimed(directory)):
                os.environ.update(claim.enter_context(development_services(directory, durable=False)))
                stack.push(claim.pop_all())
                return
    raise DevServiceError(f"{SIDE_BY_SIDE} test runs of this checkout are under way; wait for one of them")


def use_own_redis(worker: str) -> None:
    """Give xdist's `worker`, such as "gw3", a Redis database of its own."""
    server, _slash, _number = os.environ["REDIS_URL"].rpartition("/")
    os.environ["REDIS_URL"] = f"{server}/{int(worker.removeprefix('gw')) + 1}"
