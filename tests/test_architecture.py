"""The house rules hold, and each of them would be seen broken."""

from functools import partial
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings

from tests.architecture import floors, live_channels, rules, templates
from tests.architecture.sources import Sources

ROOT = Path(__file__).resolve().parent.parent
OURS = Sources(ROOT)


def our_tasks() -> set[str]:
    current_app.loader.import_default_modules()
    return set(current_app.tasks)


RULES = [
    floors.imports_point_down,
    floors.the_simulator_and_the_desk_are_strangers,
    floors.imports_form_no_circle,
    floors.relations_point_down,
    floors.tasks_point_down,
    floors.includes_point_down,
    floors.imports_are_written_as_imports,
    rules.statuses_change_in_transitions_only,
    rules.services_are_the_only_writers,
    rules.views_read_parameters_in_one_way,
    rules.rows_are_locked_in_one_way,
    rules.apps_send_no_signals,
    rules.modules_have_a_purpose,
    rules.modules_are_short,
    rules.functions_are_short,
    rules.templates_are_short,
    templates.rows_say_how_they_stand,
    templates.routes_are_not_guarded,
    rules.no_caller_meets_a_voicemail,
    live_channels.news_is_told_on_channels,
    live_channels.news_is_heard_on_channels,
    live_channels.every_channel_is_told_and_heard,
]

LIVE = {"helpdesk/lib/live.py": 'class LiveChannel(StrEnum):\n    CALL = "call"'}

