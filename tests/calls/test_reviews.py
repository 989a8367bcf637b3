"""Which calls managers listen to, what they say, and what the agent hears of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from calls import tasks
from calls.models import Call, RecordingPolicy, Review, ReviewAnswer, ReviewQuestion
from calls.reviews import enrol_call, is_drawn
from escalation.models import Line
from tests import make
from tests.permissions.objects import with_second_step
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def stored(call: Call):
    recording = make.recording(call=call)
    enrol_call(recording, at=timezone.now())
    return recording


@pytest.fixture
def manager(client):
    manager = with_second_step(make.manager(name="Maya Chen"))
    client.force_login(manager)
    return manager


@pytest.fixture
def review(manager):
    RecordingPolicy.objects.create(review_percent=100)
    stored(make.talked_call(make.agent(name="Ana Silva")))
    return Review.objects.get()


def card(**changed):
    verdicts = {f"question-{question.pk}": "yes" for question in ReviewQuestion.objects.all()}
    return verdicts | {"solved": "yes", "overall": "good", "comment": "You let her tell it once."} | changed


def test_a_share_of_calls_is_drawn_and_the_same_ones_each_time():
    calls = [Call(sid=f"CA{number:032x}") for number in range(4000)]
    drawn = [is_drawn(call, percent=5) for call in calls]
    assert drawn == [is_drawn(call, percent=5) for call in calls]
    assert 130 < sum(drawn) < 270
    assert not any(is_drawn(call, percent=0) for call in calls)
    assert all(is_drawn(call, percent=100) for call in calls)


def test_a_call_is_drawn_once_whatever_the_share_is_later():
    RecordingPolicy.objects.create(review_percent=0)
    call = make.talked_call()
    stored(call)
    RecordingPolicy.objects.update(review_percent=100)
    stored(call)
    assert not Review.objects.exists()


def test_a_repeat_of_the_draw_changes_nothing(review):
    enrol_call(review.call.recordings.get(), at=timezone.now())
    assert Review.objects.count() == 1


def test_a_call_that_nobody_answered_is_not_drawn():
    RecordingPolicy.objects.create(review_percent=100)
    stored(make.call(ticket=make.ticket()))
    assert not Review.objects.exists()


def test_each_call_of_an_escalated_case_is_reviewed_also_when_it_was_escalated_later():
    RecordingPolicy.objects.create(review_percent=0)
    early, later = make.ticket(), make.ticket()
    make.escalation(early)
    stored(make.talked_call(ticket=early))
    stored(make.talked_call(ticket=later))
    assert Review.objects.get().call.ticket == early
    make.escalation(later)
    for _twice in range(2):
        tasks.sweep_recordings()
    assert list(Review.objects.values_list("reason", flat=True)) == ["escalated", "escalated"]


def test_a_manager_fills_the_scorecard_and_the_agent_reads_and_answers(client, review):
    address = reverse("calls:review", args=[review.pk])
    assert "Greeted the caller" in client.get(address).content.decode()
    assert client.post(address, card(solved="")).status_code == 422
    assert client.post(address, card()).status_code == 302
    assert client.post(address, card()).status_code == 409
    assert ReviewAnswer.objects.count() == ReviewQuestion.objects.count()

    client.force_login(review.agent)
    home = client.get(reverse("calls:own_reviews")).content.decode()
    assert "You let her tell it once." in home
    own = reverse("calls:own_review", args=[review.pk])
    assert "Maya Chen listened" in client.get(own).content.decode()
    review.refresh_from_db()
    assert review.seen_at
    assert client.post(own, {"answer": "Thank you."}).status_code == 302
    client.force_login(review.reviewer)
    assert "Thank you." in client.get(address).content.decode()


def test_the_menu_counts_reviews_that_the_agent_has_not_read(client):
    agent = make.agent()
    make.finished_review(agent=agent)
    client.force_login(agent)
    counted = [place["count"] for place in client.get(reverse("calls:own_reviews")).context["nav"].places]
    assert 1 in counted


def test_a_review_is_read_by_its_agent_and_the_managers_only(client):
    review = make.finished_review()
    client.force_login(make.agent())
    assert client.get(reverse("calls:own_review", args=[review.pk])).status_code == 404
    assert client.get(reverse("calls:review", args=[review.pk])).status_code == 403


def test_nobody_reviews_a_call_of_their_own(client, manager):
    call = make.talked_call(manager)
    make.recording(call=call)
    assert client.post(reverse("calls:choose_for_review", args=[call.pk])).status_code == 409
    RecordingPolicy.objects.create(review_percent=100)
    stored(make.talked_call(manager))
    own = Review.objects.get()
    assert client.get(reverse("calls:review", args=[own.pk])).status_code == 404


def test_a_call_is_picked_skipped_and_taken_up_again(client, manager):
    recording = make.recording(call=make.talked_call())
    for _twice in range(2):
        answer = client.post(reverse("calls:choose_for_review", args=[recording.call_id]))
        assert answer.headers["Location"] == reverse("calls:review", args=[Review.objects.get().pk])
    review = Review.objects.get()
    for status in ("skipped", "waiting"):
        client.post(reverse("calls:skip_review", args=[review.pk]))
        review.refresh_from_db()
        assert review.status == status


def test_the_queue_is_filtered_and_paged_by_a_key(client, manager):
    person = make.agent()
    reviews = [make.finished_review(status="waiting", agent=person) for _number in range(33)]
    make.finished_review(agent=person, overall="talk")
    first = client.get(reverse("calls:reviews")).context["page"]
    assert [review.pk for review in first["reviews"]] == [review.pk for review in reviews[:2:-1]]
    older = client.get(reverse("calls:reviews") + first["older_url"]).context["page"]
    assert [review.pk for review in older["reviews"]] == [review.pk for review in reviews[2::-1]]
    newer = client.get(reverse("calls:reviews") + older["newer_url"]).context["page"]
    assert newer["reviews"] == first["reviews"]
    assert "Nothing to review" not in client.get(reverse("calls:reviews"), {"person": person.pk}).content.decode()
    none = client.get(reverse("calls:reviews"), {"reason": "escalated"}).content.decode()
    assert "No matching reviews" in none


def test_people_are_measured_by_problems_solved_and_never_by_calls(client, manager):
    person, rare = make.agent(name="Ana Silva"), make.agent(name="Bo Rare")
    for solved in ("yes", "yes", "partly", "partly"):
        make.finished_review(agent=person, solved=solved)
    make.finished_review(agent=rare)
    page = client.get(reverse("calls:reviews"), {"show": "skipped"}).content.decode()
    shares = page[page.index("Problems solved") :]
    assert "75 %" in shares
    assert "Bo Rare" not in shares


def test_an_admin_changes_the_share_and_the_questions(client):
    client.force_login(with_second_step(make.admin()))
    stored(make.talked_call(ticket=escalated()))
    asked = list(ReviewQuestion.objects.all())
    line = make.line()
    form = {
        "keep_days": 90,
        "review_percent": 12,
        "transcribed_lines": [line.pk],
        "questions-TOTAL_FORMS": 7,
        "questions-INITIAL_FORMS": 5,
    }
    for number, question in enumerate(asked):
        form |= {f"questions-{number}-{name}": getattr(question, name) for name in ("pk", "text", "help")}
        form |= {f"questions-{number}-is_active": "on"} if number else {}
    form |= {"questions-5-text": "Offered another date", "questions-5-is_active": "on", "questions-6-is_active": "on"}
    assert client.post(reverse("calls:recording_settings"), form).status_code == 302
    assert RecordingPolicy.current().keep_days == 90
    assert list(Line.objects.filter(is_transcribed=True)) == [line]
    active = ReviewQuestion.objects.filter(is_active=True).values_list("text", flat=True)
    assert list(active) == [*(question.text for question in asked[1:]), "Offered another date"]
    assert client.post(reverse("calls:recording_settings"), form | {"keep_days": 0}).status_code == 422


def escalated() -> Ticket:
    ticket = make.ticket()
    make.escalation(ticket, at=timezone.now() - timedelta(days=9))
    return ticket


def test_no_call_that_nobody_answered_is_reviewed_whatever_became_of_its_case(client, manager):
    ticket = make.ticket()
    make.escalation(ticket)
    call = make.call(ticket=ticket)
    stored(call)
    tasks.sweep_recordings()
    client.post(f"/calls/{call.pk}/review/")
    assert not Review.objects.exists()


def test_unanswered_calls_that_are_in_the_queue_already_leave_it(manager):
    unanswered, answered = make.call(ticket=make.ticket()), make.call(ticket=make.ticket(), answered_at=timezone.now())
    for call, agent in ((unanswered, None), (answered, make.agent())):
        Review.objects.create(call=call, agent=agent, reason="escalated", created_at=timezone.now())
    tasks.sweep_recordings()
    assert [review.call for review in Review.objects.all()] == [answered]
