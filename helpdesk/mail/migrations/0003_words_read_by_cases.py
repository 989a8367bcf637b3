"""The words of mails are read by the search of cases, which folds them; without this index."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("mail", "0002_text_search")]

    operations = [migrations.RemoveIndex("outboundmessage", "outbound_words")]
