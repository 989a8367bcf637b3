"""How every page of the town is made: templates, formats, and what a browser is allowed to do on it."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse

if TYPE_CHECKING:
    from .world import World

HERE = Path(__file__).parent
STATIC = HERE / "static"


def money(cents: int, currency: str = "USD") -> str:
    sign = {"USD": "$", "EUR": "€", "GBP": "£"}.get(currency, f"{currency} ")
    return f"{sign}{cents / 100:,.2f}"


def phone_number(number: str) -> str:
    """(500) 555-0131 for a number of North America, the number itself for any other."""
    if number.startswith("+1") and len(number) == 12:
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number


def day(moment: dt.datetime) -> str:
    return f"{moment:%A}, {moment:%B} {moment.day}, {moment:%H:%M}"


def clock(moment: dt.datetime) -> str:
    return f"{moment.astimezone():%H:%M:%S}"


environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)
environment.filters |= {"money": money, "phone_number": phone_number, "day": day, "clock": clock}


def world_of(request: Request) -> "World":
    world: World = request.app.state.world
    return world


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page of ours: scripts and styles only from files, talk only with the town and the desk's beacon."""
    world = world_of(request)
    html = environment.get_template(template).render(
        world=world, config=world.config, path=request.url.path, unread=world.mailbox.unread, **context
    )
    return HTMLResponse(html, status, {"Content-Security-Policy": _policy(world.config.desk_url)})


def _policy(desk_url: str) -> str:
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-src 'self'; "
        f"connect-src 'self' {desk_url}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
