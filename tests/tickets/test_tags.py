"""Tags of cases: put on and taken off, found, kept in order by managers."""

import pytest
from django.db import IntegrityError, transaction
from pghistory.models import Events

from tests import make
from tickets.models import Tag, Tagging, Ticket
from tickets.rules import change_tags, find_or_create_tag, merge_tags

pytestmark = pytest.mark.django_db


def names(ticket: Ticket) -> list[str]:
    return [tag.name for tag in ticket.tags.all()]


def told(ticket: Ticket) -> list[str]:
    return [entry.body for entry in ticket.entries.filter(kind="tags").order_by("pk")]


def test_an_agent_ticks_unticks_and_writes_new_tags_in_one_line_of_the_timeline(browser, agent):
    ticket = make.ticket()
    vip, old = make.tag("vip"), make.tag("old", cases=[ticket])
    answer = browser.post(
        f"/tickets/{ticket.pk}/tags/",
        {"tags": [vip.pk], "shown": [old.pk], "new": ["  #Lost   parcel ", "VIP, refund"], "view": "mine"},
    )
    assert answer.headers["Location"] == f"/tickets/{ticket.pk}/?view=mine"
    assert names(ticket) == ["Lost parcel", "refund", "vip"]
    assert told(ticket) == ["added the tags “Lost parcel”, “refund”, “vip”; removed the tag “old”"]
    assert ticket.entries.get(kind="tags").actor == agent


def test_the_same_form_twice_does_it_once(browser):
    ticket, vip = make.ticket(), make.tag("vip")
    for _ in range(2):
        browser.post(f"/tickets/{ticket.pk}/tags/", {"tags": [vip.pk], "new": ["refund"]})
    assert names(ticket) == ["refund", "vip"]
    assert len(told(ticket)) == 1


def test_two_agents_who_tag_at_the_same_time_both_get_their_way(browser):
    ticket, vip, refund = make.ticket(), make.tag("vip"), make.tag("refund")
    browser.post(f"/tickets/{ticket.pk}/tags/", {"tags": [vip.pk]})
    browser.post(f"/tickets/{ticket.pk}/tags/", {"tags": [refund.pk]})  # the page was older: vip was not shown
    assert names(ticket) == ["refund", "vip"]


def test_a_tag_that_is_gone_or_too_long_is_refused_with_a_sentence(browser):
    ticket = make.ticket()
    gone = browser.post(f"/tickets/{ticket.pk}/tags/", {"tags": [987654321]})
    assert gone.status_code == 422
    assert "removed meanwhile" in gone.content.decode()
    long = browser.post(f"/tickets/{ticket.pk}/tags/", {"new": "x" * 41})
    assert "at most 40 letters" in long.content.decode()
    assert not Tag.objects.exists()


def test_a_case_of_another_team_cannot_be_tagged(browser):
    ticket = make.ticket(team=make.team("Others"))
    assert browser.post(f"/tickets/{ticket.pk}/tags/", {"new": "vip"}).status_code == 404
    assert not Tag.objects.exists()


def test_a_tag_shows_on_the_row_and_on_the_case(browser):
    make.tag("<b>vip</b>", cases=[make.ticket()], colour="red")
    ticket = Ticket.objects.get()
    for address in ("/tickets/?view=open", f"/tickets/{ticket.pk}/"):
        page = browser.get(address).content.decode()
        assert "&lt;b&gt;vip&lt;/b&gt;" in page
        assert "<b>vip</b>" not in page


def test_thirty_tagged_rows_ask_as_many_queries_as_one(browser, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make.tag("vip", cases=[make.ticket()])
    browser.get("/tickets/?view=open")
    with CaptureQueriesContext(connection) as one:
        browser.get("/tickets/?view=open")
    asked = len(one)
    for number in range(29):
        make.tag(f"tag {number}", cases=[make.ticket(), *Ticket.objects.all()[:2]])
    browser.get("/tickets/?view=open")  # the numbers of the menu are kept for seconds only
    with django_assert_num_queries(asked):
        browser.get("/tickets/?view=open")


def test_one_name_is_one_tag_however_it_is_written():
    tag = make.tag("VIP")
    assert find_or_create_tag("vip") == tag
    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.create(name="Vip")


def test_a_manager_renames_and_colours_a_tag(desk):
    tag = make.tag("vpi")
    assert desk.post(f"/settings/tags/{tag.pk}/", {"name": "vip", "colour": "red"}).status_code == 302
    tag.refresh_from_db()
    assert (tag.name, tag.colour) == ("vip", "red")
    assert Events.objects.tracks(tag).order_by("pgh_id").last().pgh_diff["name"] == ["vpi", "vip"]


@pytest.mark.parametrize(("name", "sentence"), [("VIP", "Merge the two"), ("a, b", "leave it out"), ("# ", "a name")])
def test_a_name_that_would_confuse_is_refused(desk, name, sentence):
    make.tag("vip")
    tag = make.tag("other")
    answer = desk.post(f"/settings/tags/{tag.pk}/", {"name": name, "colour": "red"})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    tag.refresh_from_db()
    assert tag.name == "other"


def test_merging_gives_the_cases_to_the_other_tag_once_each(desk):
    both, one = make.ticket(), make.ticket()
    tag, into = make.tag("parcels", cases=[both, one]), make.tag("parcel", cases=[both])
    answer = desk.post(f"/settings/tags/{tag.pk}/merge/", {"into": into.pk}, follow=True)
    assert "on 2 cases" in answer.content.decode()
    assert names(both) == names(one) == ["parcel"]
    assert not Tag.objects.filter(pk=tag.pk).exists()


def test_a_tag_is_not_merged_into_itself_or_into_nothing(desk):
    from django.core.exceptions import ValidationError

    tag = make.tag("vip")
    for into in (tag.pk, ""):
        assert desk.post(f"/settings/tags/{tag.pk}/merge/", {"into": into}).status_code == 422
    with pytest.raises(ValidationError):
        merge_tags(tag, into=tag)


def test_deleting_says_how_many_cases_lose_it_and_leaves_the_cases(desk, agent):
    ticket, tag = make.ticket(), make.tag("vip")
    change_tags(ticket, by=agent, add=[tag])
    assert "1 case carries this tag" in desk.get(f"/settings/tags/{tag.pk}/").content.decode()
    desk.post(f"/settings/tags/{tag.pk}/delete/")
    assert not Tagging.objects.exists()
    assert told(ticket) == ["added the tag “vip”"]


def test_each_tag_put_on_a_case_is_in_the_history(agent):
    ticket, tag = make.ticket(), make.tag("vip")
    change_tags(ticket, by=agent, add=[tag])
    change_tags(ticket, by=agent, remove=[tag])
    labels = Events.objects.filter(pgh_model="tickets.TaggingEvent").values_list("pgh_label", flat=True)
    assert sorted(labels) == ["delete", "insert"]
