"""What an admin types about a line: the number and its menu, its words, its hours."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import available_timezones

import holidays.registry
from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from escalation.models import AudioClip, Line, MenuOption, Weekday
from escalation.moments import BLANKS, Moment, moments_of
from escalation.phone_field import PhoneField
from escalation.script import Script
from escalation.voices import LANGUAGE_OF

MOST_SPANS = 6
"""Pairs of times that a day of the week may have. It shows those that are filled, and one more."""
NOTICE = "notice"
ANSWER = "answer_"


class LineForm(forms.ModelForm):
    """One telephone number of the desk."""

    number = PhoneField(label=_("Number"))
    fallback_url = forms.URLField(
        label=_("Fallback document"),
        required=False,
        assume_scheme="https",
        max_length=200,
        help_text=Line._meta.get_field("fallback_url").help_text,
    )

    class Meta:
        model = Line
        fields = [
            "name",
            "number",
            "kind",
            "ring_group",
            "closed_ring_group",
            "language",
            "voice",
            "fallback_url",
            "is_active",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closed_ring_group"].empty_label = _("The same people as always")
        voices = self.fields["voice"].choices
        self.fields["voice"].choices = [("", _("The provider's ordinary voice")), *list(voices)[1:]]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        voice, language = data.get("voice"), data.get("language")
        if voice and language and LANGUAGE_OF[voice] != language:
            self.add_error(
                "voice", _("This voice speaks another language. Choose one of the line's language, or none.")
            )
        return data


class MenuChoiceForm(forms.Form):
    """One digit of the menu; an empty row is none."""

    digit = forms.CharField(
        label=_("Digit"),
        max_length=1,
        validators=MenuOption._meta.get_field("digit").validators,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 2}),
    )
    invitation = forms.CharField(
        label=_("What the menu says"),
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": _("For tickets press 1.")}),
    )
    answer = forms.CharField(
        label=_("What the caller then hears"), max_length=600, widget=forms.Textarea(attrs={"rows": 2})
    )


MenuFormSet = forms.formset_factory(MenuChoiceForm, extra=0, max_num=9, validate_max=True)


def menu_rows(data: QueryDict) -> list[dict[str, str]]:
    """The rows of a menu as somebody typed them, finished or not, to be shown again in another order."""
    count = data.get("menu-TOTAL_FORMS", "")
    rows = range(min(int(count), MenuFormSet.max_num)) if count.isdigit() else ()
    return [{name: data.get(f"menu-{n}-{name}", "") for name in MenuChoiceForm.base_fields} for n in rows]


def rearranged(rows: list[dict[str, str]], act: str) -> list[dict[str, str]]:
    """The rows after "add", "remove-2", "up-2" or "down-2"; an act that makes no sense changes nothing."""
    verb, _dash, place = act.partition("-")
    at = int(place) if place.isdigit() else -1
    if verb == "add":
        return [*rows, {}]
    if verb == "remove":
        return [row for n, row in enumerate(rows) if n != at]
    other = at + {"up": -1, "down": 1}.get(verb, 0)
    if 0 <= at < len(rows) and 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
    return rows


class WordsForm(forms.Form):
    """Text or sound for each moment of a line, for its notice, and the sounds that answer its digits."""

    def __init__(
        self, data: QueryDict | None = None, files: MultiValueDict | None = None, *, script: Script, **kwargs: Any
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.script, line = script, script.line
        tokens = [own.get("sound") for own in line.words.values()]
        self.clips = {clip.token: clip for clip in AudioClip.objects.filter(token__in=[t for t in tokens if t])}
        notice = script.notice
        self._add(NOTICE, _("Before the recording starts"), notice.text, notice.text, notice.clip, 300)
        for moment in moments_of(line.kind):
            own = line.words.get(moment, {})
            standing = script.standing(moment)
            self._add(moment, moment.label, own.get("text", ""), standing, self.clips.get(own.get("sound")), 600)
        for option in script.options:
            label = _("After %(digit)s") % {"digit": option.digit}
            self._add(f"{ANSWER}{option.digit}", label, None, option.answer, option.clip, 0)

    def _add(
        self, name: str, label: str, text: str | None, standing: str, clip: AudioClip | None, longest: int
    ) -> None:
        if text is not None:
            blanks = ", ".join("{" + blank + "}" for blank in BLANKS.get(name, ()))
            self.fields[f"{name}_text"] = forms.CharField(
                label=label,
                required=False,
                initial=text,
                max_length=longest,
                help_text=_("Filled in at that moment: %(blanks)s") % {"blanks": blanks} if blanks else "",
                widget=forms.Textarea(attrs={"rows": 2, "placeholder": standing or _("Nothing is said.")}),
            )
        self.fields[f"{name}_sound"] = forms.FileField(
            label=_("Play a sound instead") if clip is None else _("Another sound"),
            required=False,
            widget=forms.FileInput(attrs={"accept": ".mp3,.wav,audio/mpeg,audio/wav"}),
        )
        if clip:
            self.fields[f"{name}_silent"] = forms.BooleanField(label=_("Remove this sound"), required=False)
        self.fields[f"{name}_sound"].clip = clip
        self.fields[f"{name}_sound"].standing = standing

    def parts(self) -> Iterator[dict[str, Any]]:
        """The fields as the page shows them: one part for each moment."""
        for field in [name.removesuffix("_sound") for name in self.fields if name.endswith("_sound")]:
            sound = self[f"{field}_sound"]
            yield {
                "name": field,
                "text": self[f"{field}_text"] if f"{field}_text" in self.fields else None,
                "label": self.fields[f"{field}_text"].label if f"{field}_text" in self.fields else "",
                "digit": field.removeprefix(ANSWER) if field.startswith(ANSWER) else "",
                "sound": sound,
                "silent": self[f"{field}_silent"] if f"{field}_silent" in self.fields else None,
                "clip": sound.field.clip,
                "standing": sound.field.standing,
            }

    def spoken(self, name: str) -> dict[str, Any]:
        """What was given for one moment: text, the clip that stays, a new upload."""
        data = self.cleaned_data
        clip = None if data.get(f"{name}_silent") else self.fields[f"{name}_sound"].clip
        return {"text": data.get(f"{name}_text", ""), "clip": clip, "upload": data.get(f"{name}_sound")}

    def values(self) -> dict[str, Any]:
        """The arguments of `configure_words`."""
        moments = [moment for moment in Moment if f"{moment}_sound" in self.fields]
        answers = [name.removesuffix("_sound") for name in self.fields if name.startswith(ANSWER)]
        answers = [name for name in answers if not name.endswith("_silent")]
        return {
            "words": {moment: self.spoken(moment) for moment in moments},
            "notice": self.spoken(NOTICE),
            "answers": {name.removeprefix(ANSWER): self.spoken(name) for name in answers},
        }


class WeekForm(forms.Form):
    """Whose clock and holidays a line keeps, and from when to when it is open on each day of the week."""

    timezone = forms.ChoiceField(label=_("Time zone"))
    holiday_country = forms.ChoiceField(label=_("Closed on public holidays of"), required=False)
    holiday_subdivision = forms.CharField(
        label=_("State or region"),
        required=False,
        max_length=10,
        help_text=_("Its code, such as NY. Empty: only the holidays of the whole country."),
    )

    def __init__(self, *args: Any, line: Line, spans: list[tuple[int, Any, Any]], **kwargs: Any) -> None:
        initial = {name: getattr(line, name) for name in ("timezone", "holiday_country", "holiday_subdivision")}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["timezone"].choices = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())]
        self.fields["holiday_country"].choices = [("", _("No country: open on holidays")), *countries()]
        for weekday in Weekday:
            own = [(opens, closes) for day, opens, closes in spans if day == weekday]
            for n in range(min(self._typed(weekday, len(own)) + 1, MOST_SPANS)):
                times = own[n] if n < len(own) else (None, None)
                for end, label, time in zip(("opens", "closes"), (_("opens"), _("closes")), times, strict=True):
                    self.fields[f"{end}_{weekday.value}_{n}"] = _time(f"{weekday.label} {label}", time)

    def _typed(self, weekday: Weekday, saved: int) -> int:
        """How many pairs of this day hold something."""
        typed = [n for n in range(MOST_SPANS) if self.data.get(f"opens_{weekday.value}_{n}")]
        return max([saved, *(n + 1 for n in typed)])

    def week(self) -> Iterator[tuple[str, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """The grid of the page: each day with its pairs of times."""
        for weekday in Weekday:
            places = [n for day, n in self._places() if day == weekday]
            pairs = [(self[f"opens_{weekday.value}_{n}"], self[f"closes_{weekday.value}_{n}"]) for n in places]
            yield weekday.label, pairs

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for weekday, n in self._places():
            opens, closes = f"opens_{weekday.value}_{n}", f"closes_{weekday.value}_{n}"
            if (data.get(opens) is None) != (data.get(closes) is None) and not {opens, closes} & self.errors.keys():
                self.add_error(
                    opens if data.get(opens) is None else closes,
                    _("%(day)s needs both times, when it opens and when it closes.") % {"day": weekday.label},
                )
        return data

    def spans(self) -> list[dict[str, Any]]:
        """The filled pairs, as `configure_hours` takes them."""
        found = []
        for weekday, n in self._places():
            opens = self.cleaned_data.get(f"opens_{weekday.value}_{n}")
            closes = self.cleaned_data.get(f"closes_{weekday.value}_{n}")
            if opens is not None and closes is not None:
                found.append({"weekday": weekday.value, "opens": opens, "closes": closes})
        return found

    def _places(self) -> Iterator[tuple[Weekday, int]]:
        return (
            (weekday, n)
            for weekday in Weekday
            for n in range(MOST_SPANS)
            if f"opens_{weekday.value}_{n}" in self.fields
        )


class SpecialDayForm(forms.Form):
    """One date with other hours; an empty row is none."""

    date = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    name = forms.CharField(label=_("What it is"), max_length=80)
    opens = forms.TimeField(
        label=_("Opens"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    closes = forms.TimeField(
        label=_("Closes"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if (data.get("opens") is None) != (data.get("closes") is None):
            raise forms.ValidationError(_("Give both times, or neither when it is closed all day."))
        return data


SpecialDayFormSet = forms.formset_factory(SpecialDayForm, extra=2, can_delete=True, max_num=100)


def countries() -> list[tuple[str, str]]:
    """Code and English name of each country whose holidays are known."""
    names = [(codes[1], module.replace("_", " ").title()) for module, codes in holidays.registry.COUNTRIES.items()]
    return sorted(names, key=lambda country: country[1])


def _time(label: str, value: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, initial=value, widget=widget)
