"""How long lists are read: by cursor, so that page 500 costs what page 1 costs and new rows shift nothing."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

from helpdesk.lib.parameters import read_key


class NewestFirst(CursorPagination):
    """In the order in which rows were written, the newest first. `next` and `previous` are whole addresses.

    A cursor or a size that is none is refused (400): a program that reads the first page for ever would not notice.
    """

    ordering = "-pk"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def decode_cursor(self, request: Request) -> Cursor | None:
        try:
            cursor = super().decode_cursor(request)
        except NotFound:
            cursor = Cursor(offset=0, reverse=False, position=None)
        if cursor and read_key(str(cursor.position or "")) is None:
            raise ValidationError(
                {self.cursor_query_param: [_("This is no cursor. Take it from `next` or `previous`.")]}
            )
        return cursor

    def get_page_size(self, request: Request) -> int | None:
        asked = request.query_params.get(self.page_size_query_param)
        if asked is not None and not read_key(asked):
            raise ValidationError({self.page_size_query_param: [_("This is no number of rows.")]})
        return super().get_page_size(request)