BREACHES = {
    # rule: [files of a tree that breaks it, each on its own]
    floors.imports_point_down: [
        {"tickets/cases.py": "from calls.models import Call", "calls/models.py": "Call = 1"},
        {"tickets/cases.py": "def f():\n    import carts.models", "carts/models.py": ""},
        {"escalation/models.py": "if TYPE_CHECKING:\n    from carts import models", "carts/models.py": ""},
        {"helpdesk/mail/outbox.py": "from ..accounts.models import User", "helpdesk/accounts/models.py": "User = 1"},
        {
            "helpdesk/lib/phones/numbers.py": "from helpdesk.accounts.models import User",
            "helpdesk/accounts/models.py": "",
        },
        {"calls/views.py": "from helpdesk import views", "helpdesk/views.py": ""},
    ],
    floors.the_simulator_and_the_desk_are_strangers: [
        {"simulator/town.py": "from calls.models import Call", "calls/models.py": ""},
        {"calls/twilio/rest.py": "import simulator.town", "simulator/town.py": ""},
    ],
    floors.imports_form_no_circle: [
        {"tickets/a.py": "from tickets import b", "tickets/b.py": "def f():\n    from .a import x"},
        {"calls/a.py": "if TYPE_CHECKING:\n    from calls import b", "calls/b.py": "import calls.a"},
        {"simulator/a.py": "from simulator import b", "simulator/b.py": "import simulator.a"},
        {"carts/a.py": "import carts.b", "carts/b.py": "import carts.c", "carts/c.py": "from carts.a import x"},
    ],
    floors.relations_point_down: [
        {"tickets/models.py": 'cart = models.ForeignKey("carts.Cart", models.CASCADE)'},
        {"helpdesk/mail/models.py": 'user = models.ManyToManyField(to="accounts.User")'},
    ],
    floors.tasks_point_down: [
        {"escalation/lines.py": 'enqueue_on_commit("calls.tasks.remember_phones")'},
        {"escalation/apps.py": 'follow_up("calls.tasks.remember_phones", Change.PHONES)'},
    ],
    floors.includes_point_down: [
        {"templates/tickets/case.html": '{% include "calls/_talks.html" %}'},
        {"templates/_talks_place.html": '{% include "calls/_talks.html" with pk=1 %}'},
        {"templates/account/login.html": '{% extends "tickets/base.html" %}'},
    ],
    floors.imports_are_written_as_imports: [
        {"tickets/views.py": 'Call = apps.get_model("calls", "Call")'},
        {"tickets/views.py": 'import_module("calls.models")'},
    ],
    rules.statuses_change_in_transitions_only: [
        {"tickets/cases.py": "ticket.status = 'open'"},
        {"tickets/cases.py": "Ticket.objects.filter(pk=1).update(status='open')"},
        {"tickets/cases.py": "setattr(ticket, 'status', 'open')"},
        {"tickets/cases.py": "ticket.save(update_fields=['status'])"},
        {"tickets/cases.py": "Ticket.objects.bulk_update(rows, fields=['status'])"},
        {"tickets/cases.py": "Ticket.objects.update_or_create(pk=1, defaults={'status': 'open'})"},
    ],
    rules.services_are_the_only_writers: [
        {"calls/views/calls.py": "Call.objects.filter(pk=1).update(note='x')"},
        {"tickets/forms/cases.py": "ticket.save()"},
        {"tickets/tag_forms.py": "Tag.objects.create(name='x')"},
        {"carts/tasks.py": "Cart.objects.stale().delete()"},
        {"escalation/models/lines.py": "self.words.get_or_create(name='x')"},
    ],
    rules.views_read_parameters_in_one_way: [
        {"calls/views/calls.py": "number = request.GET.get('number', '')"},
        {"tickets/views/cases.py": "keys = request.POST.getlist('case')"},
        {"carts/public_views.py": "digits = request.POST['code']"},
    ],
    rules.rows_are_locked_in_one_way: [
        {"tickets/cases.py": "ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)"},
        {"tickets/cases.py": "Ticket.objects.select_for_update().values_list('status').get(pk=7)"},
    ],
    rules.apps_send_no_signals: [
        {"calls/apps.py": "from django.db.models.signals import post_save"},
        {"calls/apps.py": "from django.dispatch import receiver"},
        {"calls/apps.py": "from django.db.models import signals"},
    ],
    rules.modules_have_a_purpose: [
        {"calls/utils.py": '"""Things."""'},
        {"calls/views.py": "x = 1"},
    ],
    rules.modules_are_short: [{"calls/views.py": "x = 1\n" * 301}],
    rules.functions_are_short: [{"calls/views.py": "async def f():\n" + "    x = 1\n" * 40}],
    rules.templates_are_short: [{"templates/calls/list.html": "<p></p>\n" * 151}],
    templates.rows_say_how_they_stand: [
        {"templates/calls/list.html": '{% if call.status == "ringing" %}rings{% endif %}'},
        {"templates/calls/list.html": "<li class=\"{% if row.call.kind != 'missed' %}soft{% endif %}\">"},
    ],
    templates.routes_are_not_guarded: [
        {"templates/calls/list.html": "{% url 'calls:list' as list_url %}\n{% if list_url %}<a></a>{% endif %}"},
        {"templates/calls/list.html": '{% url "calls:list" as to %}{% if to and call %}{{ to }}{% endif %}'},
    ],
    rules.no_caller_meets_a_voicemail: [
        {"calls/twiml.py": "SORRY = '<Record timeout=\"5\"/>'"},
        {"calls/twiml.py": "from twilio.twiml.voice_response import VoiceResponse\nVoiceResponse().record()"},
        {"templates/calls/sorry.xml": "<Response><Record/></Response>"},
    ],
    live_channels.news_is_told_on_channels: [
        {"calls/services.py": "announce('calls')"},
        {"calls/services.py": "announce_to([1], f'call-{call.pk}')"},
        {"calls/services.py": "announce(*names)"},
    ],
    live_channels.news_is_heard_on_channels: [
        LIVE | {"templates/calls/list.html": '<div data-live="calls">'},
        LIVE | {"templates/calls/list.html": '<div {% live "cals" %}>'},
    ],
    live_channels.every_channel_is_told_and_heard: [
        LIVE | {"calls/services.py": "announce(LiveChannel.CALL.of(7))"},
        LIVE | {"templates/calls/detail.html": '<div {% live "call" call.pk %}>'},
    ],
    partial(rules.every_enqueued_task_exists, tasks={"calls.tasks.place"}): [
        {"calls/services.py": 'enqueue_on_commit("calls.tasks.plase", 1)'},
        {"calls/services.py": "enqueue_on_commit(name, 1)"},
        {"calls/apps.py": 'follow_up("calls.tasks.plase", Change.LINE)'},
    ],
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_code_keeps_the_rule(rule):
    assert rule(OURS) == []


def test_every_enqueued_task_exists():
    assert rules.every_enqueued_task_exists(OURS, our_tasks()) == []


def test_every_row_of_the_timetable_names_a_task():
    assert rules.every_beat_row_names_a_task(settings.CELERY_BEAT_SCHEDULE, our_tasks()) == []
    assert rules.every_beat_row_names_a_task({"lost": {"task": "calls.tasks.lost"}}, our_tasks())


@pytest.mark.parametrize(
    ("rule", "files"),
    [
        pytest.param(rule, files, id=f"{getattr(rule, 'func', rule).__name__}-{n}")
        for rule, trees in BREACHES.items()
        for n, files in enumerate(trees)
    ],
)
def test_a_breach_of_the_rule_is_seen(rule, files, tmp_path):
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    assert len(rule(Sources(tmp_path))) == 1


def test_every_rule_has_a_breach_that_proves_it():
    assert set(RULES) <= set(BREACHES)


def test_every_exception_is_still_needed():
    for path in [*rules.EXCEPTIONS, *rules.MAY_WRITE]:
        assert (ROOT / path.partition(":")[0]).exists(), path


def test_all_our_modules_were_read():
    assert {"tickets.models.tickets", "helpdesk.lib.transitions", "calls.models"} <= set(OURS.modules)
