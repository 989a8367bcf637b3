"""Route by route: the guard, how it is asked, and what who is let in gets. A route without a row fails the suite."""

from tests.permissions.guards import (
    ADMIN,
    AGENT,
    API_AGENT,
    API_MANAGER,
    HIDDEN,
    IN,
    LOGIN,
    MANAGER,
    PROVE,
    PUBLIC,
    SETUP,
    SIGNATURE,
    SIGNED_IN,
    STREAM,
    UNKNOWN,
    Door,
    guard,
)
from tests.permissions.objects import SOLVED_BY_CALL


def posts(**data: object) -> dict[str, object]:
    """A JSON body that the API takes."""
    return {"method": "post", "data": data, "json": True}


FORM = {"key": "00000000-0000-4000-8000-000000000004", "version": 2}
CORRECTED = {"name": "Ann B. Lee", "reason": "Married"}
SPLIT = FORM | {"what": "entry", "subject": "Another matter"}
LATER = FORM | {"mode": "reply", "body": "No.", "until": "tomorrow"}
FORWARD = FORM | {"to": "hall@riverside.test", "subject": "Fwd: Seats"}
TOM = {"address": "tom@buyers.test", "name": "Tom"}
NOTE = FORM | {"body": "Mended."}
NO_REFUND = {"what": "Refund", "why": "The organizer decides."}
PROMISE = {"what": "We call", "kind": "call", "until": "hour"}
BROKEN = {"how": "broken", "reason": "Nobody was there."}
WHY = {"why": "The organizer's lawyer asked for it."}
BROWSER = {
    "endpoint": "https://push.test/table",
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}
TEST_KEY = "00000000-0000-4000-8000-000000000005"
WEEK = {"timezone": "Europe/Lisbon"}
HELP = {"reason": "agent", "detail": "Lost parcel"}

HEALTH = {
    "livez": Door(PUBLIC),
    "readyz": Door(PUBLIC),
    "metrics": Door(PUBLIC),
    "tickets:service_worker": Door(PUBLIC),
}

ONE_S_OWN = {
    "accounts:profile": Door(AGENT),
    "accounts:session": Door(guard(IN, IN, SETUP, IN, IN)),
    "accounts:theme": Door(SIGNED_IN, method="post", data={"theme": "dark"}, ok=302),
    "accounts:density": Door(AGENT, method="post", data={"density": "comfortable"}, ok=302),
    "accounts:create_token": Door(AGENT, method="post", data={"name": "Reports"}),
    "accounts:revoke_token": Door(AGENT, of="token", personal=True, method="post", ok=302),
}

PAGES = {
    "configuration:home": Door(MANAGER),
    "configuration:first_day": Door(ADMIN),
    "configuration:dismiss_first_day": Door(ADMIN, method="post", ok=302),
    "configuration:email": Door(ADMIN),
    "configuration:send_test_email": Door(ADMIN, method="post", ok=302),
    "configuration:suppressions": Door(ADMIN),
    "configuration:release_address": Door(ADMIN, of="suppression", method="post", ok=302),
    "configuration:mail_domains": Door(ADMIN),
    "configuration:check_mail_domain": Door(ADMIN, method="post", data={"domain": "desk.test"}, ok=302),
    "configuration:new_dkim_key": Door(ADMIN, method="post", data={"domain": "desk.test"}, ok=302),
    "configuration:check_dkim_key": Door(ADMIN, of="dkim_key", method="post", ok=302),
    "configuration:delete_dkim_key": Door(ADMIN, of="dkim_key", method="post", ok=302),
    "configuration:mailboxes": Door(ADMIN),
    "configuration:new_mailbox": Door(ADMIN),
    "configuration:new_password_mailbox": Door(ADMIN),
    "configuration:new_microsoft_mailbox": Door(ADMIN),
    "configuration:new_google_mailbox": Door(ADMIN),
    "configuration:new_microsoft_user_mailbox": Door(ADMIN),
    "configuration:new_google_user_mailbox": Door(ADMIN),
    "configuration:microsoft_signed_in": Door(ADMIN, ok=302),
    "configuration:google_signed_in": Door(ADMIN, ok=302),
    "configuration:sign_in_mailbox": Door(ADMIN, of="mailbox_of_a_person", method="post"),
    "configuration:sign_out_mailbox": Door(ADMIN, of="mailbox_of_a_person", method="post", ok=302),
    "configuration:mailbox": Door(ADMIN, of="mailbox"),
    "configuration:delete_mailbox": Door(ADMIN, of="mailbox", method="post", ok=302),
    "configuration:try_mailbox": Door(ADMIN, of="mailbox", method="post"),
    "configuration:help": Door(AGENT),
    "configuration:help_page": Door(AGENT, kwargs={"name": "settings"}),
    "home": Door(AGENT, ok=302),
    "live": Door(STREAM),
    "menu": Door(AGENT),
}

