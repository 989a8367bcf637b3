"""How values look on a page: icons, money, phone numbers, people and moments."""

import datetime as dt
import zlib
from functools import cache, lru_cache
from time import time

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from helpdesk.lib import toasts
from helpdesk.lib.live import ARRIVED, LiveChannel
from helpdesk.lib.moments import (
    place_of_zone,
    say_day,
    say_hour,
    say_length,
    say_moment,
    say_there,
    say_time,
    say_time_there,
    say_until,
)
from helpdesk.lib.money import format_money
from helpdesk.lib.phones import readable_phone
from helpdesk.lib.text.highlights import highlight, snippet
from helpdesk.lib.text.lengths import clock
from helpdesk.lib.text.markdown import to_html, to_text

register = template.Library()
register.filter("undo_url", toasts.undo_url)
register.filter("link_url", toasts.link_url)
register.filter("clock", clock)
register.filter("zone_place", place_of_zone)
register.filter("markdown_words", to_html)
register.filter("money", format_money)
register.filter("duration", say_length)

SPRITE = "vendor/tabler-icons/sprite.svg"
static_url = cache(static)
"""A page has hundreds of icons, and each look into the manifest of static files costs as much as a row of a list."""
AVATAR_TONES = 8
FIELD_CLASSES = {
    "checkbox": "form-check-input",
    "checkboxselectmultiple": "checks",
    "radioselect": "checks",
    "deviceselect": "form-select",
    "select": "form-select",
    "selectmultiple": "form-select",
}
MINUTE = dt.timedelta(minutes=1)
SOON = dt.timedelta(minutes=15)
UNITS = (
    ("y", 525_600, gettext_noop("%(count)sy")),
    ("w", 10_080, gettext_noop("%(count)sw")),
    ("d", 1_440, gettext_noop("%(count)sd")),
    ("h", 60, gettext_noop("%(count)sh")),
    ("m", 1, gettext_noop("%(count)sm")),
)
"""Their names for the page, their minutes, and how short ages say them."""


@register.simple_tag
def live(*channels: str | int) -> SafeString:
    """The attribute by which a part of a page hears news: {% live "calls" %}, or of a row {% live "call" call.pk %}."""
    names: list[str] = []
    for channel in channels:
        if isinstance(channel, int):
            names[-1] = LiveChannel(names[-1]).of(channel)
        else:
            names.append(LiveChannel(channel))
    return format_html('data-live="{}"', " ".join(names))


@register.simple_tag
def icon(name: str, label: str = "", size: int = 20, css: str = "") -> SafeString:
    """An icon of the sprite; without a label it is decoration and hidden from screen readers."""
    return _svg(name, str(label), size, css)


@lru_cache(maxsize=1024)
def _svg(name: str, label: str, size: int, css: str) -> SafeString:
    # A list has a hundred icons of a dozen kinds.
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon {}" width="{}" height="{}" {}><use href="{}#{}"></use></svg>',
        css,
        size,
        size,
        said,
        static_url(SPRITE),
        name,
    )


@register.filter
def phone(number: object) -> str:
    """An E.164 number as people read it: +1 500-555-0100. What is no number is shown as it came."""
    return readable_phone(str(number or ""))


@register.filter
def initials(name: object) -> str:
    """Ana Marie Silva is AS; one word gives one letter; nothing gives a question mark."""
    words = str(name or "").split()
    letters = [word[0] for word in (words[:1] + words[1:][-1:])]
    return "".join(letters).upper() or "?"


@register.simple_tag
def avatar(name: object, size: str = "md", *, decorative: bool = False) -> SafeString:
    """A person as initials; decorative where the name stands next to it. size: sm, md or lg."""
    return _face(str(name or ""), size, decorative=decorative)


@lru_cache(maxsize=1024)
def _face(said: str, size: str, *, decorative: bool) -> SafeString:
    # A list has forty faces of a few people.
    words = SafeString('aria-hidden="true"')
    if not decorative:
        words = format_html('role="img" aria-label="{}" title="{}"', said, said)
    return format_html('<span class="face face-{} tone-{}" {}>{}</span>', size, tone(said), words, initials(said))


@register.filter
def tone(name: object) -> int:
    """A number 0 to 7 that stays the same for the same name, for the colour of an avatar."""
    return zlib.crc32(str(name or "").encode()) % AVATAR_TONES


@register.filter
def dressed(field: BoundField) -> SafeString:
    """The widget of a form field with the class that its kind wears; a list says "Choose…", not dashes."""
    css = FIELD_CLASSES.get(field.widget_type, "form-control")
    own = field.field.widget.attrs.get("class", "")
    widget = field.as_widget(attrs={"class": f"{css} {own}".strip()})
    return SafeString(widget.replace(">---------<", format_html(">{}<", _("Choose…"))))


@register.filter
def ago(moment: dt.datetime | None) -> SafeString:
    """How long ago, as a time element that the browser keeps current: 5m ago."""
    if moment is None:
        return SafeString("")
    length = timezone.now() - moment
    words = _("just now") if length < MINUTE else _("%(length)s ago") % {"length": _length(length)}
    return _time(moment, "ago", words)


