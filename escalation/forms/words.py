"""Form of what a line says: text or sound for each moment, for its notice, for the digits of its menu."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from escalation.lines.moment_names import Moment
from escalation.lines.moments import BLANKS, moments_of
from escalation.lines.script import Script
from escalation.models import AudioClip, Line
from helpdesk.lib.form_fields import VisibleCharField

NOTICE = "notice"
ANSWER = "answer_"


class SoundField(forms.FileField):
    """A sound that takes the place of `clip`; without either, `default` is said."""

    def __init__(self, *, clip: AudioClip | None, default: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.clip, self.default = clip, default


class WordsForm(forms.Form):
    """Text or sound for each moment of a line, for its notice, and the sounds that answer its digits."""

    def __init__(
        self, data: QueryDict | None = None, files: MultiValueDict | None = None, *, line: Line, script: Script
    ) -> None:
        super().__init__(data, files)
        tokens = [own.get("sound") for own in line.words.values()]
        self.clips = {clip.token: clip for clip in AudioClip.objects.filter(token__in=[t for t in tokens if t])}
        notice = line.notice
        self._add(NOTICE, str(_("Before the recording starts")), notice.text, notice.text, notice.clip, 300)
        for moment in moments_of(line.kind):
            own = line.words.get(moment, {})
            default = script.default_text(moment)
            self._add(moment, str(moment.label), own.get("text", ""), default, self.clips.get(own.get("sound")), 600)
        for option in script.options:
            label = str(_("After %(digit)s")) % {"digit": option.digit}
            self._add(f"{ANSWER}{option.digit}", label, None, option.answer, option.clip, 0)

    def _add(self, name: str, label: str, text: str | None, default: str, clip: AudioClip | None, longest: int) -> None:
        if text is not None:
            blanks = ", ".join("{" + blank + "}" for blank in BLANKS.get(name, ()))
            self.fields[f"{name}_text"] = VisibleCharField(
                label=label,
                required=False,
                initial=text,
                max_length=longest,
                help_text=_("Filled in at that moment: %(blanks)s") % {"blanks": blanks} if blanks else "",
                widget=forms.Textarea(attrs={"rows": 2, "placeholder": default or _("Nothing is said.")}),
            )
        self.fields[f"{name}_sound"] = SoundField(
            clip=clip,
            default=default,
            label=_("Upload audio") if clip is None else _("Replace audio"),
            required=False,
            widget=forms.FileInput(attrs={"accept": ".mp3,.wav,audio/mpeg,audio/wav"}),
        )
        if clip:
            self.fields[f"{name}_silent"] = forms.BooleanField(label=_("Remove audio"), required=False)

    def sound_field(self, name: str) -> SoundField:
        return cast(SoundField, self.fields[f"{name}_sound"])  # made above

    def parts(self) -> Iterator[dict[str, Any]]:
        """The fields as the page shows them: one part for each moment."""
        for field in [name.removesuffix("_sound") for name in self.fields if name.endswith("_sound")]:
            sound = self.sound_field(field)
            yield {
                "name": field,
                "text": self[f"{field}_text"] if f"{field}_text" in self.fields else None,
                "label": self.fields[f"{field}_text"].label if f"{field}_text" in self.fields else "",
                "digit": field.removeprefix(ANSWER) if field.startswith(ANSWER) else "",
                "sound": self[f"{field}_sound"],
                "silent": self[f"{field}_silent"] if f"{field}_silent" in self.fields else None,
                "clip": sound.clip,
                "default": sound.default,
            }

    def spoken(self, name: str) -> dict[str, Any]:
        """What was given for one moment: text, the clip that stays, a new upload."""
        data = self.cleaned_data
        clip = None if data.get(f"{name}_silent") else self.sound_field(name).clip
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
