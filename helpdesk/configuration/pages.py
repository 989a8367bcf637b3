"""Which pages of settings there are, in the order of their menu, and what each is for."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk.configuration.email_pages import EMAIL, EMAIL_PAGES
from helpdesk.configuration.menu import SettingsPage

PHONE, PEOPLE = _("Phone"), _("People & teams")
CASES, SHOPS, DATA = _("Cases"), _("Shops & orders"), _("Data & privacy")

PAGES: list[SettingsPage] = [
    {
        "group": PHONE,
        "label": _("Phone lines and ring groups"),
        "route": "escalation:lines",
        "icon": "phone-incoming",
        "description": _(
            "The numbers that customers call, with their greetings, menu and opening hours. A ring group says whose "
            "phones ring, and in which order."
        ),
        "words": _("number, menu, IVR, greeting, opening hours, holidays, voicemail, provider, Twilio, fallback, test"),
        "help": "telephony#numbers",
        "also": ("/settings/ring-groups/",),
    },
    {
        "group": PHONE,
        "label": _("Phone schedule"),
        "route": "escalation:team_duty",
        "icon": "calendar",
        "description": _(
            "Who can be called at which hour of the week, and where there is a gap. Each person keeps their own phone "
            "hours; managers may change them here."
        ),
        "words": _("duty, shifts, roster, on call, coverage, weekly hours, phone on, phone off"),
        "help": "telephony#who-is-rung",
        "is_for_managers": True,
    },
    {
        "group": PHONE,
        "label": _("Call outcomes"),
        "route": "calls:dispositions",
        "icon": "list-check",
        "description": _(
            "The results that agents choose from when a call is over. Untick an outcome to retire it; calls that have "
            "it keep it."
        ),
        "words": _("disposition, result, wrap-up, after the call"),
        "help": "settings#call-outcomes",
    },
    {
        "group": PHONE,
        "label": _("Blocked numbers"),
        "route": "calls:blocked_numbers",
        "icon": "phone-off",
        "description": _(
            "Calls from these numbers hear a short refusal: no phone rings and no case is opened. Customers whom you "
            "know always get through, and so do hidden numbers."
        ),
        "words": _("spam, nuisance, block, ban, robocall"),
        "help": "telephony#unwanted-calls",
        "is_for_managers": True,
    },
    {
        "group": CASES,
        "label": _("SLA targets and calendars"),
        "route": "tickets:service_levels",
        "icon": "clock",
        "description": _(
            "How quickly customers should get an answer. The clock starts at the oldest unanswered message and pauses "
            "while you wait for the customer; a missed target becomes an escalation."
        ),
        "words": _("service level, response time, deadline, promise, business hours, holidays, calendar"),
        "help": "settings#sla-targets-and-calendars",
        "also": ("/settings/calendars/",),
    },
    {
        "group": CASES,
        "label": _("Help pages"),
        "route": "tickets:help_pages",
        "icon": "lifebuoy",
        "description": _(
            "Public pages on which ticket buyers report a problem and follow their case, without an account. Put the "
            "address on your tickets and into your shop."
        ),
        "words": _("portal, contact form, self-service, customer page, magic link, status, public"),
        "help": "settings#help-pages",
    },
    {
        "group": CASES,
        "label": _("Saved replies"),
        "route": "tickets:saved_replies",
        "icon": "notes",
        "description": _(
            "Answers that you send again and again. Agents type / in an empty reply to find one; with actions it is a "
            "macro, and the actions run when the reply is sent."
        ),
        "words": _("macro, template, canned response, snippet, shortcut"),
        "help": "settings#saved-replies",
        "is_for_managers": True,
    },
    {
        "group": CASES,
        "label": _("Tags"),
        "route": "tickets:tags",
        "icon": "tags",
        "description": _(
            "The words that sort your cases. Agents add them with the key t and make new ones as they go; here you "
            "rename, merge and delete them."
        ),
        "words": _("label, category, topic"),
        "help": "settings#tags",
        "is_for_managers": True,
    },
    {
        "group": CASES,
        "label": _("Custom fields"),
        "route": "tickets:fields",
        "icon": "adjustments",
        "description": _(
            "What you want to know about a case: about every case, those of one team, or those of one event. Fields "
            "are shown beside the case, and lists can be filtered by them."
        ),
        "words": _("property, form, attribute, required"),
        "help": "settings#custom-fields",
        "is_for_managers": True,
    },
    {
        "group": CASES,
        "label": _("Agent tips"),
        "route": "tickets:hint_rules",
        "icon": "info-circle",
        "description": _(
            "What an agent should know about a case that was just logged. The tip appears after the case is saved, so "
            "it never delays logging."
        ),
        "words": _("hint, rule, reminder, guidance, automation"),
        "help": "settings#agent-tips",
        "is_for_managers": True,
    },
    *EMAIL_PAGES,
    {
        "group": PEOPLE,
        "label": _("People"),
        "route": "escalation:people",
        "icon": "users",
        "description": _(
            "Everybody who can sign in, with their role and teams. Invite somebody by email; deactivate people "
            "who leave: their names stay on past cases."
        ),
        "words": _(
            "user, account, invite, role, permission, agent, manager, admin, deactivate, password, sign-in, two-step "
            "verification"
        ),
        "help": "settings#people",
    },
    {
        "group": PEOPLE,
        "label": _("Teams"),
        "route": "escalation:teams",
        "icon": "users",
        "description": _(
            "Agents who look after the same organizers. A case of a team is seen by its members, its assignee and "
            "managers; without teams every agent sees every case."
        ),
        "words": _("group, department, members, visibility, access, signature"),
        "help": "settings#teams",
    },
    {
        "group": PEOPLE,
        "label": _("Assignment"),
        "route": "tickets:assignment",
        "icon": "user-check",
        "description": _(
            "Who gets the new cases of each team, and how many open cases a person may have. A case from a call waits "
            "five minutes for the agent who answered."
        ),
        "words": _("routing, round robin, distribution, limit, capacity, away, absence"),
        "help": "settings#assignment",
        "is_for_managers": True,
    },
    {
        "group": SHOPS,
        "label": _("Organizers"),
        "route": "tickets:organizer_settings",
        "icon": "building",
        "description": _(
            "The clients whose events you sell tickets for. Cases about their events go to the organizer's team."
        ),
        "words": _("client, promoter, venue, company"),
        "help": "settings#organizers",
    },
    {
        "group": SHOPS,
        "label": _("Events"),
        "route": "tickets:event_settings",
        "icon": "calendar-event",
        "description": _(
            "Every concert, game or show that tickets are sold for. Connected shops report theirs; add or correct "
            "events here."
        ),
        "words": _("concert, show, game, date, doors, venue, sold out"),
        "help": "settings#events",
    },
    {
        "group": SHOPS,
        "label": _("Shops"),
        "route": "carts:shops",
        "icon": "shopping-cart",
        "description": _(
            "Online shops that report their carts, so that you can help buyers whose checkout fails. Each has its own "
            "keys, recovery number and waiting times."
        ),
        "words": _("cart, source, webhook, checkout, abandoned, secret, key, connect, integration"),
        "help": "settings#shops",
    },
    {
        "group": SHOPS,
        "label": _("Order lookup"),
        "route": "tickets:order_source",
        "icon": "shopping-cart-check",
        "description": _(
            "Shows what a customer ordered beside each case. The shop is asked when the case is opened, and nothing is "
            "kept."
        ),
        "words": _("orders, shop, API, purchases, connect"),
        "help": "orders",
    },
    {
        "group": DATA,
        "label": _("Recordings"),
        "route": "calls:recording_settings",
        "icon": "headphones",
        "description": _(
            "How long recordings and transcripts are kept, and which calls are transcribed. The scorecard holds the "
            "questions that reviewers answer after listening."
        ),
        "words": _("retention, transcript, transcribe, scorecard, quality, review, delete, privacy, GDPR"),
        "help": "telephony#what-is-kept-for-how-long-and-who-hears-it",
    },
    {
        "group": DATA,
        "label": _("Import"),
        "route": "tickets:case_imports",
        "icon": "upload",
        "description": _(
            "Bring cases from your old helpdesk, or emails from a shared mailbox. The file is checked first and "
            "nothing is saved until you confirm; importing it twice creates no duplicates."
        ),
        "words": _("CSV, mbox, migrate, Zendesk, Freshdesk, upload"),
        "help": "imports",
    },
]
GROUPS: list[str | Promise] = [PHONE, EMAIL, PEOPLE, CASES, SHOPS, DATA]
