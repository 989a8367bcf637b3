"""Text as people search for it: lower case, without accents, word by word. "Muller" finds "Müller"."""

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import CharField, Func, Lookup, TextField, Transform


@CharField.register_lookup
@TextField.register_lookup
class Plain(Transform):
    """`name__plain__contains`: calls the SQL function of migration 0001, which the trigram indexes use."""

    lookup_name = "plain"
    function = "press4_plain"
    output_field = TextField()


class Words(Func):
    """The words of a text, for a column that the database keeps itself."""

    function = "press4_words"
    output_field = SearchVectorField()


@SearchVectorField.register_lookup
class Has(Lookup):
    """`words__has="refund code"`: every word, or one that begins with it, in any order."""

    lookup_name = "has"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} @@ press4_query(%s)", [*parameters, str(self.rhs)]


class SplitPart(Func):
    """One of the parts of a text: SplitPart("value", Value("@"), Value(1)) is what stands before the first @."""

    function = "split_part"
    arity = 3
    output_field = TextField()


def words_of(column: str) -> models.GeneratedField:
    """A column with the words of another one, kept by the database."""
    return models.GeneratedField(expression=Words(column), output_field=SearchVectorField(), db_persist=True)
