"""Texts that a reader could lose himself in: each is read in a moment, for the page of everybody else waits for it."""

from time import process_time

import pytest
from django.utils import timezone

from helpdesk.accounts.models import User
from helpdesk.lib.text.markdown import to_html
from tests import make
from tickets.cases.mentions import people_named_in
from tickets.cases.promise_detection import guess_promise
from tickets.composer.placeholders import fill, find_unknown
from tickets.forms.base import LONGEST_TEXT

MOST = 1.5
"""Seconds of the processor; what is mended here took from ten seconds up to hours."""


def quickly(read, text: str):
    began = process_time()
    answer = read(text)
    assert process_time() - began < MOST
    return answer


@pytest.mark.parametrize("gap", [" ", "\t", "\u00a0", "\n"])
def test_a_promise_is_looked_for_in_a_table_that_was_pasted(gap):
    text = f"I will{gap * 4900}x"
    assert quickly(lambda text: guess_promise(text, at=timezone.now()), text) is None


def test_a_promise_is_found_however_far_apart_its_words_stand():
    promise = guess_promise("I  will   call you    by\t17:00 tomorrow", at=timezone.now())
    assert promise.what == "call you"


@pytest.mark.django_db
def test_placeholders_are_looked_for_behind_a_brace_that_stays_open():
    ticket = make.ticket()
    text = "{{" + " " * LONGEST_TEXT + "x"
    assert quickly(find_unknown, text) == ["{{" + " " * 30]
    assert quickly(lambda text: fill(text, ticket, agent=make.agent()), text) == text
    assert fill("{{   case.number\n }}", ticket, agent=make.agent()) == str(ticket.pk)
    assert find_unknown("{{ }} {{  case number  }}") == ["{{ }}", "{{  case number  }}"]


@pytest.mark.django_db
@pytest.mark.parametrize("called", [" @a", " @ą", " @Person 7 of the desk"])
def test_people_are_looked_for_behind_thousands_of_signs(called):
    User.objects.bulk_create([User(email=f"p{n}@desk.test", name=f"Person {n} of the desk") for n in range(100)])
    ticket = make.ticket()
    named = quickly(lambda text: people_named_in(text, on=ticket), (called * LONGEST_TEXT)[:LONGEST_TEXT])
    assert [person.name for person in named] == (["Person 7 of the desk"] if "7" in called else [])


@pytest.mark.parametrize("host", ["a.co\n", "www.a.co\n", "http://shop.co\n"])
def test_hosts_in_thousands_are_shown_as_they_were_written(host):
    text = (host * 50_000)[:50_000]
    assert host.strip() in quickly(to_html, text)


def test_a_list_of_shops_is_a_list_of_links():
    assert to_html("www.shop.co\n" * 100).count("<a ") == 100