CALLS = {
    "calls:softphone_token": Door(AGENT, method="post", ok=409),
    "calls:softphone_ready": Door(AGENT, method="post", ok=204),
    "calls:ring_tests": Door(MANAGER, of="ring_group"),
    "calls:start_ring_test": Door(MANAGER, of="ring_group", method="post", data={"key": TEST_KEY}, ok=302),
    "calls:ring_test": Door(MANAGER, of="ring_test"),
    "calls:list": Door(AGENT),
    "calls:found": Door(AGENT, data={"q": "refund"}),
    "calls:ringing": Door(AGENT),
    "calls:talks": Door(AGENT),
    "calls:save_notes": Door(AGENT, of="answered_call", personal=True, method="post", data={"notes": "Row B"}, ok=302),
    "calls:finish_talk": Door(AGENT, of="answered_call", personal=True, method="post", data={"ready": "on"}, ok=302),
    "calls:pause": Door(AGENT, of="answered_call", personal=True, method="post", ok=302),
    "calls:resume": Door(AGENT, of="answered_call", personal=True, method="post", ok=302),
    "calls:missed": Door(AGENT),
    "calls:clear_missed": Door(AGENT, of="answered_call", personal=True, method="post", ok=302),
    "calls:clear_all_missed": Door(AGENT, method="post", ok=302),
    "calls:dispositions": Door(ADMIN),
    "calls:detail": Door(AGENT, of="call"),
    "calls:entry_panel": Door(AGENT, of="call"),
    "calls:ticket_panel": Door(AGENT, of="ticket"),
    "calls:recording_panel": Door(AGENT, of="recording"),
    "calls:play": Door(AGENT, of="recording", method="head"),
    "calls:peaks": Door(AGENT, of="recording"),
    # Downloading and deleting are rights of their own: admins have them, and whomever an admin grants them.
    "calls:download": Door(ADMIN, of="audible_recording", method="post", data=WHY, also_get=True),
    "calls:delete_recording": Door(ADMIN, of="recording", method="post", data=WHY, ok=302, also_get=True),
    "calls:hold_recording": Door(MANAGER, of="recording", method="post", data=WHY, ok=302, also_get=True),
    "calls:release_recording": Door(MANAGER, of="held_recording", method="post", data=WHY, ok=302, also_get=True),
    "calls:comments": Door(AGENT, of="recording"),
    "calls:comment": Door(AGENT, of="comment", personal=True, method="post", data={"body": "Well said."}, ok=302),
    "calls:delete_comment": Door(AGENT, of="comment", personal=True, method="post", ok=302),
    "calls:reviews": Door(MANAGER),
    "calls:review": Door(MANAGER, of="review"),
    "calls:skip_review": Door(MANAGER, of="review", method="post", ok=302),
    "calls:choose_for_review": Door(MANAGER, of="recorded_call", method="post", ok=302),
    "calls:own_reviews": Door(AGENT),
    "calls:own_review": Door(AGENT, of="own_review", personal=True),
    "calls:recording_settings": Door(ADMIN),
    "calls:export": Door(MANAGER, method="post", data=WHY, also_get=True),
    "calls:blocked_numbers": Door(MANAGER),
    "calls:unblock": Door(MANAGER, of="blocked_number", method="post", ok=302),
    "calls:try_again": Door(AGENT, of="lost_recording", method="post", ok=302),
    "calls:callback_panel": Door(AGENT, of="callback"),
    # Whoever may act is told that it is not they who talk with the caller.
    "calls:transfer": Door(AGENT, of="call", method="post", data={"target": "everyone"}, ok=409, also_get=True),
    "calls:transfer_panel": Door(AGENT, of="call"),
    "calls:hold": Door(AGENT, of="call", method="post", ok=409),
    "calls:take_back": Door(AGENT, of="transfer", method="post", ok=409),
    "calls:bring_in": Door(AGENT, of="transfer", method="post", ok=409),
    "calls:hand_over": Door(AGENT, of="transfer", method="post", ok=409),
    # Whoever may act is told that the desk does not know the own mobile number.
    "calls:start_callback": Door(MANAGER, of="callback", method="post", ok=409),
}

