"""Whoever hides the number, or shows what is none, is nobody whom we know; and nobody is refused for it."""

import pytest

from calls import ringing
from calls.models import Call
from calls.ringing.caller_numbers import caller_number, shown_instead
from escalation.models import Callback
from simulator.phone_network import Caller, accepts, hang_up, hears
from tests import make
from tests.calls.test_without_database import database_away
from tests.calls.town import TEAM
from tickets.models import ContactPoint, Ticket

HIDDEN = [
    "",
    "anonymous",
    "Anonymous",
    "ANONYMOUS ",
    "restricted",
    "Restricted",
    "unavailable",
    "unknown",
    "blocked",
    "private",
    "+266696687",
    "266696687",
    "+7378742833",
    "+17378742833",
    "+7378742883",
    "+17378742883",
    "17378742883",
    "+86282452253",
    "+8656696",
    "+2562533",
    "0000000000",
    "+00000000000",
    "sip:anonymous@anonymous.invalid",
    "sip:Anonymous@pbx.example.com",
    "sip:+266696687@pbx.example.com",
]
NOBODY = [
    "883",
    "+883",
    "12345",
    "1001",
    "+1234567",
    "+10000000000",
    "+999999999999",
    "client:user_7",
    "client:Ann Lee",
    "sip:1001@pbx.example.com",
    "sip:ann@pbx.example.com",
    "sips:ann.lee@pbx.example.com;transport=tls",
    "sip:5005550131@pbx.example.com",
    "sip:@",
    "whatsapp:",
    "+1500555013144444444444",
    "Ann Lee",
    "\u202e+1555",
    "+1-800-FLOWERS",
]
NUMBERS = {
    "+15005550131": "+15005550131",
    "15005550131": "+15005550131",
    "5005550131": "+15005550131",
    "0015005550131": "+15005550131",
    "00491701234567": "+491701234567",
    " +44 20 7946 0958 ": "+442079460958",
    "sip:+15005550131@pbx.example.com": "+15005550131",
    "sip:+15005550131@pbx.example.com;user=phone": "+15005550131",
    "sip:00491701234567@1.2.3.4:5060": "+491701234567",
    "tel:+15005550131": "+15005550131",
    "whatsapp:+15005550131": "+15005550131",
}


@pytest.mark.parametrize("shown", HIDDEN)
def test_a_hidden_number_is_nobodys_and_nothing_is_shown(shown):
    assert (caller_number(shown), shown_instead(shown)) == ("", "")


@pytest.mark.parametrize("shown", NOBODY)
def test_what_is_no_whole_number_names_nobody(shown):
    assert caller_number(shown) == ""
    assert len(shown_instead("x" * 500 + "1")) <= 120


@pytest.mark.parametrize("shown", NUMBERS)
def test_a_number_is_read_however_it_comes(shown):
    assert caller_number(shown) == NUMBERS[shown]


def test_an_address_is_kept_for_people_to_read():
    assert shown_instead("sip:ann@pbx.example.com") == "sip:ann@pbx.example.com"
    assert shown_instead("sip:+15005550131@pbx.example.com") == "sip:+15005550131@pbx.example.com"
    assert shown_instead("client:user_7") == "client:user_7"
    assert shown_instead("1001") == "1001"
    assert shown_instead("+15005550131") == ""


@pytest.mark.parametrize("shown", ["+86282452253", "sip:1001@pbx.example.com", "client:user_99", "+883", "anonymous"])
def test_two_who_call_alike_and_name_nobody_are_two_people(town, shown, client):
    for _caller in range(2):
        town.call(make.PROBLEM_LINE, Caller(hears("ringing"), hang_up()), from_=shown)
        town.network.run()
    first, second = Ticket.objects.order_by("pk")
    assert first.requester_id != second.requester_id
    assert not ContactPoint.objects.filter(kind="phone").exists()
    assert set(Call.objects.values_list("from_number", flat=True)) == {""}
    assert Callback.objects.count() == 2
    client.force_login(make.agent())
    page = client.get(Call.objects.first().get_absolute_url()).content.decode()
    assert (shown in page) == bool(shown_instead(shown))
    assert client.get("/calls/").status_code == 200


def test_a_sip_caller_with_a_whole_number_is_known_by_it(town):
    requester = make.requester(phone="+15005550131")
    town.call(make.PROBLEM_LINE, Caller(hears("ringing"), hang_up()), from_="sip:+15005550131@pbx.example.com")
    town.network.run()
    assert Ticket.objects.get().requester_id == requester.pk
    assert Call.objects.get().from_shown == "sip:+15005550131@pbx.example.com"


# Whose number the phones show when all of them ring at once


@pytest.mark.parametrize("shown", ["anonymous", "+266696687", "sip:ann@pbx.example.com", "+15005550131"])
def test_the_emergency_rings_through_whatever_the_caller_shows(town, shown):
    town.network.phone(TEAM[1]).person = accepts(after=3, talk=20)
    ringing.remember_phones()
    with database_away():
        town.call(make.MAIN_LINE, Caller(), from_=shown)
        town.network.run()
    assert [bridge.b_number for bridge in town.network.truth.bridges] == [TEAM[1]]
    assert {c.from_ for c in town.network.calls.values() if c.direction == "outbound-dial"} == {make.MAIN_LINE}
