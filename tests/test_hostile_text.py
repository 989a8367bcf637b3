"""Whatever stands in any text of any row, no page runs it, and no header or file name breaks out of its place."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.apps import apps
from django.db import InternalError, models
from playwright.sync_api import Page

from tests import make
from tests.desk_server import desk_server, session_cookie
from tests.permissions.objects import with_second_step
from tests.test_csp import look_at, pages_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OURS = {"accounts", "mail", "tickets", "escalation", "carts", "calls"}
LONG = "\"'><img src=x onerror=ran()><script>ran()</script></textarea></title><svg/onload=ran()>{{ 7|add:7 }}${ran()}"
SHORT = "<svg onload=ran()>"
"""Where the column is too narrow for the other."""
NO_PROSE = {
    # What a program reads: the database or the model refuses anything else, or the row would lead nowhere.
    "timezone", "country", "holiday_country", "holiday_subdivision", "theme", "locale", "language", "colour", "icon",
    "password", "email", "contact_email", "token", "key", "source_key", "sid", "panel", "query", "currency",
    "cart_currency", "holiday", "external_id", "voice",
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(django_db_setup) -> Iterator[str]:
    with desk_server() as url:
        yield url


@pytest.fixture
def troubles() -> list[str]:
    """What ran, or was kept from running by nothing but the policy."""
    return []


@pytest.fixture
def page(browser, troubles) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.expose_function("ran", lambda: troubles.append(f"{page.url}: a text was run"))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error('CSP', e.violatedDirective, e.blockedURI))"
    )
    page.on("console", lambda said: said.type == "error" and troubles.append(f"{page.url}: {said.text}"))
    page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
    page.on("dialog", lambda dialog: troubles.append(f"{page.url}: a dialog opened"))
    yield page
    context.close()


def prose(model: type[models.Model]) -> list[models.Field]:
    """The columns in which people, or machines of others, write what they like."""
    return [
        field
        for field in model._meta.concrete_fields
        if type(field) in {models.CharField, models.TextField}
        and not (field.choices or field.primary_key or field.name in NO_PROSE)
        and not field.name.endswith(("_id", "_sid", "_url", "_key", "number", "phone", "sha256", "_address", "digest"))
    ]


def spoil(model: type[models.Model]) -> int:
    """Write the payload into every text of every row; answers into how many columns."""
    columns = prose(model)
    for row in model._base_manager.all():
        for field in columns:
            text = SHORT if field.max_length and field.max_length < len(LONG) + 8 else LONG
            # The key in front, because some columns must differ.
            text = f"{row.pk}{text}"[: field.max_length or None]
            # What a trigger keeps from being changed was written by us.
            with suppress(InternalError):
                model._base_manager.filter(pk=row.pk).update(**{field.name: text})
    return len(columns)


def test_no_text_of_any_row_is_run_on_any_page(desk, page, troubles):
    admin = with_second_step(make.admin(name="Ana Silva"))
    addresses = pages_for(admin)
    spoiled = sum(
        spoil(model)
        for model in apps.get_models()
        if model._meta.app_label in OURS and not hasattr(model, "pgh_tracked_model")
    )
    assert spoiled > 60
    page.context.add_cookies([session_cookie(desk, admin)])
    shown = 0
    for address in addresses:
        look_at(page, desk + address)
        shown += "onload=ran()" in page.inner_text("body")
    assert troubles == []
    assert shown > 20
