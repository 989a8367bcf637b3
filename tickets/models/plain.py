"""Text as people search for it: lower case, without accents, word by word. "Muller" finds "Müller"."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import CharField, Func, Lookup, TextField, Transform, Value

from helpdesk.lib.text.folding import words


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


class WordsOfMails(Words):
    """The words of a subject and its text together, as the index of migration 0007 has them."""

    arg_joiner = " || ' ' || "


class NormalSubject(Func):
    """A subject without what answers, forwards and the numbers of cases add to it, as its indexes have it."""

    function = "press4_subject"
    output_field = TextField()


@SearchVectorField.register_lookup
class Holds(Lookup):
    """`words__holds="refund code"`: all of these words, each whole. Reads less of an index than `has`."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} @@ press4_whole(%s)", (*parameters, str(self.rhs))


@SearchVectorField.register_lookup
class Has(Lookup):
    """`words__has="refund code"`: every word, or one that begins with it, in any order."""

    lookup_name = "has"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} @@ press4_query(%s)", (*parameters, str(self.rhs))


class NameKeys(Func):
    """What a name is found by: parts of its words, and its words with one letter less. For an index."""

    function = "press4_name_keys"
    output_field = ArrayField(TextField())


@CharField.register_lookup
class Called(Lookup):
    """`name__called="Müller, Jean-Luc"`: each of the words, or a part of it, in any order and however it is written;
    words of one or two letters whole."""

    lookup_name = "called"
    prepare_rhs = False
    BY_KEYS = (
        "press4_name_sought(%s, {joined}) <> '{{}}' AND press4_name_keys({column}) @> press4_name_sought(%s, {joined})"
    )
    AS_WHOLE = " AND press4_name_text({column}) LIKE ALL (press4_name_patterns(%s, {joined}))"
    LONGEST_KEY = 3

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        asked = str(self.rhs)
        # With and without what joins the parts of a name (O'Brien), and the space between letters that need none.
        ways = ["false"] if asked.isascii() and not set(asked) & set("'`.-") else ["true", "false"]
        # A word that is a key itself needs no second look at each of the names that have it.
        is_key = ways == ["false"] and all(len(word) <= self.LONGEST_KEY for word in words(asked))
        way, needed = self.BY_KEYS + ("" if is_key else self.AS_WHOLE), (asked, *parameters, asked)
        sql = " OR ".join(f"({way.format(column=column, joined=joined)})" for joined in ways)
        return f"({sql})", (needed if is_key else (*needed, *parameters, asked)) * len(ways)


@CharField.register_lookup
class NearlyCalled(Lookup):
    """`name__nearly_called="vnace"`: perhaps a word of it is this one with a letter wrong, missing or too many, or with
    two that changed places. Some that are found are further away."""

    lookup_name = "nearly_called"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"press4_name_keys({column}) && press4_name_typos(%s)", (*parameters, str(self.rhs))


class SplitPart(Func):
    """One of the parts of a text: SplitPart("value", Value("@"), Value(1)) is what stands before the first @."""

    function = "split_part"
    arity = 3
    output_field = TextField()


def starts_a_word(column: str, typed: str) -> models.Q:
    """Whether what was typed begins a word of the column, as people see it: small tables only."""
    first = models.Q(**{f"{column}__plain__startswith": Plain(Value(typed))})
    return first | models.Q(**{f"{column}__plain__contains": Plain(Value(f" {typed}"))})


def words_of(column: str) -> models.GeneratedField:
    """A column with the words of another one, kept by the database."""
    return models.GeneratedField(expression=Words(column), output_field=SearchVectorField(), db_persist=True)
