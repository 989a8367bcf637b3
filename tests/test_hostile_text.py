"""Whatever stands in any text of any row, no page runs it, and no header or file name breaks out of its place."""

from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from django.apps import apps
from django.db import InternalError, models
from playwright.sync_api import Page

from helpdesk.lib.model_fields import CardlessCharField, CardlessTextField
from tests import make
from tests.desk_server import session_cookie
from tests.permissions.objects import with_second_step
from tests.test_csp import doors_for, hear_of_troubles, is_whole_page, look_at
from tickets.models import ContactPoint

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OURS = {"accounts", "mail", "tickets", "escalation", "carts", "calls"}
HEADER = '\r\nSet-Cookie: ran=1\r\nBcc: ran@desk.test\r\n\r\n"; filename="../../ran.html'
"""Would begin a header of its own, in an answer or a mail, or give a file another name and place."""
LONG = "\"'><img src=x onerror=ran()><script>ran()</script></textarea></title><svg/onload=ran()>{{ 7|add:7 }}${ran()}"
SHORT = "<svg onload=ran()>"
PAYLOADS = (LONG + HEADER, SHORT + HEADER, SHORT)
"""The first that the column has room for."""
KEY = 8
"""Digits of a key at most."""
NO_PROSE = {
    # What a program reads: the database or the model refuses anything else, or the row would lead nowhere.
    "timezone", "country", "holiday_country", "holiday_subdivision", "theme", "locale", "language", "colour", "icon",
    "password", "email", "contact_email", "slug", "token", "key", "source_key", "sid", "panel", "query", "currency",
    "cart_currency", "holiday", "external_id", "voice", "content_type",
    "endpoint", "p256dh", "encrypted_secret",
}  # fmt: skip


@pytest.fixture
def troubles() -> list[str]:
    """What ran, or was kept from running by nothing but the policy."""
    return []


@pytest.fixture
def page(browser, troubles) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    # A function that Playwright exposes would be refused by each frame that may not run anything.
    page.add_init_script("window.ran = () => console.error('a text was run')")
    hear_of_troubles(page, troubles)
    page.on("dialog", lambda dialog: troubles.append(f"{page.url}: a dialog opened"))
    yield page
    context.close()


def prose(model: type[models.Model]) -> list[models.Field]:
    """The columns in which people, or machines of others, write what they like."""
    return [
        field
        for field in model._meta.concrete_fields
        if type(field) in {models.CharField, models.TextField, CardlessCharField, CardlessTextField}
        and not (field.choices or field.primary_key or field.name in NO_PROSE)
        and not (model is ContactPoint and field.name == "value")  # a link of the help pages is signed for it
        and not field.name.endswith(("_id", "_sid", "_url", "_key", "number", "phone", "sha256", "_address", "digest"))
    ]


def spoil(model: type[models.Model]) -> int:
    """Write the payload into every text of every row; answers into how many columns."""
    columns = prose(model)
    for row in model._base_manager.all():
        for field in columns:
            room = (field.max_length or 10_000) - KEY
            text = next((text for text in PAYLOADS if len(text) <= room), SHORT)
            # The key in front, because some columns must differ.
            text = f"{row.pk}{text}"[: field.max_length or None]
            # What a trigger keeps from being changed was written by us.
            with suppress(InternalError):
                model._base_manager.filter(pk=row.pk).update(**{field.name: text})
    return len(columns)


def spoil_everything() -> None:
    ours = [model for model in apps.get_models() if model._meta.app_label in OURS]
    assert sum(spoil(model) for model in ours if not hasattr(model, "pgh_tracked_model")) > 60


def test_no_text_of_any_row_is_run_on_a_page_or_begins_a_header_or_names_a_file(desk, page, troubles):
    admin = with_second_step(make.admin(name="Ana Silva"))
    doors = {address: is_whole_page(answer) for address, answer in doors_for(admin)}
    spoil_everything()
    page.context.add_cookies([session_cookie(desk, admin)])
    nothing_is_run(page, [desk + address for address, is_page in doors.items() if is_page])
    nothing_begins_a_header_or_names_a_file(page, [desk + address for address in doors])
    assert troubles == []


def nothing_is_run(page: Page, addresses: list[str]) -> None:
    """What would be is among the troubles of the page."""
    shown = 0
    for address in addresses:
        look_at(page, address)
        shown += "onload=ran()" in page.inner_text("body")
    assert shown > 20
    assert "ran" not in [cookie["name"] for cookie in page.context.cookies()]


def nothing_begins_a_header_or_names_a_file(page: Page, addresses: list[str]) -> None:
    """Files and fragments too, over real HTTP: what the server would refuse to send is a trouble as well."""
    dispositions = []
    for address in addresses:
        answer = page.request.get(address, max_redirects=0)
        assert answer.status < 500, address
        assert not {"bcc", "ran"} & answer.headers.keys(), address
        assert "ran=1" not in answer.headers.get("set-cookie", ""), address
        dispositions += [given] if (given := answer.headers.get("content-disposition")) else []
    files = [name for given in dispositions if (name := name_of_file(given))]
    assert any("ran.html" in name for name in files), "an attachment is among them"
    assert not [name for name in files if set(name) & set('/\\"\r\n')]


def name_of_file(disposition: str) -> str | None:
    """As a browser reads it."""
    part = EmailMessage()
    part["Content-Disposition"] = disposition
    return part.get_filename()


def test_no_text_of_any_row_begins_a_header_of_a_mail():
    ticket, agent = make.ticket(), make.agent()
    file = make.attachment(ticket, uploaded_by=agent)
    make.line()
    spoil_everything()
    ContactPoint.objects.update(value="ann@desk.test")  # what is no address is never mailed to
    entry = make.held_reply(ticket, by=agent, attachments=[file.pk])
    mail = message_from_bytes(bytes(entry.message.raw), policy=default)
    assert "ran=1" in mail["Subject"]
    assert {"Bcc", "Set-Cookie"} & set(mail.keys()) == set()
    (attached,) = mail.iter_attachments()
    assert attached.get_filename().endswith("ran.html")
    assert set(attached.keys()) <= {"Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "MIME-Version"}
