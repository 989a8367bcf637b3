"""What narrows a list of cases: the same words in an address and in a search."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import urlencode

from helpdesk.owed_work import GAUGES
from tests import make
from tickets.cases import mark_escalated
from tickets.lists.filters import parse, read_address
from tickets.models import Tag, Ticket

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def found(user, text: str) -> set[int]:
    filters, _words = parse(text)
    return set(filters.read_for(user).apply(Ticket.objects.visible_to(user)).values_list("pk", flat=True))


def shown(response) -> list[int]:
    return [case.pk for case in response.context["cases"]]


@pytest.fixture
def cases(agent, team) -> dict[str, Ticket]:
    """One case for each thing by which a list is narrowed."""
    jazz = make.event(name="Jazz by the River", organizer=make.organizer(name="Riverside Arts"))
    made = {
        "mine": make.ticket(assignee=agent, status="open", channel="email"),
        "team": make.ticket(team=team, channel="web", priority="urgent"),
        "jazz": make.ticket(event=jazz, channel="cart"),
        "solved": make.ticket(status="solved", channel="desk"),
        "old": make.ticket(at=NOW - timedelta(days=9), channel="email", status="pending"),
        "called": make.ticket(),
    }
    make.tag("VIP", cases=[made["mine"], made["jazz"]])
    make.tag("Parcel lost", cases=[made["jazz"]])
    mark_escalated(made["called"], at=NOW, asked_for_manager=True)
    Ticket.objects.filter(pk=made["called"].pk).update(calls_count=4)
    return made


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("is:open", "mine team jazz old called"),
        ("status:open", "mine"),
        ("status:open status:pending", "mine old"),
        ("is:solved", "solved"),
        ("is:escalated", "called"),
        ("is:overdue", "old"),
        ("is:unassigned channel:phone", "called"),
        ("assignee:me", "mine"),
        ("assignee:ana", "mine"),
        ('assignee:"Ana Silva"', "mine"),
        ("assignee:silva is:new", ""),
        ("assignee:nobody status:new", "team jazz called"),
        ("team:riverside", "team"),
        ("event:jazz", "jazz"),
        ('event:"by the"', "jazz"),
        ("event:none channel:desk", "solved"),
        ("organizer:riverside", "jazz"),
        ("channel:email", "mine old"),
        ("priority:urgent", "team"),
        ("tag:vip", "mine jazz"),
        ('tag:vip tag:"parcel lost"', "jazz"),
        ("asked:manager", "called"),
        ("called:3", "called"),
        ("called:5", ""),
        ("waiting:1d", "old"),
        ("before:7d", "old"),
        ("after:7d is:solved", "solved"),
        ("before:2001-02-03", ""),
        ("IS:Open CHANNEL:Cart", "jazz"),
    ],
)
def test_each_filter_leaves_its_cases(agent, cases, text, names):
    assert found(agent, text) == {cases[name].pk for name in names.split()}


def test_what_is_no_filter_stays_among_the_words():
    filters, words = parse('refund is:open  Re: order:12 http://x.test assignee:"Ana Silva" "so" tag:')
    assert str(filters) == 'is:open assignee:"Ana Silva"'
    assert words == 'refund Re: order:12 http://x.test "so" tag:'


def test_a_filter_reads_the_same_from_an_address_as_from_a_search():
    typed, _words = parse('status:open channel:email event:"Jazz & Blues"')
    assert set(read_address(QueryDict(typed.query))) == set(typed)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("status", "gone"),
        ("is", "x"),
        ("assignee", "zoe"),
        ("assignee", "99999999999999999"),
        ("team", "9" * 40),
        ("event", "no such"),
        ("organizer", "%"),
        ("channel", "fax"),
        ("priority", "now!"),
        ("tag", "vi"),
        ("asked", "cake"),
        ("called", "0"),
        ("called", "many"),
        ("called", "٣"),
        ("waiting", "long"),
        ("before", "2026-02-31"),
        ("after", "0001-01-01"),
        ("before", "9999w9"),
    ],
)
def test_an_unknown_value_finds_nothing_and_is_named(browser, word, value):
    make.ticket()
    response = browser.get("/tickets/", {word: value})
    assert response.status_code == 200
    assert shown(response) == []
    assert [value in problem for problem in response.context["narrowing"].problems] == [True]


@pytest.mark.parametrize("value", ["\0", "  ", '"'])
def test_an_empty_value_narrows_nothing(browser, value):
    ticket = make.ticket()
    assert shown(browser.get("/tickets/", {"status": value, "event": value})) == [ticket.pk]


def test_the_furthest_moments_are_no_trouble(browser):
    assert browser.get("/tickets/?before=9999w&after=9999w&waiting=9999w&before=2200-12-31").status_code == 200


def test_more_filters_than_anybody_needs_are_refused(browser):
    response = browser.get("/tickets/?" + "&".join(f"event=jazz{number}" for number in range(40)))
    assert response.status_code == 200
    assert any("20 filters" in problem for problem in response.context["narrowing"].problems)


def test_names_that_only_others_may_see_are_unknown(browser):
    team = make.team("Secret Squad")
    make.event(name="Hidden Gala", organizer=make.organizer(name="Hidden Org", team=team))
    for word, value in [("team", "Secret"), ("event", "Hidden"), ("organizer", "Hidden")]:
        assert browser.get("/tickets/", {word: value}).context["narrowing"].problems


def test_filters_narrow_a_view_and_each_chip_leads_to_the_list_without_it(browser, cases):
    response = browser.get("/tickets/?view=open&channel=email&status=pending")
    assert shown(response) == [cases["old"].pk]
    page = response.content.decode()
    assert 'href="/tickets/?view=open&amp;channel=email"' in page
    assert 'href="/tickets/?view=open&amp;status=pending"' in page
    assert "Remove Channel: Email" in page


def test_pages_and_news_are_of_the_narrowed_list(browser):
    for _ in range(42):
        make.ticket(channel="email")
    first = browser.get("/tickets/?channel=email")
    make.ticket(channel="email")
    make.ticket(channel="phone")
    second = browser.get("/tickets/", {"channel": "email", "cursor": first.context["next_cursor"]})
    assert len(shown(second)) == 2
    news = browser.get("/tickets/news/", {"channel": "email", "since": first.context["since"]}).content.decode()
    assert "1 new · show" in news
    assert "view=open&amp;channel=email" in news


def test_whatever_is_done_with_a_case_the_same_list_stays_beside_it(browser, cases):
    opened = browser.get(f"/tickets/{cases['mine'].pk}/?view=open&channel=email")
    assert opened.context["view"] == "open&channel=email"
    done = browser.post(f"/tickets/{cases['mine'].pk}/solve/", {"view": opened.context["view"]})
    assert done["Location"] == f"/tickets/{cases['mine'].pk}/?view=open&channel=email"
    refused = browser.post(f"/tickets/{cases['mine'].pk}/priority/", {"view": "open&channel=email", "priority": "x"})
    assert refused.context["view"] == "open&channel=email"
    beside = browser.get(f"/tickets/newest/?view=open&channel=email&case={cases['mine'].pk}")
    assert shown(beside) == [cases["old"].pk]


def test_a_narrowed_list_asks_as_much_for_thirty_rows_as_for_one(browser, agent, django_assert_num_queries):
    address = "/tickets/?view=open&assignee=ana&event=jazz&after=30d"
    make.ticket(assignee=agent, event=make.event(name="Jazz"))
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        assert len(shown(browser.get(address))) == 1
    assert len(few) <= 12
    for _ in range(29):
        make.ticket(assignee=agent, event=make.event(name="Jazz"))
    with django_assert_num_queries(len(few)):
        assert len(shown(browser.get(address))) == 30


def test_the_form_of_filters_leads_to_an_address_without_its_empty_fields(browser, agent, team):
    make.event(name="Jazz by the River")
    form = browser.get("/tickets/filters/?view=mine&channel=email").content.decode()
    for words in ['name="channel" value="email"', "Jazz by the River", "Riverside", "Ana Silva"]:
        assert words in form
    assert " required" not in form
    sent = {"view": "mine", "channel": "email", "words": "is:waiting called:2", "status": "", "assignee": agent.pk}
    answer = browser.get("/tickets/", sent)
    assert answer["Location"] == f"/tickets/?view=mine&assignee={agent.pk}&channel=email&is=waiting&called=2"


def test_words_that_are_no_filter_are_searched_for(browser):
    answer = browser.get("/tickets/", {"view": "mine", "words": "is:open refund"})
    assert answer["Location"] == "/tickets/search/?q=is%3Aopen+refund"


def test_the_menu_asks_for_the_form_alone(browser):
    answer = browser.get("/tickets/filters/", headers={"HX-Request": "true"}).content.decode()
    assert "<form" in answer
    assert "<html" not in answer


def test_overdue_means_one_thing_in_the_list_the_api_and_the_metrics():
    at = timezone.now()
    unsolved = make.ticket()
    late = {"reply_due_at": None, "waiting_since": None, "solve_due_at": at - timedelta(hours=1)}
    Ticket.objects.filter(pk=unsolved.pk).update(**late)
    make.ticket()
    assert list(Ticket.objects.overdue(at=at)) == [unsolved]
    gauge = next(rows for name, _help, rows in GAUGES if name == "cases_overdue")
    assert list(gauge(at)) == [unsolved]


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("Große Straße", "grosse strasse"),
        ("Mu\u0308nchen", "m\u00fcnchen"),
        ("M\u00fcnchen", "munchen"),
        ("\u674e", "\u674e"),
        ("Ng", "ng"),
        ("\u30e4\u30de\u30c0", "\uff94\uff8f\uff80\uff9e"),
    ],
)
@pytest.mark.parametrize("word", ["event", "organizer", "team", "assignee", "tag"])
def test_what_a_filter_names_is_found_however_its_letters_are_written(agent, team, word, kept, asked):
    case = make.ticket(team=team, event=make.event(organizer=make.organizer(team=team)), assignee=agent)
    rows = {"event": case.event, "organizer": case.event.organizer, "team": team, "assignee": agent}
    rows["tag"] = make.tag(cases=[case])
    type(rows[word]).objects.filter(pk=rows[word].pk).update(name=kept)
    assert found(agent, f'{word}:"{asked}"') == {case.pk}


def test_what_is_called_by_a_number_is_found_by_its_name(agent):
    """A tag "2026", an event "1984": the number is their name, and no key."""
    event, other = make.event(name="1984"), make.ticket()
    tagged, there = make.ticket(), make.ticket(event=event)
    make.tag("2026", cases=[tagged])
    make.tag(str(make.tag("seven", cases=[other]).pk), cases=[there])
    assert found(agent, "tag:2026") == {tagged.pk}
    assert found(agent, f"tag:{Tag.objects.get(name='seven').pk}") == {there.pk}
    assert found(agent, "event:1984") == found(agent, f"event:{event.pk}") == {there.pk}
    for text in ("tag:2026", f"tag:{Tag.objects.get(name='seven').pk}", "event:1984", f"event:{event.pk}"):
        filters, _words = parse(text)
        counted = filters.apply_unread(Ticket.objects.visible_to(agent), agent)
        assert set(counted.values_list("pk", flat=True)) == found(agent, text)


@pytest.mark.parametrize(
    "value", ['"Jazz by the River"', "“Jazz by the River”", "„Jazz by the River“", "«Jazz by the River»"]
)
def test_a_phone_puts_curved_quotation_marks_and_they_hold_words_together(cases, agent, value):
    assert found(agent, f"event:{value}") == {cases["jazz"].pk}
    assert parse(f"event:{value} refund")[1] == "refund"


@pytest.mark.parametrize("name", ['Rock "Live" Night', "“Faust” at the market", '12" vinyl', "O'Brien's", "«Rex»"])
def test_what_has_quotation_marks_in_its_name_is_found_by_it(browser, agent, name):
    there, tagged = make.ticket(event=make.event(name=name)), make.ticket()
    make.tag(name, cases=[tagged])
    assert shown(browser.get("/tickets/", {"view": "open", "event": name})) == [there.pk]
    assert shown(browser.get("/tickets/", {"view": "open", "tag": name})) == [tagged.pk]
    # As the form of a saved view shows it, and reads it again.
    filters = read_address(QueryDict(urlencode({"event": name, "tag": name})))
    assert parse(str(filters)) == (filters, "")


def test_a_name_in_both_kinds_of_quotation_marks_is_written_as_it_is_read():
    filters = read_address(QueryDict(urlencode({"event": '“Faust” and "Rex"'})))
    assert parse(str(filters)) == (filters, "")
    assert str(parse('assignee:"Ana refund')[0]) == "assignee:Ana"
