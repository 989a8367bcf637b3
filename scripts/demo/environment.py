"""What the demonstration tells the desk and the pretend town, wherever the caller's environment says nothing."""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from .ports import Ports

DESK_MAIL_DOMAIN = "desk.press4.example"
"""Every address of it is the desk's; those of press4.example are its team's, whose mail lies in the pretend town."""


def desk_environment(
    caller: Mapping[str, str], *, ports: Ports, directory: Path, services: Mapping[str, str]
) -> dict[str, str]:
    """Every variable of .env.example, the caller's own values first, so that real providers can be tried."""
    given = {name: value for name, value in caller.items() if value}
    kept = kept_secrets(directory)
    public = given.get("PUBLIC_BASE_URL", f"http://localhost:{ports.desk}")  # passkeys need a name, not a number
    defaults = {
        "SECRET_KEY": kept["SECRET_KEY"],
        "DEBUG": "false",
        "MFA_REQUIRED": "false",
        "PUBLIC_BASE_URL": public,
        "ALLOWED_HOSTS": ",".join(sorted({urlsplit(public).hostname or "localhost", "localhost", "127.0.0.1"})),
        "EMAIL_URL": f"smtp://127.0.0.1:{ports.smtp}",
        "DEFAULT_FROM_EMAIL": f"Press 4 <support@{DESK_MAIL_DOMAIN}>",
        "INBOUND_MAIL_DOMAIN": DESK_MAIL_DOMAIN,
        "INBOUND_SMTP_PORT": str(ports.mail),
        "POSTAL_ADDRESS": "Press 4, 12 Stage Door Lane, Brooklyn, NY 11201",
        "MEDIA_ROOT": str(directory / "media"),
        "STATIC_ROOT": str(directory / "static"),
        "SIMULATOR_URL": f"http://localhost:{ports.simulator}",
        "PYTHONUNBUFFERED": "1",
    }
    if "TWILIO_ACCOUNT_SID" not in given:
        # A real account brings its own token, and an empty base address means the provider itself.
        defaults["TWILIO_API_BASE_URL"] = f"http://127.0.0.1:{ports.simulator}"
        defaults |= {name: kept[name] for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")}
        # Sessions outlive an update; a demonstration that was started before it knew of this key has none kept.
        defaults |= {name: kept.get(name, "") for name in ("TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET")}
        defaults["SOFTPHONE_SDK_URL"] = f"{defaults['SIMULATOR_URL']}/sdk/twilio.js"
    fixed = {"PORT": str(ports.desk), "DJANGO_SETTINGS_MODULE": "helpdesk.settings", **services}
    return {**caller, **defaults, **given, **fixed}


def simulator_environment(desk: Mapping[str, str], ports: Ports, town: Path) -> dict[str, str]:
    """The pretend town gets addresses and its own account, never the desk's database or secret key."""
    hidden = {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}
    return {
        **{name: value for name, value in desk.items() if name not in hidden},
        "SIMULATOR_PORT": str(ports.simulator),
        "SMTP_PORT": str(ports.smtp),
        "DESK_URL": desk["PUBLIC_BASE_URL"],
        "SIMULATOR_TOWN": str(town),
    }


def kept_secrets(directory: Path) -> dict[str, str]:
    """Make up the secrets at the first start and keep them, so that sessions and signed links outlive a restart."""
    file = directory / "secrets.json"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(
            json.dumps(
                {
                    "SECRET_KEY": secrets.token_urlsafe(50),
                    "TWILIO_ACCOUNT_SID": "AC" + secrets.token_hex(16),
                    "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
                    "TWILIO_API_KEY_SID": "SK" + secrets.token_hex(16),
                    "TWILIO_API_KEY_SECRET": secrets.token_hex(16),
                }
            )
        )
    kept: dict[str, str] = json.loads(file.read_text())
    return kept
