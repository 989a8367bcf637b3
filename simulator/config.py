"""Where the town is and where the desk is, read from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# What `make demo` uses when it is not told otherwise; worth nothing anywhere else.
DEMO_ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
DEMO_AUTH_TOKEN = "press4-demo-auth-token"
DEMO_API_KEY_SID = "SK" + "0123456789abcdef" * 2
DEMO_MAIL_DOMAIN = "desk.press4.example"
DEMO_API_KEY_SECRET = "press4-demo-api-key-secret-of-32-bytes"


class ConfigError(Exception):
    """One sentence for the person who started the town."""


@dataclass(frozen=True)
class Config:
    """Ports on 127.0.0.1 and the addresses of both sides. The desk takes mail for `desk_mail_domain`."""

    port: int
    smtp_port: int
    url: str
    desk_url: str
    account_sid: str
    auth_token: str
    town_file: Path | None
    api_key_sid: str = DEMO_API_KEY_SID
    api_key_secret: str = DEMO_API_KEY_SECRET
    desk_mail_host: str = "127.0.0.1"
    desk_mail_port: int = 2525
    desk_mail_domain: str = DEMO_MAIL_DOMAIN

    @property
    def api_url(self) -> str:
        """Where the desk finds the API of the network; `url` is where a person finds its pages."""
        return f"http://127.0.0.1:{self.port}"


def read_config(environ: Mapping[str, str]) -> Config:
    """Raises ConfigError for a port that is none."""
    port = _port(environ, "SIMULATOR_PORT", 9000)
    town = environ.get("SIMULATOR_TOWN", "")
    return Config(
        port=port,
        smtp_port=_port(environ, "SMTP_PORT", port + 1000),
        url=environ.get("SIMULATOR_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        desk_url=environ.get("DESK_URL", f"http://127.0.0.1:{port - 1000}").rstrip("/"),
        account_sid=environ.get("TWILIO_ACCOUNT_SID") or DEMO_ACCOUNT_SID,
        auth_token=(environ.get("TWILIO_AUTH_TOKEN") or DEMO_AUTH_TOKEN).split(",")[0],
        town_file=Path(town) if town else None,
        api_key_sid=environ.get("TWILIO_API_KEY_SID") or DEMO_API_KEY_SID,
        api_key_secret=environ.get("TWILIO_API_KEY_SECRET") or DEMO_API_KEY_SECRET,
        desk_mail_host=environ.get("DESK_SMTP_HOST") or "127.0.0.1",
        desk_mail_port=_port(environ, "INBOUND_SMTP_PORT", 2525),
        desk_mail_domain=environ.get("INBOUND_MAIL_DOMAIN") or DEMO_MAIL_DOMAIN,
    )


def _port(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name) or str(default)
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise ConfigError(f"{name} must be a port number from 1 to 65535, not {value!r}.")
    return int(value)
