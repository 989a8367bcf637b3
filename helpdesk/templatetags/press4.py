"""How values look on a page: icons, money, phone numbers, people and moments."""

import datetime as dt
import zlib
from functools import cache

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from helpdesk.lib import toasts
from helpdesk.lib.live import LiveChannel
from helpdesk.lib.money import format_money
from helpdesk.lib.phones import readable_phone
from helpdesk.lib.text.highlights import highlight, snippet
from helpdesk.lib.text.lengths import clock
from helpdesk.lib.text.markdown import to_html, to_text
from helpdesk.lib.time_zones import say_there

register = template.Library()
register.filter("undo_url", toasts.undo_url)
register.filter("link_url", toasts.link_url)
register.filter("clock", clock)
register.filter("markdown", to_html)
register.filter("money", format_money)

SPRITE = "vendor/tabler-icons/sprite.svg"
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


@cache
def _sprite() -> str:
    # A page has hundreds of icons, and each look into the manifest of static files costs as much as a row of a list.
    return static(SPRITE)


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
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon {}" width="{}" height="{}" {}><use href="{}#{}"></use></svg>',
        css,
        size,
        size,
        said,
        _sprite(),
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


@register.filter
def tone(name: object) -> int:
    """A number 0 to 7 that stays the same for the same name, for the colour of an avatar."""
    return zlib.crc32(str(name or "").encode()) % AVATAR_TONES


@register.filter
def dressed(field: BoundField) -> SafeString:
    """The widget of a form field with the class that its kind wears."""
    css = FIELD_CLASSES.get(field.widget_type, "form-control")
    own = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{css} {own}".strip()})


@register.filter
def ago(moment: dt.datetime | None) -> SafeString:
    """How long ago, as a time element that the browser keeps current: 5m ago."""
    if moment is None:
        return SafeString("")
    length = timezone.now() - moment
    words = _("just now") if length < MINUTE else _("%(length)s ago") % {"length": _length(length)}
    return _time(moment, "ago", words)


@register.simple_tag
def age(moment: dt.datetime | None, due: dt.datetime | None = None) -> SafeString:
    """The age of a list row, 12m: amber when the promise is near, red when it is past."""
    if moment is None:
        return SafeString("")
    return _time(moment, "age", _length(timezone.now() - moment), due=due)


@register.simple_tag
def there(moment: dt.datetime, zone: dt.tzinfo, how: str) -> str:
    """`{% there event.starts_at event.zone "j F Y, H:i" %}`: a moment, as the clock of the venue says it."""
    return say_there(moment, zone, how)


@register.filter
def due(moment: dt.datetime | None, zone: dt.tzinfo | None = None) -> SafeString:
    """A deadline: in 12m, or 3h late in red. `zone`: of the event whose moment it is, which is said in it."""
    if moment is None:
        return SafeString("")
    left = moment - timezone.now()
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
    units = {"y": _("y"), "w": _("w"), "d": _("d"), "h": _("h"), "m": _("m")}
    return json_script(words | units, "moment-words")


def _time(
    moment: dt.datetime, kind: str, words: str, due: dt.datetime | None = None, zone: dt.tzinfo | None = None
) -> SafeString:
    local = date_format(timezone.localtime(moment), "DATETIME_FORMAT")
    return format_html(
        '<time class="moment {}" datetime="{}" data-moment="{}" data-due="{}" title="{}">{}</time>',
        _urgency(due),
        moment.isoformat(),
        kind,
        due.isoformat() if due else "",
        say_there(moment, zone, "DATETIME_FORMAT") if zone else local,
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
    for size, unit in ((525_600, _("y")), (10_080, _("w")), (1_440, _("d")), (60, _("h"))):
        if minutes >= size:
            return f"{minutes // size}{unit}"
    return f"{minutes}{_('m')}"


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