TELEPHONE = {
    # The provider's doors: a session opens none of them, only the signature does.
    f"calls:{name}": Door(SIGNATURE, method="post", kwargs=kwargs)
    for name, kwargs in {
        "voice": {},
        "menu": {},
        "menu_heard": {},
        "code": {},
        "ring": {},
        "queue_result": {},
        "rung": {"attempt": 1},
        "fallback": {},
        "dial_result": {"leg": 1},
        "status": {},
        "recording": {},
        "transcription": {},
        "wait": {"problem_call": 1},
        "whisper": {"leg": 1},
        "accept": {"leg": 1},
        "notice": {"leg": 1},
        "notice_heard": {"leg": 1, "attempt": 1},
        "leg_status": {"leg": 1},
        "test_whisper": {"leg": 1},
        "test_accept": {"leg": 1},
        "test_status": {"leg": 1},
        "next": {},
        "on_hold": {"call": 1},
        "leg_next": {"leg": 1, "tries": 0},
        "room_wait": {},
    }.items()
}

API = {
    "schema": Door(API_AGENT),
    "api-docs": Door(AGENT),
    "v1:ticket-list": Door(API_AGENT, method="post", data={"text": "The code fails"}, json=True, ok=201, also_get=True),
    "v1:ticket-detail": Door(API_AGENT, of="ticket"),
    "v1:ticket-reply": Door(API_AGENT, of="ticket", **posts(body="Use this code.", seen_version=2), ok=201),
    "v1:ticket-participants": Door(API_AGENT, of="ticket", **posts(address="tom@buyers.test"), ok=201, also_get=True),
    "v1:ticket-participant": Door(API_AGENT, of="participant_of_ticket", method="delete", ok=204),
    "v1:ticket-note": Door(API_AGENT, of="ticket", **posts(body="Looked it up."), ok=201),
    "v1:ticket-assign": Door(API_AGENT, of="ticket", **posts(assignee=None)),
    "v1:ticket-solve": Door(API_AGENT, of="ticket", **posts()),
    "v1:received-list": Door(API_AGENT),
    "v1:received-detail": Door(API_AGENT, of="received_mail"),
    "v1:received-raw": Door(API_AGENT, of="received_mail"),
    "v1:outbound-list": Door(API_AGENT),
    "v1:outbound-detail": Door(API_AGENT, of="mail"),
    "v1:outbound-raw": Door(API_AGENT, of="mail"),
    "v1:sent-detail": Door(API_AGENT, of="sent_copy", shared=True),
    "v1:sent-list": Door(
        API_MANAGER,
        **posts(source="Shop", to=["ann@buyers.test"], sent_at="2026-11-02T10:00:00Z", text="Your album"),
        ok=201,
        also_get=True,
    ),
    "v1:sent-check": Door(API_AGENT, **posts(subject="Your free album")),
    "v1:offer-list": Door(API_AGENT),
    "v1:offer-detail": Door(API_AGENT, of="offer"),
    "v1:call-list": Door(API_AGENT),
    "v1:call-detail": Door(API_AGENT, of="call"),
    "v1:cart-list": Door(API_AGENT),
    "v1:cart-detail": Door(API_AGENT, of="cart"),
    "v1:callback-list": Door(API_AGENT),
    "v1:callback-detail": Door(API_AGENT, of="callback"),
    "v1:callback-outcome": Door(API_MANAGER, of="callback", **posts(outcome="reached")),
    "v1:callback-cancel": Door(API_MANAGER, of="callback", **posts(why="Came by.")),
}

