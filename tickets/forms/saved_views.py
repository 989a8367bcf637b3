"""The form of a saved view."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from helpdesk.accounts.models import Team, User
from helpdesk.lib.form_fields import VisibleCharField
from tickets.forms.base import row_field
from tickets.lists.filters import Filters, parse
from tickets.lists.inbox import SORTED_BY, VIEWS
from tickets.lists.listing import SORTINGS, Listing, read_text
from tickets.models import SavedView


class SavedViewForm(forms.Form):
    """A name, whom it is shown to, and which cases."""

    name = VisibleCharField(label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autofocus": True}))
    icon = forms.ChoiceField(label=_("Icon"), choices=SavedView.Icon)
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Shown to"), required=False, empty_label=_("Only me"))
    view = forms.ChoiceField(label=_("Cases of"), choices=[(name, view.label) for name, view in VIEWS.items()])
    sort = forms.ChoiceField(
        label=pgettext_lazy("of a list", "Order"),
        required=False,
        choices=[("", _("Default")), *((name, SORTINGS[name].label) for name in SORTED_BY)],
    )
    filters = forms.CharField(
        label=_("Filters"),
        required=False,
        max_length=1500,
        help_text=_('As in the search: status:open assignee:me priority:urgent event:"Jazz Fest" before:7d'),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        row_field(self, "team").queryset = Team.objects.all() if user.is_manager else user.teams.all()

    def clean_filters(self) -> Filters:
        filters, words = parse(self.cleaned_data["filters"])
        problems = list(filters.read_for(self.user).problems)
        if words:
            problems.append(_("“%(words)s” is no filter.") % {"words": words})
        if problems:
            raise forms.ValidationError(problems)
        return filters

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        view, sort = data.get("view"), data.get("sort")
        if view and sort and sort not in VIEWS[view].sortings:
            params = {"view": VIEWS[view].label, "order": SORTINGS[sort].label}
            self.add_error("sort", _("“%(view)s” cannot be in the order “%(order)s”.") % params)
        return data

    @property
    def fields_of_view(self) -> dict[str, Any]:
        """As the services take it."""
        data = self.cleaned_data
        listing = Listing(data["view"], data["filters"], sort=data["sort"])
        return {"name": data["name"], "icon": data["icon"], "team": data["team"], "query": str(listing)}


def initial_of(listing: Listing) -> dict[str, Any]:
    """The form as it stands for a list that is not kept yet."""
    return {"view": listing.view, "sort": listing.chosen_sort, "filters": str(listing.every_filter)}


def initial_of_saved(row: SavedView) -> dict[str, Any]:
    listing = read_text(row.query)
    return initial_of(listing) | {"name": row.name, "icon": row.icon, "team": row.team_id}
