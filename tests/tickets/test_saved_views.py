"""Lists of cases that people keep under a name: who sees them, what they hold, in which order they stand."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pghistory.models import Events

from tests import make
from tickets.lists import change_view, move_view, save_view
from tickets.lists.listing import read_text
from tickets.lists.saved_views import MOST_VIEWS
from tickets.models import SavedView
from tickets.rules import configure_tag, fill_in_fields, merge_tags

pytestmark = pytest.mark.django_db
FORM = {"name": "Urgent mails", "icon": "mail", "view": "open", "filters": "channel:email priority:urgent", "team": ""}


def shown(response) -> list[int]:
    return [case.pk for case in response.context["cases"]]


def menu_of(user) -> dict[str, dict[str, object]]:
    client = Client()
    client.force_login(user)
    menu: dict[str, dict[str, object]] = {}
    for place in client.get("/menu/").context["nav"].places:
        if (heading := place["section"].get("heading")) and ":" not in place["name"]:
            menu.setdefault(heading, {})[place["label"]] = place["count"]
    return menu


def test_a_narrowed_list_is_kept_under_a_name(browser, agent):
    mail, _phone = make.ticket(channel="email", priority="urgent"), make.ticket(priority="urgent")
    narrowed = browser.get("/tickets/?view=open&channel=email&priority=urgent").content.decode()
    assert "/tickets/views/new/?view=open&amp;channel=email&amp;priority=urgent" in narrowed
    form = browser.get("/tickets/views/new/?view=open&channel=email&priority=urgent").content.decode()
    assert "channel:email priority:urgent" in form

    answer = browser.post("/tickets/views/new/", FORM)

    view = SavedView.objects.get()
    assert answer["Location"] == f"/tickets/?view={view.pk}"
    assert (view.owner, view.team, view.query) == (agent, None, "open&channel=email&priority=urgent")
    listed = browser.get(answer["Location"])
    assert shown(listed) == [mail.pk]
    assert "Urgent mails" in listed.content.decode()
    assert menu_of(agent) == {"My views": {"Urgent mails": 1}}


def test_sent_twice_it_is_kept_once_and_another_of_that_name_is_refused(browser):
    for _ in range(2):
        assert browser.post("/tickets/views/new/", FORM).status_code == 302
    refused = browser.post("/tickets/views/new/", FORM | {"filters": "channel:web"})
    assert refused.status_code == 422
    assert "You have a view called “Urgent mails” already." in refused.content.decode()
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "required"),
        ("view", "theirs", "theirs"),
        ("icon", "skull", "skull"),
        ("team", "999", "choice"),
        ("filters", "status:gone", "“gone” is none of"),
        ("filters", "refund is:open", "“refund” is no filter."),
    ],
)
def test_what_makes_no_view_is_said_at_its_field(browser, field, value, said):
    answer = browser.post("/tickets/views/new/", FORM | {field: value})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_team_sees_what_is_shared_with_it_and_may_not_change_it(browser, team, agent):
    mate, stranger = make.agent(teams=[team]), make.agent()
    browser.post("/tickets/views/new/", FORM | {"team": team.pk})
    view = SavedView.objects.get()
    assert menu_of(mate) == {"Riverside": {"Urgent mails": 0}}
    assert menu_of(stranger) == {}
    for visitor, seen in [(mate, 200), (stranger, 404)]:
        client = Client()
        client.force_login(visitor)
        assert client.get(f"/tickets/?view={view.pk}").status_code == seen
        assert client.get(f"/tickets/views/{view.pk}/").status_code == 404
        assert client.post(f"/tickets/views/{view.pk}/delete/").status_code == 404


def test_a_manager_keeps_the_views_of_teams_in_order_and_sees_nothing_of_one_person_s(agent, team):
    from tests.permissions.objects import with_second_step

    shared, own = make.saved_view(agent, team=team), make.saved_view(agent)
    client = Client()
    client.force_login(with_second_step(make.manager()))
    page = client.get("/tickets/views/").content.decode()
    assert shared.name in page
    assert own.name not in page
    assert client.post(f"/tickets/views/{shared.pk}/", FORM | {"team": team.pk}).status_code == 302
    assert client.post(f"/tickets/views/{own.pk}/delete/").status_code == 404
    shared.refresh_from_db()
    assert (shared.name, shared.owner) == ("Urgent mails", agent)


def test_each_person_s_own_cases_stand_in_a_shared_view(agent, team):
    mate = make.agent(teams=[team])
    make.ticket(assignee=mate)
    make.saved_view(agent, team=team, name="Mine", query="open&assignee=me")
    assert (menu_of(agent), menu_of(mate)) == ({"Riverside": {"Mine": 0}}, {"Riverside": {"Mine": 1}})


def test_views_are_put_in_order_with_the_next_of_their_heading(browser, agent, team):
    make.saved_view(agent, name="A")
    make.saved_view(agent, name="T", team=team)
    second = make.saved_view(agent, name="B")
    browser.post(f"/tickets/views/{second.pk}/move/", {"to": "up"})
    assert list(menu_of(agent)["My views"]) == ["B", "A"]
    for _ in range(3):
        browser.post(f"/tickets/views/{second.pk}/move/", {"to": "down"})
    assert list(menu_of(agent)["My views"]) == ["A", "B"]
    assert list(menu_of(agent)) == ["Riverside", "My views"]


def test_a_view_that_was_deleted_at_this_moment_is_moved_nowhere(agent):
    fields = {"by": agent, "icon": "list", "query": "open"}
    first, second = save_view(name="One", **fields), save_view(name="Two", **fields)
    SavedView.objects.filter(pk=first.pk).delete()
    move_view(first, up=False)
    assert list(SavedView.objects.all()) == [second]


def test_a_view_that_is_deleted_while_it_is_changed_does_not_come_back(browser, agent, monkeypatch):
    view = make.saved_view(agent)

    def deleted_meanwhile(row, **fields):
        SavedView.objects.filter(pk=row.pk).delete()
        change_view(row, **fields)

    monkeypatch.setattr("tickets.views.saved_views.change_view", deleted_meanwhile)
    page = browser.post(f"/tickets/views/{view.pk}/", FORM, follow=True)
    assert "This view was deleted a moment ago." in page.content.decode()
    assert not SavedView.objects.exists()


def test_a_deleted_view_is_gone_and_its_cases_are_not(browser, agent):
    ticket, view = make.ticket(channel="email"), make.saved_view(agent)
    assert browser.post(f"/tickets/views/{view.pk}/delete/").status_code == 302
    assert browser.get(f"/tickets/?view={view.pk}").status_code == 404
    assert browser.get(f"/tickets/{ticket.pk}/?view={view.pk}").context["view"] == "open"


def test_one_heading_holds_so_many_views(agent):
    for _ in range(MOST_VIEWS):
        make.saved_view(agent)
    with pytest.raises(ValidationError, match="20 views already"):
        save_view(by=agent, name="One more", query="open", icon="list")


def test_a_saved_view_is_narrowed_further_and_stays_beside_a_case(browser, agent):
    view = make.saved_view(agent, query="open&channel=email")
    ticket = make.ticket(channel="email", priority="high")
    make.ticket(channel="email")
    listed = browser.get(f"/tickets/?view={view.pk}&priority=high")
    assert shown(listed) == [ticket.pk]
    without = {chip["label"]: str(rest) for chip, rest in listed.context["chips"]}
    assert {str(label): rest for label, rest in without.items()} == {
        "Channel": "open&priority=high",
        "Priority": str(view.pk),
    }
    assert (
        browser.get(f"/tickets/{ticket.pk}/?view={view.pk}&priority=high").context["view"] == f"{view.pk}&priority=high"
    )


def test_a_view_whose_filter_names_nothing_any_more_says_so(browser, agent):
    view = make.saved_view(agent, query="open&event=Gone&status=never")
    make.ticket()
    listed = browser.get(f"/tickets/?view={view.pk}")
    assert shown(listed) == []
    assert "nothing is called “Gone”" in listed.content.decode()
    assert menu_of(agent)["My views"] == {view.name: 0}


def test_each_change_of_a_view_is_in_the_history(browser, agent):
    view = make.saved_view(agent)
    browser.post(f"/tickets/views/{view.pk}/", FORM)
    change = Events.objects.tracks(view).order_by("pgh_id").last()
    assert change.pgh_diff["name"][1] == "Urgent mails"
    assert change.pgh_context["user"] == agent.pk


def test_the_menu_counts_twenty_views_in_as_many_queries_as_one(browser, agent, django_assert_num_queries):
    make.saved_view(agent, query="open&event=Jazz&assignee=ana&organizer=x")
    browser.get("/menu/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/menu/")
    for _ in range(19):
        make.saved_view(agent, query="open&event=Jazz&assignee=ana&organizer=x")
    with django_assert_num_queries(len(few)):
        browser.get("/menu/")


@pytest.mark.parametrize(
    ("kind", "kept", "typed"),
    [
        ("number", "1.5", "1.50"),
        ("number", "7", "007"),
        ("date", "2031-12-24", "12/24/2031"),
        ("text", "1.50", "1.50"),
        ("text", "1.5", "1.50"),
        ("choice", "Row A", "Row A"),
        ("choice", "Row Z", "Row Z"),
    ],
)
def test_the_menu_counts_what_the_list_shows_however_the_value_of_a_field_is_written(agent, kind, kept, typed):
    row = make.custom_field(kind=kind, choices=["Row A"])
    fill_in_fields(make.ticket(), values={row: kept}, by=agent)
    make.saved_view(agent, name="Mine", query=f"open&field.{row.key}={typed}")
    listing = read_text(SavedView.objects.get().query)
    assert menu_of(agent) == {"My views": {"Mine": listing.cases(agent).count()}}


def test_more_filters_than_a_list_takes_count_as_little_as_they_show(agent):
    make.ticket(priority="urgent")
    query = "open&" + "&".join(f"after=2020-01-{day:02}" for day in range(1, 22))
    view = make.saved_view(agent, name="Many", query=query)
    assert read_text(view.query).cases(agent).count() == 0
    assert menu_of(agent) == {"My views": {"Many": 0}}


def test_a_view_follows_its_tag_when_that_is_renamed_or_merged(agent):
    vip, other = make.tag("VIP guest", cases=[make.ticket()]), make.tag("press", cases=[make.ticket()])
    view = make.saved_view(agent, name="Guests", query="open&tag=vip+guest&assignee=nobody&sort=oldest")
    beside = make.saved_view(agent, name="Others", query="open&tag=vip")
    configure_tag(vip, name="Guests of honour & press", colour="red")
    view.refresh_from_db()
    assert view.query == "open&tag=Guests+of+honour+%26+press&assignee=nobody&sort=oldest"
    assert read_text(view.query).cases(agent).count() == 1
    merge_tags(vip, into=other)
    view.refresh_from_db()
    assert view.query == "open&tag=press&assignee=nobody&sort=oldest"
    assert read_text(view.query).cases(agent).count() == 2
    beside.refresh_from_db()
    assert beside.query == "open&tag=vip"
