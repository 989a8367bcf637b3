"""Table locks, for what is done seldom and must be done one after the other."""

from django.db import connection, models


def lock_table(model: type[models.Model]) -> None:
    """Until the transaction ends, nobody else who asks for the same, or writes rows of `model`, goes on; readers do.

    For merges: which rows one must lock is only known once no other merge changes it.
    """
    with connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{model._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')
