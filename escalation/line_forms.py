"""What an admin types about a line: the number and its menu, its words, its hours."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from escalation.models import AudioClip, Line, MenuOption
from escalation.moments import BLANKS, Moment, moments_of
from escalation.phone_field import PhoneField
from escalation.script import Script
from escalation.voices import LANGUAGE_OF
from helpdesk.lib.form_fields import VisibleCharField
from helpdesk.lib.parameters import row_key

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
    invitation = VisibleCharField(
        label=_("What the menu says"),
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": _("For tickets press 1.")}),
    )
    answer = VisibleCharField(
        label=_("What the caller then hears"), max_length=600, widget=forms.Textarea(attrs={"rows": 2})
    )


MenuFormSet = forms.formset_factory(MenuChoiceForm, extra=0, max_num=9, validate_max=True)


def menu_rows(data: QueryDict) -> list[dict[str, str]]:
    """The rows of a menu as somebody typed them, finished or not, to be shown again in another order."""
    count = row_key(data.get("menu-TOTAL_FORMS", "")) or 0
    rows = range(min(count, MenuFormSet.max_num))
    return [{name: data.get(f"menu-{n}-{name}", "") for name in MenuChoiceForm.base_fields} for n in rows]


def rearranged(rows: list[dict[str, str]], act: str) -> list[dict[str, str]]:
    """The rows after "add", "remove-2", "up-2" or "down-2"; an act that makes no sense changes nothing."""
    verb, _dash, place = act.partition("-")
    row = row_key(place)
    at = -1 if row is None else row
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
            self.fields[f"{name}_text"] = VisibleCharField(
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