CARTS = {
    "carts:board": Door(AGENT),
    "carts:shops": Door(ADMIN),
    "carts:recovery_email": Door(ADMIN),
    "carts:reset_recovery_email": Door(ADMIN, method="post", ok=302),
    "carts:recovery_email_html": Door(ADMIN, of="themed_shop"),
    "carts:new_shop": Door(ADMIN),
    "carts:shop": Door(ADMIN, of="shop"),
    "carts:delete_shop": Door(ADMIN, of="shop", method="post", ok=302),
    "carts:found": Door(AGENT, data={"q": "ORD-1001"}),
    "carts:detail": Door(AGENT, of="cart"),
    "carts:entry_panel": Door(AGENT, of="cart"),
    "carts:open_case": Door(AGENT, of="cart", method="post", ok=302),
    "carts:mail": Door(AGENT, of="recovery_step"),
    "carts:ticket_panel": Door(AGENT, of="ticket"),
    "carts:events": Door(SIGNATURE, **posts(events=[])),
    "carts:beacon": Door(SIGNATURE, **posts(events=[])),
    "carts:resume": Door(PUBLIC, of="resume_link", shared=True, method="post", also_get=True, sessionless=True, ok=302),
    "carts:unsubscribe": Door(
        PUBLIC, of="unsubscribe_link", shared=True, method="post", also_get=True, sessionless=True
    ),
}

PROVIDERS = {
    # The secret decides, never a session.
    f"hooks:{name}": Door(
        guard(UNKNOWN, UNKNOWN, SETUP, UNKNOWN, UNKNOWN), kwargs={"provider": "mailgun"}, sessionless=True, **posts()
    )
    for name in ("mime", "events")
}

HELP_PAGES = {
    # A signed link or nothing at all decides there, never a session.
    "help:report": Door(PUBLIC, method="post", data={"text": "No seat"}, also_get=True, sessionless=True),
    "help:organizer": Door(
        PUBLIC, of="help_page", shared=True, method="post", data={"text": "No seat"}, also_get=True, sessionless=True
    ),
    "help:cases": Door(PUBLIC, method="post", data={"email": "ann@buyers.test"}, also_get=True, sessionless=True),
    "help:confirm": Door(
        PUBLIC, of="confirm_link", shared=True, method="post", also_get=True, sessionless=True, ok=303
    ),
    "help:add_address": Door(
        PUBLIC, of="add_link", shared=True, method="post", also_get=True, sessionless=True, ok=303
    ),
    "help:case": Door(
        PUBLIC,
        of="follow_link",
        shared=True,
        method="post",
        data={"act": "confirm"},
        also_get=True,
        sessionless=True,
        ok=303,
    ),
    "help:case_file": Door(PUBLIC, of="followed_file", shared=True),
}

