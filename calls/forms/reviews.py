"""Forms of reviews: scorecards, questions, and the policy on recordings."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.models import RecordingPolicy, Review, ReviewAnswer, ReviewQuestion
from calls.reviews.scorecards import Scorecard
from escalation.models import Line
from helpdesk.lib.form_fields import VisibleCharField


class ScorecardForm(forms.Form):
    """What a manager heard: the questions of the desk, then the two that are always asked."""

    def __init__(self, *args: Any, questions: Iterable[ReviewQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[f"question-{question.pk}"] = forms.ChoiceField(
                label=question.text,
                help_text=question.help,
                choices=ReviewAnswer.Verdict.choices,
                widget=forms.RadioSelect,
            )
        self.fields["solved"] = forms.ChoiceField(
            label=_("Was the problem solved?"), choices=Review.Solved.choices, widget=forms.RadioSelect
        )
        self.fields["overall"] = forms.ChoiceField(
            label=_("Overall"), choices=Review.Overall.choices, widget=forms.RadioSelect
        )
        self.fields["comment"] = VisibleCharField(
            label=_("To the agent"),
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("What went well, and what to try next time. Put remarks about one moment on the recording."),
        )

    @property
    def scorecard(self) -> Scorecard:
        data = self.cleaned_data
        verdicts = {int(name.removeprefix("question-")): data[name] for name in data if name.startswith("question-")}
        return {
            "verdicts": verdicts,
            "solved": data["solved"],
            "overall": data["overall"],
            "comment": data["comment"],
        }


class AnswerForm(forms.Form):
    """What the agent says about a review."""

    answer = VisibleCharField(label=_("Your answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class PolicyForm(forms.ModelForm):
    """What the company decided about its recordings."""

    transcribed_lines = forms.ModelMultipleChoiceField(
        Line.objects.all(),
        label=_("Transcribe calls on"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "The provider turns speech into text during the call. It costs extra, and the provider does not allow it "
            "for card data. Mention it in the greeting of these lines before you turn it on."
        ),
    )

    class Meta:
        model = RecordingPolicy
        fields = ["keep_days", "review_percent"]


class QuestionForm(forms.Form):
    """One question of the scorecard; an empty row is none."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = VisibleCharField(label=_("Question"), max_length=120)
    help = VisibleCharField(label=_("What to listen for"), max_length=200, required=False)
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)


QuestionFormSet = forms.formset_factory(QuestionForm, extra=2, max_num=20)
