"""Rows that an ORDER BY leaves open come in the reverse of the order in which PostgreSQL is likely to answer.

Rows of one moment, and rows that no order was asked for, come in the order of their places in the table: in a small
test always, on a busy server not. A test that passes so says nothing. Whatever a person reads, or decides who comes
first, says its order to the end. Only queries of the test's own process are asked so.
"""

from typing import Any

from django.db.models import OrderBy
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.datastructures import BaseTable

_get_order_by = SQLCompiler.get_order_by


def reverse() -> None:
    SQLCompiler.get_order_by = _with_ties_reversed


def _with_ties_reversed(self: SQLCompiler) -> list[Any]:
    order, query = _get_order_by(self), self.query
    if (
        query.explain_info  # the plan of the question as it is asked
        or query.distinct
        or query.combinator
        or query.group_by is not None
        or any(one.contains_aggregate for one in query.annotation_select.values())
        or query.model is None  # a condition that is asked by itself, as a constraint does
        or not query.model._meta.managed  # a view, or what stands in a WITH
        or not isinstance(query.alias_map.get(query.base_table), BaseTable)
        or not query.alias_refcount.get(query.base_table)
    ):
        return order
    place = f"{self.quote_name_unless_alias(query.base_table)}.ctid"
    return [*order, (OrderBy(RawSQL(place, ()), descending=True), (f"{place} DESC", (), False))]