CASES = {
    "tickets:service_levels": Door(ADMIN),
    "tickets:organizer_settings": Door(ADMIN),
    "tickets:new_organizer": Door(ADMIN),
    "tickets:edit_organizer": Door(ADMIN, of="organizer"),
    "tickets:delete_organizer": Door(ADMIN, of="organizer", method="post", ok=302),
    "tickets:copy_sources": Door(ADMIN),
    "tickets:new_copy_source": Door(ADMIN),
    "tickets:copy_source": Door(ADMIN, of="copy_source"),
    "tickets:sending_domains": Door(ADMIN),
    "tickets:new_sending_domain": Door(ADMIN),
    "tickets:sending_domain": Door(ADMIN, of="sending_domain"),
    "tickets:delete_sending_domain": Door(ADMIN, of="sending_domain", method="post", ok=302),
    "tickets:event_settings": Door(ADMIN),
    "tickets:new_event": Door(ADMIN),
    "tickets:edit_event": Door(ADMIN, of="event"),
    "tickets:delete_event": Door(ADMIN, of="event", method="post", ok=302),
    "tickets:new_calendar": Door(ADMIN),
    "tickets:calendar": Door(ADMIN, of="calendar"),
    "tickets:export": Door(MANAGER),
    "tickets:case_imports": Door(ADMIN),
    "tickets:case_import": Door(ADMIN, of="case_import"),
    "tickets:import_progress": Door(ADMIN, of="case_import"),
    "tickets:import_problems": Door(ADMIN, of="case_import"),
    "tickets:run_import": Door(ADMIN, of="case_import", method="post", ok=302),
    "tickets:cancel_import": Door(ADMIN, of="case_import", method="post", ok=302),
    "tickets:delete_calendar": Door(ADMIN, of="calendar", method="post", ok=302),
    "tickets:snooze": Door(AGENT, of="ticket", method="post", data={"until": "tomorrow"}, ok=302, also_get=True),
    "tickets:wake": Door(AGENT, of="ticket", method="post", ok=302),
    "tickets:people": Door(AGENT, of="ticket", data={"q": "a"}),
    "tickets:see_mentions": Door(AGENT, of="ticket", method="post", ok=302),
    "tickets:mention_news": Door(AGENT),
    "tickets:notices": Door(AGENT),
    "tickets:read_notices": Door(AGENT, method="post", ok=302),
    "tickets:notice_settings": Door(AGENT),
    "tickets:push": Door(AGENT, method="post", data=BROWSER, ok=204, also_get=True),
    "tickets:try_push": Door(AGENT, of="push_subscription", personal=True, method="post", ok=302),
    "tickets:remove_push": Door(AGENT, of="push_subscription", personal=True, method="post", ok=302),
    "tickets:promise": Door(AGENT, of="ticket", method="post", data=FORM | PROMISE, ok=302, also_get=True),
    "tickets:keep_promise": Door(AGENT, of="promise", method="post", ok=302),
    "tickets:drop_promise": Door(AGENT, of="promise", method="post", data=BROKEN, ok=302, also_get=True),
    "tickets:fill_in": Door(AGENT, of="ticket", method="post", ok=302),
    "tickets:fields": Door(MANAGER),
    "tickets:new_field": Door(MANAGER),
    "tickets:field": Door(MANAGER, of="custom_field"),
    "tickets:delete_field": Door(MANAGER, of="custom_field", method="post", ok=302),
    "tickets:dismiss_hint": Door(AGENT, of="hint", method="post", ok=302),
    "tickets:hint_rules": Door(MANAGER),
    "tickets:new_hint_rule": Door(MANAGER),
    "tickets:hint_rule": Door(MANAGER, of="hint_rule"),
    "tickets:delete_hint_rule": Door(MANAGER, of="hint_rule", method="post", ok=302),
    "tickets:tag_case": Door(AGENT, of="ticket", method="post", data={"new": "vip"}, ok=302),
    "tickets:tags": Door(MANAGER),
    "tickets:new_tag": Door(MANAGER),
    "tickets:tag": Door(MANAGER, of="tag"),
    "tickets:merge_tag": Door(MANAGER, of="tag", method="post", ok=422),
    "tickets:delete_tag": Door(MANAGER, of="tag", method="post", ok=302),
    "tickets:inbox": Door(AGENT),
    "tickets:newest": Door(AGENT),
    "tickets:news": Door(AGENT, data={"since": "2030-01-01T00:00:00+00:00"}),
    "tickets:filters": Door(AGENT),
    "tickets:bulk": Door(AGENT, method="post", data={"act": "choose"}),
    "tickets:bulk_choices": Door(AGENT, data={"of": "tag"}),
    "tickets:undo_bulk": Door(AGENT, of="bulk_change", personal=True, method="post", ok=302),
    "tickets:saved_views": Door(AGENT),
    "tickets:new_view": Door(AGENT),
    "tickets:edit_view": Door(AGENT, of="saved_view", personal=True),
    "tickets:move_view": Door(AGENT, of="saved_view", personal=True, method="post", data={"to": "up"}, ok=302),
    "tickets:delete_view": Door(AGENT, of="saved_view", personal=True, method="post", ok=302),
    "tickets:new": Door(AGENT),
    "tickets:search": Door(AGENT),
    "tickets:search_hints": Door(AGENT),
    "tickets:received": Door(AGENT),
    "tickets:upload_mail": Door(AGENT, method="post", ok=302),
    "tickets:received_mail": Door(AGENT, of="received_mail"),
    "tickets:received_html": Door(AGENT, of="received_mail"),
    "tickets:received_file": Door(AGENT, of="received_mail"),
    "tickets:read_mail_again": Door(AGENT, of="received_mail", method="post", ok=302),
    "tickets:open_case_of_mail": Door(MANAGER, of="mail_set_aside", method="post", ok=302),
    "tickets:sent": Door(AGENT),
    "tickets:check_sent": Door(AGENT, data={"q": "Your free album"}),
    "tickets:copy_of_others": Door(AGENT, of="sent_copy", shared=True),
    "tickets:give_again": Door(AGENT, of="ticket", method="post", data=FORM, ok=302),
    "tickets:copy_html": Door(AGENT, of="sent_copy", shared=True),
    "tickets:sent_copy": Door(AGENT, of="mail"),
    "tickets:sent_html": Door(AGENT, of="mail"),
    "tickets:sent_file": Door(AGENT, of="mail"),
    "tickets:send_again": Door(AGENT, of="mail", method="post", ok=302),
    "tickets:detail": Door(AGENT, of="ticket"),
    "tickets:about": Door(AGENT, of="ticket"),
    "tickets:timeline": Door(AGENT, of="ticket"),
    "tickets:write": Door(AGENT, of="ticket", method="post", data=FORM | {"body": "No.", "mode": "note"}, ok=302),
    "tickets:entry": Door(AGENT, of="entry"),
    "tickets:take_back": Door(AGENT, of="own_reply", personal=True, method="post", ok=302),
    "tickets:schedule": Door(AGENT, of="ticket", method="post", data=LATER, ok=302),
    "tickets:send_scheduled": Door(AGENT, of="own_scheduled", personal=True, method="post", ok=302),
    "tickets:unschedule": Door(AGENT, of="own_scheduled", method="post", ok=302),
    "tickets:picture": Door(AGENT, of="picture"),
    "tickets:send_follow_link": Door(AGENT, of="ticket", method="post", ok=302),
    "tickets:help_pages": Door(ADMIN),
    "tickets:forward": Door(AGENT, of="ticket", method="post", data=FORWARD, ok=302, also_get=True),
    "tickets:add_participant": Door(AGENT, of="ticket", method="post", data=TOM, ok=302, also_get=True),
    "tickets:remove_participant": Door(AGENT, of="participant", method="post", ok=302),
    "tickets:belonging": Door(AGENT, of="belonging"),
    "tickets:ask_to_confirm": Door(AGENT, of="belonging", method="post", ok=302),
    "tickets:confirm_address": Door(
        PUBLIC, of="belonging_link", shared=True, method="post", also_get=True, sessionless=True
    ),
    "tickets:edit_note": Door(
        AGENT,
        of="own_note",
        personal=True,
        method="post",
        data=FORM | {"body": "Mended.", "version": "0"},
        ok=302,
        also_get=True,
    ),
    "tickets:delete_note": Door(AGENT, of="own_note", personal=True, method="post", ok=302),
    "tickets:note_versions": Door(AGENT, of="edited_note"),
    "tickets:choose_saved_reply": Door(AGENT, of="ticket"),
    "tickets:saved_replies": Door(MANAGER),
    "tickets:new_saved_reply": Door(MANAGER),
    "tickets:saved_reply": Door(MANAGER, of="saved_reply"),
    "tickets:delete_saved_reply": Door(MANAGER, of="saved_reply", method="post", ok=302),
    "tickets:preview": Door(AGENT, method="post", data={"body": "_so_"}),
    "tickets:attach": Door(AGENT, of="ticket", method="post", ok=302),
    "tickets:attachment": Door(AGENT, of="attachment"),
    "tickets:remove_attachment": Door(AGENT, of="own_attachment", personal=True, method="post", ok=302),
    "tickets:draft": Door(AGENT, of="ticket", method="post", data=FORM | {"body": "N", "mode": "note", "revision": 0}),
    "tickets:drop_draft_others": Door(AGENT, of="ticket", method="post", ok=302),
    "tickets:remedy": Door(AGENT, of="ticket", method="post", data=FORM | {"what": "Refund"}, ok=302, also_get=True),
    "tickets:refusal": Door(AGENT, of="ticket", method="post", data=FORM | NO_REFUND, ok=302, also_get=True),
    "tickets:take": Door(AGENT, of="ticket", method="post", ok=302),
    "tickets:assign": Door(AGENT, of="ticket", method="post", ok=302),
    "tickets:priority": Door(AGENT, of="ticket", method="post", data={"priority": "high"}, ok=302),
    "tickets:status": Door(AGENT, of="open_ticket", method="post", data={"status": "pending"}, ok=302),
    "tickets:merge": Door(AGENT, of="ticket"),
    "tickets:merge_into": Door(AGENT, of="two_tickets", method="post", ok=302, also_get=True),
    "tickets:merge_panel": Door(AGENT, of="case_merge"),
    "tickets:undo_merge": Door(AGENT, of="case_merge", method="post", ok=302),
    # Whoever may link is told to choose a case first.
    "tickets:link": Door(AGENT, of="ticket", method="post", ok=422, also_get=True),
    "tickets:unlink": Door(AGENT, of="case_link", method="post", ok=302),
    "tickets:split": Door(AGENT, of="entry_of_two", method="post", data=SPLIT, ok=302, also_get=True),
    "tickets:ticket_orders": Door(AGENT, of="ticket"),
    "tickets:requester_orders": Door(AGENT, of="requester"),
    "tickets:order_source": Door(ADMIN),
    # Whoever may try is told that no shop is connected.
    "tickets:try_orders": Door(ADMIN, method="post", data={"email": "ann@buyers.test"}, ok=422),
    "tickets:customers": Door(AGENT),
    "tickets:requester": Door(AGENT, of="requester"),
    "tickets:edit_requester": Door(AGENT, of="requester", method="post", data=CORRECTED, ok=302, also_get=True),
    "tickets:merge_person": Door(AGENT, of="requester"),
    "tickets:merge_person_into": Door(AGENT, of="two_people", method="post", ok=302, also_get=True),
    "tickets:not_theirs": Door(AGENT, of="claim", method="post", ok=302),
    "tickets:undo_person_merge": Door(AGENT, of="person_merge", method="post", ok=302),
    "calls:requester_panel": Door(AGENT, of="requester"),
    "carts:requester_panel": Door(AGENT, of="requester"),
    "tickets:solve": Door(AGENT, of="ticket", method="post", ok=302),
    "escalation:away": Door(AGENT, method="post", data={"until": "hour"}, ok=302, also_get=True),
    "escalation:back": Door(AGENT, method="post", ok=302),
    "escalation:away_of": Door(
        MANAGER, of="person", shared=True, method="post", data={"until": "hour"}, ok=302, also_get=True
    ),
    "escalation:back_of": Door(MANAGER, of="person", shared=True, method="post", ok=302),
    "tickets:assignment": Door(MANAGER),
    "tickets:events": Door(AGENT),
    "tickets:event": Door(AGENT, of="event"),
    "tickets:new_offer": Door(MANAGER, of="event"),
    "tickets:offer": Door(MANAGER, of="offer"),
    "tickets:delete_offer": Door(MANAGER, of="offer", method="post", ok=302),
    "tickets:organizers": Door(AGENT),
    "tickets:organizer": Door(AGENT, of="organizer"),
    "tickets:watchers": Door(AGENT),
    "tickets:watch": Door(AGENT, of="ticket", method="post", data={"tab": "0123456789abcdef"}),
    "tickets:leave": Door(AGENT, of="ticket", method="post", data={"tab": "0123456789abcdef"}, ok=204),
}

