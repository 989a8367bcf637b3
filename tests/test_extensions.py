"""An extension is never dropped without a word: it is kept where people see it, or the number is refused."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from carts.ingest.warnings import warnings_of
from carts.models import CartEvent
from helpdesk.accounts.forms import ProfileForm
from helpdesk.accounts.services import create_token
from helpdesk.lib.form_fields import PhoneField
from helpdesk.lib.phones import phone_extension
from tests import make
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
TYPED = [
    ("+1 500 555 0188 ext. 42", "+15005550188", "42"),
    ("+49 30 901820 Durchwahl 12", "+4930901820", "12"),
    ("+1 (500) 555-0188 x7", "+15005550188", "7"),
    ("tel:+1-500-555-0188;ext=42", "+15005550188", "42"),
]


@pytest.fixture
def agent(client):
    agent = make.agent()
    client.force_login(agent)
    return agent


def notes(ticket: Ticket) -> str:
    return "\n".join(ticket.entries.filter(is_public=False).values_list("body", flat=True))


@pytest.mark.parametrize(("typed", "number", "extension"), TYPED)
def test_the_quick_log_keeps_it_on_the_case(client, agent, typed, number, extension):
    key = "00000000-0000-4000-8000-000000000004"
    assert client.post("/tickets/new/", {"text": "No code", "phone": typed, "key": key}).status_code == 302
    ticket = Ticket.objects.get()
    assert ticket.requester.phone == number
    assert f"extension {extension}." in notes(ticket)
    assert f"extension {extension}." in client.get(ticket.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("typed", "number", "extension"), TYPED)
def test_the_api_keeps_it_on_the_case_and_says_so(client, typed, number, extension):
    _token, text = create_token(make.agent(), name="Reports")
    headers = {"Authorization": f"Bearer {text}"}
    body = {"text": "No code", "phone": typed}
    answer = client.post("/api/v1/tickets/", body, content_type="application/json", headers=headers).json()
    assert (answer["requester"]["phone"], answer["phone_extension"]) == (number, extension)
    assert f"extension {extension}." in notes(Ticket.objects.get())
    plain = {"text": "Again", "phone": number}
    answer = client.post("/api/v1/tickets/", plain, content_type="application/json", headers=headers).json()
    assert answer["phone_extension"] == ""


def test_the_page_of_a_person_keeps_it_with_what_was_changed(client, agent):
    person = make.requester()
    data = {"name": person.name, "phone": "+1 500 555 0188 ext. 42", "reason": "x" * 300}
    assert client.post(f"/requesters/{person.pk}/edit/", data).status_code == 302
    assert person.contact_points.filter(value="+15005550188").exists()
    page = client.get(f"/requesters/{person.pk}/").content.decode()
    assert "+1 500-555-0188: extension 42." in page


def test_our_own_phones_have_none(agent):
    form = ProfileForm(
        {"name": "Ana", "mobile": "+15005550188 x42", "timezone": "UTC", "theme": "dark"}, instance=agent
    )
    assert "cannot dial an extension (42)" in str(form.errors["mobile"])
    with pytest.raises(ValidationError, match="cannot dial an extension"):
        PhoneField().clean(TYPED[0][0])


@pytest.mark.parametrize(("typed", "number", "extension"), TYPED)
def test_a_shop_is_told_that_it_was_not_taken_over(typed, number, extension):
    payload = {"phone": typed, "occurred_at": timezone.now().isoformat()}
    told = warnings_of(CartEvent.Kind.UPDATED, payload, regions=(), is_from_browser=False)
    assert [(warning["field"], "extension" in warning["detail"]) for warning in told] == [("phone", True)]


@pytest.mark.parametrize("typed", ["+15005550188", "+1 500 555 0188, +1 500 555 0177", "no number", ""])
def test_what_has_no_extension_is_said_to_have_none(typed):
    assert phone_extension(typed) == ""
