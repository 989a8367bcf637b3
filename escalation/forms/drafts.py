"""Draft of a line: as the page of its settings has it at this moment, saved or not, for the preview."""

from dataclasses import replace

from django.http import QueryDict

from escalation.forms.lines import LineForm
from escalation.forms.menu import menu_rows
from escalation.forms.words import WordsForm
from escalation.lines.script import Script, script_of
from escalation.models import Line, MenuOption, RecordingNotice
from helpdesk.lib.calendars.forms import PLACE, SpecialDayFormSet, WeekForm, days_of
from tickets.models import Calendar


def drafted(line: Line, data: QueryDict) -> Script:
    """The script of this line with what stands in one of its forms; what makes no sense yet is left out.

    Nothing is written; the row itself says in which language, with whose phones and at which hours it would answer.
    """
    script = script_of(line, with_menu=True)
    match data.get("section"):
        case "line":
            LineForm(data, instance=line).is_valid()  # fills in the row as far as it goes
            clips = {option.digit: option.clip for option in script.options}
            options = [
                MenuOption(clip=clips.get(row["digit"]), **row)
                for row in menu_rows(data)
                if row["digit"].isdigit() and row["invitation"]
            ]
            return replace(script, options=options if line.has_menu else [])
        case "words":
            return _with_words(script, line, data)
        case "hours":
            calendar = line.own_calendar
            form, days = WeekForm(data, owner=calendar), SpecialDayFormSet(data, prefix="days")
            form.is_valid()
            place = {name: form.cleaned_data.get(name, getattr(calendar, name)) for name in PLACE}
            days.is_valid()
            rows = [row.cleaned_data for row in days if getattr(row, "cleaned_data", None) and row.is_valid()]
            line.calendar = Calendar(**place)
            days_to_be = days_of(row for row in rows if not row.get("DELETE"))
            line.calendar.fill_in(spans=form.spans(), days=days_to_be)
    return script


def _with_words(script: Script, line: Line, data: QueryDict) -> Script:
    form = WordsForm(data, line=line, script=script)
    if not form.is_valid():
        return script
    values = form.values()
    line.words = {
        moment: {"text": own["text"].strip(), "sound": own["clip"].token if own["clip"] else ""}
        for moment, own in values["words"].items()
    }
    own = values["notice"]
    notice = RecordingNotice(text=own["text"] or line.notice.text, language=line.language, clip=own["clip"])
    for option in script.options:
        option.clip = values["answers"][option.digit]["clip"]
    return replace(script, notice=notice)