ESCALATION = {
    "escalation:board": Door(AGENT),
    "escalation:ticket_panel": Door(AGENT, of="ticket"),
    "escalation:raise": Door(AGENT, of="ticket", method="post", data=HELP, ok=302, also_get=True),
    "escalation:claim": Door(MANAGER, of="escalation", method="post", ok=302),
    "escalation:release": Door(MANAGER, of="claimed_escalation", method="post", ok=302),
    "escalation:finish": Door(
        MANAGER, of="claimed_escalation", method="post", data={"note": "Seen."}, ok=302, also_get=True
    ),
    "escalation:dismiss": Door(MANAGER, of="escalation", method="post", data={"why": "Seen."}, ok=302, also_get=True),
    "escalation:outcome": Door(
        MANAGER, of="callback", method="post", data={"disposition": SOLVED_BY_CALL}, ok=302, also_get=True
    ),
    "escalation:cancel": Door(MANAGER, of="callback", method="post", data={"why": "Came by."}, ok=302, also_get=True),
    # The telephone provider has no session: whoever knows the address hears the sound.
    "escalation:audio": Door(PUBLIC, of="sound", shared=True),
    "escalation:lines": Door(ADMIN),
    "escalation:teams": Door(ADMIN),
    "escalation:new_team": Door(ADMIN),
    "escalation:team": Door(ADMIN, of="other_team"),
    "escalation:delete_team": Door(ADMIN, of="other_team", method="post", ok=302),
    "escalation:new_line": Door(ADMIN),
    "escalation:line": Door(ADMIN, of="line"),
    "escalation:words": Door(ADMIN, of="line"),
    "escalation:hours": Door(ADMIN, of="line"),
    "calls:line_preview": Door(ADMIN, of="line"),
    "calls:stray_calls": Door(ADMIN),
    "calls:provider_check": Door(ADMIN),
    "escalation:new_ring_group": Door(ADMIN),
    "escalation:ring_group": Door(ADMIN, of="ring_group"),
    "escalation:people": Door(ADMIN),
    "escalation:invite": Door(ADMIN),
    "escalation:person": Door(ADMIN, of="person"),
    "escalation:invite_again": Door(ADMIN, of="person", method="post", ok=302),
    "escalation:duty": Door(AGENT, method="post", data=WEEK, ok=302, also_get=True),
    "escalation:duty_state": Door(AGENT),
    "escalation:status": Door(AGENT, method="post", data={"to": "available"}, ok=302),
    "escalation:undo_status": Door(AGENT, method="post", ok=400),
    "escalation:switch_duty": Door(AGENT, method="post", data={"to": "off"}, ok=302),
    "escalation:team_duty": Door(MANAGER),
    "escalation:duty_of": Door(MANAGER, of="person", method="post", data=WEEK, ok=302, also_get=True),
    "escalation:switch_duty_of": Door(MANAGER, of="person", method="post", data={"to": "off"}, ok=302),
}

