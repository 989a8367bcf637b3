"""Forms of the menu of a line: its options and their order."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from escalation.lines.configuration import MenuChoice
from escalation.models import MenuOption
from helpdesk.lib.form_fields import VisibleCharField
from helpdesk.lib.parameters import get_key, read_key


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


def choices_of(rows: Iterable[dict[str, str]]) -> list[MenuChoice]:
    """What stands in rows of `MenuFormSet`, as a line is configured with it."""
    return [MenuChoice(digit=row["digit"], invitation=row["invitation"], answer=row["answer"]) for row in rows]


def menu_rows(data: QueryDict) -> list[dict[str, str]]:
    """The rows of a menu as somebody typed them, finished or not, to be shown again in another order."""
    count = get_key(data, "menu-TOTAL_FORMS") or 0
    rows = range(min(count, MenuFormSet.max_num))
    return [{name: data.get(f"menu-{n}-{name}", "") for name in MenuChoiceForm.base_fields} for n in rows]


def rearranged(rows: list[dict[str, str]], act: str) -> list[dict[str, str]]:
    """The rows after "add", "remove-2", "up-2" or "down-2"; an act that makes no sense changes nothing."""
    verb, _dash, place = act.partition("-")
    row = read_key(place)
    at = -1 if row is None else row
    if verb == "add":
        return [*rows, {}]
    if verb == "remove":
        return [row for n, row in enumerate(rows) if n != at]
    other = at + {"up": -1, "down": 1}.get(verb, 0)
    if 0 <= at < len(rows) and 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
    return rows