@register.simple_tag(takes_context=True)
def arrived(context: template.Context) -> int:
    """When the page was asked for, before anything was read for it; milliseconds since the epoch."""
    return int(context["request"].META.get(ARRIVED, time()) * 1_000)


@register.simple_tag
def age(moment: dt.datetime | None, due: dt.datetime | None = None) -> SafeString:
    """The age of a list row, 12m: amber when the promise is near, red when it is past."""
    if moment is None:
        return SafeString("")
    return _time(moment, "age", _length(timezone.now() - moment), due=due)


@register.simple_tag
def there(moment: dt.datetime, zone: dt.tzinfo) -> str:
    """`{% there event.starts_at event.zone %}`: Sat 5 Dec 2026, 20:00 CET, as the clock of the venue says it."""
    return say_there(moment, zone)


@register.simple_tag
def time_there(moment: dt.datetime, zone: dt.tzinfo) -> str:
    """`{% time_there event.doors_at event.zone %}`: 19:00 CET."""
    return say_time_there(moment, zone)


@register.filter
def time_of_day(moment: dt.datetime | None, how: str = "") -> str:
    """`{{ draft.saved_at|time_of_day }}`: 14:05, or 14:05:09 with :"seconds"."""
    return say_time(moment, seconds=how == "seconds") if moment else ""


@register.filter
def hour(number: int) -> str:
    """`{{ 6|hour }}`: 06:00, or 6:00 AM."""
    return say_hour(number)


@register.filter
def day(moment: dt.date | dt.datetime | None) -> str:
    """`{{ person.created_at|day }}`: Sat 5 Dec, and its year unless that is the present one."""
    return say_day(moment) if moment else ""


@register.filter
def moment(moment: dt.datetime | None) -> str:
    """`{{ call.started_at|moment }}`: Sat 5 Dec, 14:05, and the year unless it is the present one."""
    return say_moment(moment) if moment else ""


@register.filter
def moment_here(moment: dt.datetime) -> str:
    """`{{ choice.moment|moment_here }}`: Sat 5 Dec, 14:05 CET, for who may sit elsewhere than their zone says."""
    return say_there(moment, timezone.get_current_timezone(), year=None)


@register.filter
def until(moment: dt.datetime | None) -> str:
    """`{{ away_until|until }}`: 14:05 when that is today, else the day too."""
    return say_until(moment) if moment else ""


@register.filter
def due(moment: dt.datetime | None, zone: dt.tzinfo | None = None) -> SafeString:
    """A deadline: in 12m, or 3h late in red. `zone`: of the event whose moment it is, said in it and never late."""
    if moment is None:
        return SafeString("")
    left = moment - timezone.now()
    if zone and left <= dt.timedelta():
        return _time(moment, "ago", _("%(length)s ago") % {"length": _length(-left)}, zone=zone)
    words = _("in %(length)s") if left > dt.timedelta() else _("%(length)s late")
    return _time(moment, "due", words % {"length": _length(abs(left))}, due=moment, zone=zone)


@register.filter
def urgency(moment: dt.datetime | None) -> str:
    """The class of a card with this deadline: is-soon, is-late or nothing."""
    return _urgency(moment)


@register.simple_tag
def moment_words() -> SafeString:
    """The words of moments for static/press4/times.js, which keeps them current."""
    words = {"now": _("just now"), "ago": _("%(length)s ago"), "in": _("in %(length)s"), "late": _("%(length)s late")}
    return json_script(words | {unit: _(said) for unit, _size, said in UNITS}, "moment-words")


def _time(
    moment: dt.datetime, kind: str, words: str, due: dt.datetime | None = None, zone: dt.tzinfo | None = None
) -> SafeString:
    return format_html(
        '<time class="moment {}" datetime="{}" data-moment="{}" data-due="{}" title="{}">{}</time>',
        _urgency(due),
        moment.isoformat(),
        kind,
        due.isoformat() if due else "",
        say_there(moment, zone) if zone else say_moment(moment),
        words,
    )


def _urgency(due: dt.datetime | None) -> str:
    if due is None:
        return ""
    left = due - timezone.now()
    return "is-late" if left <= dt.timedelta() else "is-soon" if left <= SOON else ""


def _length(span: dt.timedelta) -> str:
    """The largest unit is enough to judge by: now is 0m, then minutes, hours, days, weeks, years."""
    minutes = max(int(span.total_seconds() // 60), 0)
    size, said = next((size, said) for _unit, size, said in UNITS if minutes >= size or size == 1)
    return _(said) % {"count": minutes // size}


@register.filter
def plain(text: str) -> str:
    """`{{ entry.body|plain }}`: Markdown where there is room for a line of text only."""
    return to_text(text)


@register.filter
def marked(text: object, words: list[str]) -> SafeString:
    """`{{ case.subject|marked:words }}`: the text with these words marked."""
    return highlight(str(text), words)


@register.filter
def excerpt(text: str, words: list[str]) -> SafeString:
    """`{{ entry.body|excerpt:words }}`: some of the text, around the first of these words."""
    return snippet(text, words)


@register.filter
def markdown(text: str) -> SafeString:
    """Markdown with the pictures of its author, for the pages of the desk; `markdown_words` is without."""
    return to_html(text, lambda key: reverse("tickets:picture", args=[key]))