VISITORS_ONLY = guard(IN, 302, 302, 302, 302)
"""Who is signed in already is sent home."""
MID_SIGN_IN = guard(LOGIN, 302, 302, 302, 302)
"""Between the password and the second step, which no visitor of this table is."""
NEEDS_PROOF = guard(LOGIN, PROVE, PROVE, PROVE, PROVE)
"""A session that somebody found open must not be enough to change how one signs in."""

SIGN_IN = {
    # django-allauth's own pages.
    "account_login": Door(VISITORS_ONLY),
    "account_signup": Door(VISITORS_ONLY),
    "account_reset_password": Door(PUBLIC),
    "account_reset_password_done": Door(PUBLIC),
    "account_reset_password_from_key": Door(PUBLIC, kwargs={"uidb36": "1", "key": "abc-def"}),
    "account_reset_password_from_key_done": Door(PUBLIC),
    "account_confirm_email": Door(PUBLIC, kwargs={"key": "abc"}),
    "account_email_verification_sent": Door(PUBLIC),
    "account_inactive": Door(PUBLIC),
    "account_confirm_login_code": Door(MID_SIGN_IN),
    "account_logout": Door(guard(LOGIN, IN, IN, IN, IN)),
    "account_email": Door(SIGNED_IN, ok=302),
    "account_change_password": Door(SIGNED_IN),
    "account_set_password": Door(SIGNED_IN, ok=302),
    "account_reauthenticate": Door(SIGNED_IN),
    "mfa_index": Door(SIGNED_IN),
    "mfa_list_webauthn": Door(SIGNED_IN),
    "mfa_authenticate": Door(MID_SIGN_IN),
    "mfa_login_webauthn": Door(MID_SIGN_IN),
    "mfa_reauthenticate": Door(guard(LOGIN, PROVE, PROVE, IN, IN)),
    "mfa_reauthenticate_webauthn": Door(NEEDS_PROOF),
    "mfa_activate_totp": Door(NEEDS_PROOF),
    "mfa_deactivate_totp": Door(guard(LOGIN, HIDDEN, HIDDEN, PROVE, PROVE)),
    "mfa_generate_recovery_codes": Door(NEEDS_PROOF),
    "mfa_view_recovery_codes": Door(guard(LOGIN, HIDDEN, HIDDEN, PROVE, PROVE)),
    "mfa_download_recovery_codes": Door(guard(LOGIN, HIDDEN, HIDDEN, PROVE, PROVE)),
    "mfa_add_webauthn": Door(NEEDS_PROOF),
    "mfa_remove_webauthn": Door(NEEDS_PROOF, kwargs={"pk": 1}),
    "mfa_edit_webauthn": Door(NEEDS_PROOF, kwargs={"pk": 1}),
}

TABLE = (
    HEALTH | ONE_S_OWN | PAGES | PROVIDERS | HELP_PAGES | CASES | ESCALATION | CALLS | TELEPHONE | API | CARTS | SIGN_IN
)
