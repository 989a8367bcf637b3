"""Addresses that were stored as xn--…, in capitals or in parts of letters, in the form in which they are looked for.

Where somebody else has that form already, the row stays: only a person may merge people.
"""

import unicodedata

import idna
from django.db import migrations, transaction
from django.db.utils import IntegrityError

KEPT_IN = [
    ("tickets", "ContactPoint", "value", {"kind": "email"}),
    ("mail", "Suppression", "address", {}),
    ("accounts", "User", "email", {}),
    ("carts", "Cart", "email", {}),
]
MAY_BE_OTHERWISE = r"[^ -~]|[A-Z]|xn--"


def normal(address):
    local, at, domain = unicodedata.normalize("NFC", address.strip()).rpartition("@")
    try:
        domain = idna.decode(idna.encode(domain, uts46=True, transitional=False))
    except ValueError:
        domain = domain.lower()
    return unicodedata.normalize("NFC", f"{local}{at}{domain}".lower())


def write_in_one_spelling(apps, schema_editor):
    for app, model, column, which in KEPT_IN:
        rows = apps.get_model(app, model).objects
        found = rows.filter(**which, **{f"{column}__regex": MAY_BE_OTHERWISE})
        for key, address in found.values_list("pk", column).order_by("pk").iterator():
            if (one := normal(address)) == address or len(one) > 254:
                continue
            try:
                with transaction.atomic():
                    rows.filter(pk=key).update(**{column: one})
            except IntegrityError:
                continue


class Migration(migrations.Migration):
    dependencies = [
        ("carts", "0001_initial"),
        ("tickets", "0005_words_read_again"),
        ("mail", "0002_text_search"),
        ("accounts", "0002_rights_of_a_person"),
    ]

    operations = [migrations.RunPython(write_in_one_spelling, migrations.RunPython.noop)]
