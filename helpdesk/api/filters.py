"""What a list of the API can be narrowed by, and nothing else: a filter with a typing mistake would show everything."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters.rest_framework import BooleanFilter, DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from helpdesk.api.paging import NewestFirst

if TYPE_CHECKING:
    from rest_framework.viewsets import GenericViewSet  # which imports the filters of the settings

YES_OR_NO = frozenset({"", "true", "false", "1", "0"})


class NamedFilters(DjangoFilterBackend):
    """Refuses what it does not know (400, naming it), on lists only: one row is not filtered.

    A BooleanFilter would take whatever else one says for nothing said.
    """

    def filter_queryset(self, request: Request, queryset: QuerySet, view: "GenericViewSet") -> QuerySet:
        if view.detail:
            return queryset
        paging = {NewestFirst.cursor_query_param, NewestFirst.page_size_query_param}
        filters = self.get_filterset_class(view, queryset).base_filters
        known = {*filters, *paging}
        unknown = sorted(set(request.query_params) - known)
        if unknown:
            names = ", ".join(sorted(known))
            raise ValidationError(
                {name: [_("There is no such filter. There are: %(names)s.") % {"names": names}] for name in unknown}
            )
        for name, values in request.query_params.lists():
            if isinstance(filters.get(name), BooleanFilter) and not {value.lower() for value in values} <= YES_OR_NO:
                raise ValidationError({name: [_("Say true or false.")]})
        filtered: QuerySet = super().filter_queryset(request, queryset, view)
        return filtered
