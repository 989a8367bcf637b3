"""Forms of the tab that shows a case."""

from django import forms

from tickets.cases.watchers import DOINGS


class LeavingForm(forms.Form):
    """A tab of a browser, by the name that it gave itself."""

    tab = forms.RegexField(r"^[0-9a-f]{8,32}$")


class WatchingForm(LeavingForm):
    """A tab that shows a case, and what is done in it."""

    doing = forms.ChoiceField(choices=[(doing, doing) for doing in DOINGS], required=False)
