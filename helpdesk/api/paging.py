"""How long lists are read: by cursor, so that page 500 costs what page 1 costs and new rows shift nothing."""

from rest_framework.pagination import CursorPagination


class NewestFirst(CursorPagination):
    """In the order in which rows were written, the newest first. `next` and `previous` are whole addresses."""

    ordering = "-pk"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
