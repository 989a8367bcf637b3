"""Text as people search for it: lower case, without accents. "Muller" finds "Müller"."""

from django.db.models import CharField, TextField, Transform


@CharField.register_lookup
class Plain(Transform):
    """`subject__plain__contains`: calls the SQL function of migration 0002, which the trigram indexes use."""

    lookup_name = "plain"
    function = "press4_plain"
    output_field = TextField()
