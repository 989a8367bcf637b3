import datetime
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
import tickets.models.attachments
import tickets.models.plain
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_rights_of_a_person"),
        ("mail", "0002_text_search"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("tickets", "0001_plain_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(unique=True)),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("solve", "Solve"),
                            ("pending", "Wait for the requester"),
                            ("open", "Open again"),
                            ("assign", "Assign"),
                            ("priority", "Set the priority"),
                            ("tag", "Add a tag"),
                            ("snooze", "Snooze"),
                        ],
                        max_length=10,
                        verbose_name="what was done",
                    ),
                ),
                ("value", models.CharField(blank=True, max_length=40, verbose_name="value")),
                ("made_at", models.DateTimeField(verbose_name="when")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bulk_changes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "bulk change",
                "verbose_name_plural": "bulk changes",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Calendar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                ("timezone", models.CharField(default="America/New_York", max_length=40, verbose_name="time zone")),
                (
                    "holiday_country",
                    models.CharField(blank=True, max_length=2, verbose_name="closed on public holidays of"),
                ),
                ("holiday_subdivision", models.CharField(blank=True, max_length=10, verbose_name="state or region")),
                ("spans", models.JSONField(blank=True, default=list, verbose_name="week")),
                ("days", models.JSONField(blank=True, default=list, verbose_name="days that are different")),
            ],
            options={
                "verbose_name": "calendar",
                "verbose_name_plural": "calendars",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="CalendarEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("timezone", models.CharField(default="America/New_York", max_length=40, verbose_name="time zone")),
                (
                    "holiday_country",
                    models.CharField(blank=True, max_length=2, verbose_name="closed on public holidays of"),
                ),
                ("holiday_subdivision", models.CharField(blank=True, max_length=10, verbose_name="state or region")),
                ("spans", models.JSONField(blank=True, default=list, verbose_name="week")),
                ("days", models.JSONField(blank=True, default=list, verbose_name="days that are different")),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="tickets.calendar",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CaseExport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="why")),
                ("filters", models.JSONField(default=dict, verbose_name="filters")),
                ("exported_at", models.DateTimeField(verbose_name="when")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_exports",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "export of cases",
                "verbose_name_plural": "exports of cases",
                "ordering": ["-exported_at"],
            },
        ),
        migrations.CreateModel(
            name="CaseImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="file")),
                (
                    "format",
                    models.CharField(
                        choices=[("csv", "Table (CSV)"), ("mbox", "Mailbox (mbox)")],
                        max_length=4,
                        verbose_name="format",
                    ),
                ),
                ("file", models.FileField(blank=True, max_length=120, upload_to="", verbose_name="file")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("uploaded", "Uploaded"),
                            ("checking", "Trying it out"),
                            ("checked", "Tried out"),
                            ("running", "Taking over"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="uploaded",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("headings", models.JSONField(blank=True, default=list, verbose_name="headings")),
                ("columns", models.JSONField(blank=True, default=dict, verbose_name="columns")),
                ("our_addresses", models.TextField(blank=True, verbose_name="our addresses")),
                ("is_finished", models.BooleanField(default=True, verbose_name="the cases are finished")),
                ("timezone", models.CharField(default="UTC", max_length=40, verbose_name="time zone")),
                ("total", models.PositiveIntegerField(blank=True, null=True, verbose_name="cases in the file")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="cases read")),
                ("made", models.PositiveIntegerField(default=0, verbose_name="new cases")),
                ("continued", models.PositiveIntegerField(default=0, verbose_name="cases with new messages")),
                ("known", models.PositiveIntegerField(default=0, verbose_name="cases that are here already")),
                ("refused", models.PositiveIntegerField(default=0, verbose_name="cases that cannot be read")),
                ("error", models.TextField(blank=True, verbose_name="error")),
                ("created_at", models.DateTimeField(verbose_name="uploaded")),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "started_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.team",
                        verbose_name="team",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="CaseImportStatusColumnsOurAddressesTeamEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("uploaded", "Uploaded"),
                            ("checking", "Trying it out"),
                            ("checked", "Tried out"),
                            ("running", "Taking over"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="uploaded",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("columns", models.JSONField(blank=True, default=dict, verbose_name="columns")),
                ("our_addresses", models.TextField(blank=True, verbose_name="our addresses")),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="status_columns_our_addresses_team_events",
                        to="tickets.caseimport",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.team",
                        verbose_name="team",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ComposerHabit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "after",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Send"),
                            ("solve", "Send & solve"),
                            ("next", "Send, solve & next case"),
                            ("pending", "Send & wait for the requester"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="after sending",
                    ),
                ),
                (
                    "agent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="composer_habit",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="agent",
                    ),
                ),
            ],
            options={
                "verbose_name": "habit of an agent",
                "verbose_name_plural": "habits of agents",
            },
        ),
        migrations.CreateModel(
            name="ImportProblem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField(verbose_name="place in the file")),
                ("what", models.CharField(max_length=200, verbose_name="what")),
                ("why", models.TextField(verbose_name="why")),
                (
                    "case_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="problems",
                        to="tickets.caseimport",
                        verbose_name="import",
                    ),
                ),
            ],
            options={
                "verbose_name": "case that cannot be read",
                "verbose_name_plural": "cases that cannot be read",
                "ordering": ["place", "pk"],
            },
        ),
        migrations.CreateModel(
            name="OrderSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("base_url", models.URLField(max_length=300, verbose_name="address")),
                ("encrypted_token", models.TextField(blank=True, verbose_name="key (encrypted)")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "source of orders",
                "verbose_name_plural": "sources of orders",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="OrderSourceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("base_url", models.URLField(max_length=300, verbose_name="address")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="tickets.ordersource",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Organizer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                ("contact_email", models.EmailField(blank=True, max_length=254, verbose_name="contact e-mail")),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="organizers",
                        to="accounts.team",
                        verbose_name="team",
                    ),
                ),
            ],
            options={
                "verbose_name": "organizer",
                "verbose_name_plural": "organizers",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_id", models.CharField(max_length=64, verbose_name="id in the shop")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("venue", models.CharField(blank=True, max_length=160, verbose_name="venue")),
                ("doors_at", models.DateTimeField(blank=True, null=True, verbose_name="doors open")),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                ("timezone", models.CharField(default="UTC", max_length=40, verbose_name="time zone")),
                ("is_sold_out", models.BooleanField(default=False, verbose_name="sold out")),
                (
                    "organizer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="tickets.organizer",
                        verbose_name="organizer",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "ordering": ["starts_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("organizer", "external_id"), name="event_unique_in_organizer")
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(unique=True, verbose_name="name in addresses")),
                ("label", models.CharField(max_length=60, verbose_name="label")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("number", "Number"),
                            ("choice", "One of several"),
                            ("date", "Date"),
                            ("yes_no", "Yes or no"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("choices", models.JSONField(blank=True, default=list, verbose_name="choices")),
                ("is_required", models.BooleanField(default=False, verbose_name="needed to solve")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="place in the list")),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.team",
                        verbose_name="team",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "field",
                "verbose_name_plural": "fields",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("team__isnull", True), ("event__isnull", True), _connector="OR"),
                        name="field_of_team_or_event",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomFieldEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("key", models.SlugField(db_index=False, verbose_name="name in addresses")),
                ("label", models.CharField(max_length=60, verbose_name="label")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("number", "Number"),
                            ("choice", "One of several"),
                            ("date", "Date"),
                            ("yes_no", "Yes or no"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("choices", models.JSONField(blank=True, default=list, verbose_name="choices")),
                ("is_required", models.BooleanField(default=False, verbose_name="needed to solve")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="place in the list")),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="tickets.customfield",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.team",
                        verbose_name="team",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="tickets.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HintRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=300, verbose_name="hint")),
                ("url", models.URLField(blank=True, verbose_name="link")),
                ("words", models.JSONField(blank=True, default=list, verbose_name="words")),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("phone", "Phone"),
                            ("email", "E-mail"),
                            ("cart", "Cart"),
                            ("web", "Web"),
                            ("desk", "Logged by us"),
                        ],
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule of a hint",
                "verbose_name_plural": "rules of hints",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="HintRuleEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("text", models.CharField(max_length=300, verbose_name="hint")),
                ("url", models.URLField(blank=True, verbose_name="link")),
                ("words", models.JSONField(blank=True, default=list, verbose_name="words")),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("phone", "Phone"),
                            ("email", "E-mail"),
                            ("cart", "Cart"),
                            ("web", "Web"),
                            ("desk", "Logged by us"),
                        ],
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="tickets.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="tickets.hintrule",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Requester",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("timezone", models.CharField(blank=True, max_length=40, verbose_name="time zone")),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="known since")),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absorbed",
                        to="tickets.requester",
                        verbose_name="merged into",
                    ),
                ),
            ],
            options={
                "verbose_name": "requester",
                "verbose_name_plural": "requesters",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            tickets.models.plain.Plain("name"), name="gin_trgm_ops"
                        ),
                        name="requester_name_words",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("email", "E-mail"), ("phone", "Phone")], max_length=5, verbose_name="kind"
                    ),
                ),
                ("value", models.CharField(max_length=254, verbose_name="value")),
                (
                    "requester",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact_points",
                        to="tickets.requester",
                        verbose_name="requester",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact point",
                "verbose_name_plural": "contact points",
                "ordering": ["pk"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            tickets.models.plain.SplitPart("value", models.Value("@"), models.Value(1)),
                            name="gin_trgm_ops",
                        ),
                        condition=models.Q(("kind", "email")),
                        name="contact_point_mail_alike",
                    ),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Reverse("value"), name="text_pattern_ops"
                        ),
                        condition=models.Q(("kind", "phone")),
                        name="contact_point_phone_ends",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("kind", "value"), name="contact_point_unique")],
            },
        ),
        migrations.CreateModel(
            name="ContactPointEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("email", "E-mail"), ("phone", "Phone")], max_length=5, verbose_name="kind"
                    ),
                ),
                ("value", models.CharField(max_length=254, verbose_name="value")),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="tickets.contactpoint",
                    ),
                ),
                (
                    "requester",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="tickets.requester",
                        verbose_name="requester",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PersonMerge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("merged_at", models.DateTimeField(verbose_name="merged at")),
                ("moved", models.JSONField(default=dict, verbose_name="what went along")),
                ("changed", models.JSONField(default=dict, verbose_name="what it changed")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone at")),
                (
                    "merged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="merged by",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="undone by",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merges_away",
                        to="tickets.requester",
                        verbose_name="person",
                    ),
                ),
                (
                    "survivor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merges_in",
                        to="tickets.requester",
                        verbose_name="is",
                    ),
                ),
            ],
            options={
                "verbose_name": "merge of people",
                "verbose_name_plural": "merges of people",
                "ordering": ["-merged_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)), fields=("source",), name="person_merge_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("survivor")), _negated=True), name="person_merge_of_two"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequesterChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.TextField(verbose_name="what was changed")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
                (
                    "requester",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="tickets.requester",
                        verbose_name="requester",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a requester",
                "verbose_name_plural": "changes of requesters",
                "ordering": ["-changed_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="RequesterNameMergedIntoEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="tickets.requester",
                        verbose_name="merged into",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="name_merged_into_events",
                        to="tickets.requester",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "icon",
                    models.CharField(
                        choices=[
                            ("list", "List"),
                            ("star", "Star"),
                            ("flame", "Flame"),
                            ("clock", "Clock"),
                            ("phone", "Phone"),
                            ("mail", "Letter"),
                            ("shopping-cart", "Cart"),
                            ("tag", "Tag"),
                            ("calendar", "Calendar"),
                            ("flag", "Flag"),
                        ],
                        default="list",
                        max_length=20,
                        verbose_name="icon",
                    ),
                ),
                ("query", models.CharField(max_length=2000, verbose_name="what it shows")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to="accounts.team",
                        verbose_name="shared with",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved view",
                "verbose_name_plural": "saved views",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("owner"),
                        django.db.models.functions.text.Lower("name"),
                        name="saved_view_name_of_owner",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedViewEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "icon",
                    models.CharField(
                        choices=[
                            ("list", "List"),
                            ("star", "Star"),
                            ("flame", "Flame"),
                            ("clock", "Clock"),
                            ("phone", "Phone"),
                            ("mail", "Letter"),
                            ("shopping-cart", "Cart"),
                            ("tag", "Tag"),
                            ("calendar", "Calendar"),
                            ("flag", "Flag"),
                        ],
                        default="list",
                        max_length=20,
                        verbose_name="icon",
                    ),
                ),
                ("query", models.CharField(max_length=2000, verbose_name="what it shows")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                (
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="tickets.savedview",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.team",
                        verbose_name="shared with",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ServiceLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "priority",
                    models.CharField(
                        choices=[("low", "Low"), ("normal", "Normal"), ("high", "High"), ("urgent", "Urgent")],
                        max_length=10,
                        verbose_name="priority",
                    ),
                ),
                ("is_event_day", models.BooleanField(default=False, verbose_name="on the day of the event")),
                ("first_reply", models.PositiveIntegerField(verbose_name="first answer")),
                ("next_reply", models.PositiveIntegerField(verbose_name="further answers")),
                ("solve", models.PositiveIntegerField(blank=True, null=True, verbose_name="solution")),
                (
                    "calendar",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_levels",
                        to="tickets.calendar",
                        verbose_name="counted in the hours of",
                    ),
                ),
            ],
            options={
                "verbose_name": "service level",
                "verbose_name_plural": "service levels",
                "ordering": ["is_event_day", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("priority", "is_event_day"), name="service_level_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceLevelEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "priority",
                    models.CharField(
                        choices=[("low", "Low"), ("normal", "Normal"), ("high", "High"), ("urgent", "Urgent")],
                        max_length=10,
                        verbose_name="priority",
                    ),
                ),
                ("is_event_day", models.BooleanField(default=False, verbose_name="on the day of the event")),
                ("first_reply", models.PositiveIntegerField(verbose_name="first answer")),
                ("next_reply", models.PositiveIntegerField(verbose_name="further answers")),
                ("solve", models.PositiveIntegerField(blank=True, null=True, verbose_name="solution")),
                (
                    "calendar",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="tickets.calendar",
                        verbose_name="counted in the hours of",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="tickets.servicelevel",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("gray", "Gray"),
                            ("blue", "Blue"),
                            ("green", "Green"),
                            ("amber", "Amber"),
                            ("red", "Red"),
                            ("violet", "Violet"),
                            ("teal", "Teal"),
                        ],
                        default="gray",
                        max_length=10,
                        verbose_name="colour",
                    ),
                ),
            ],
            options={
                "verbose_name": "tag",
                "verbose_name_plural": "tags",
                "ordering": [django.db.models.functions.text.Lower("name")],
                "constraints": [
                    models.UniqueConstraint(django.db.models.functions.text.Lower("name"), name="tag_name_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("body", models.TextField(blank=True, verbose_name="text")),
                ("note", models.TextField(blank=True, verbose_name="internal note")),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[("pending", "Wait for the requester"), ("solved", "Solve")],
                        max_length=10,
                        verbose_name="then",
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        blank=True,
                        choices=[("low", "Low"), ("normal", "Normal"), ("high", "High"), ("urgent", "Urgent")],
                        max_length=10,
                        verbose_name="priority",
                    ),
                ),
                (
                    "assign",
                    models.CharField(
                        blank=True,
                        choices=[("me", "Whoever sends it"), ("team", "A team")],
                        max_length=10,
                        verbose_name="assign to",
                    ),
                ),
                (
                    "snooze",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("today", "Later today"),
                            ("tomorrow", "Tomorrow morning"),
                            ("monday", "Monday morning"),
                            ("event", "The day before the event"),
                        ],
                        max_length=10,
                        verbose_name="snooze until",
                    ),
                ),
                (
                    "assign_team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.team",
                        verbose_name="hand to the team",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_replies",
                        to="accounts.team",
                        verbose_name="for the team",
                    ),
                ),
                (
                    "tags",
                    models.ManyToManyField(blank=True, related_name="+", to="tickets.tag", verbose_name="add the tags"),
                ),
            ],
            options={
                "verbose_name": "saved reply",
                "verbose_name_plural": "saved replies",
                "ordering": [django.db.models.functions.text.Lower("name")],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        models.F("team"),
                        name="saved_reply_once",
                        nulls_distinct=False,
                        violation_error_message="There is a saved reply of this name already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedReplyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("body", models.TextField(blank=True, verbose_name="text")),
                ("note", models.TextField(blank=True, verbose_name="internal note")),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[("pending", "Wait for the requester"), ("solved", "Solve")],
                        max_length=10,
                        verbose_name="then",
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        blank=True,
                        choices=[("low", "Low"), ("normal", "Normal"), ("high", "High"), ("urgent", "Urgent")],
                        max_length=10,
                        verbose_name="priority",
                    ),
                ),
                (
                    "assign",
                    models.CharField(
                        blank=True,
                        choices=[("me", "Whoever sends it"), ("team", "A team")],
                        max_length=10,
                        verbose_name="assign to",
                    ),
                ),
                (
                    "snooze",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("today", "Later today"),
                            ("tomorrow", "Tomorrow morning"),
                            ("monday", "Monday morning"),
                            ("event", "The day before the event"),
                        ],
                        max_length=10,
                        verbose_name="snooze until",
                    ),
                ),
                (
                    "assign_team",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.team",
                        verbose_name="hand to the team",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="tickets.savedreply",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.team",
                        verbose_name="for the team",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TagEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("gray", "Gray"),
                            ("blue", "Blue"),
                            ("green", "Green"),
                            ("amber", "Amber"),
                            ("red", "Red"),
                            ("violet", "Violet"),
                            ("teal", "Teal"),
                        ],
                        default="gray",
                        max_length=10,
                        verbose_name="colour",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="tickets.tag",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=30, unique=True, verbose_name="word")),
                ("learned_from", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "word",
                "verbose_name_plural": "words",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(models.F("text"), name="gin_trgm_ops"),
                        name="word_alike",
                    ),
                    models.Index(fields=["learned_from"], name="word_learned_from"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssignmentRule",
            fields=[
                (
                    "team",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="assignment_rule",
                        serialize=False,
                        to="accounts.team",
                        verbose_name="team",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("nobody", "Nobody: people take cases themselves"),
                            ("in_turn", "In turn: each gets the next one"),
                            ("least_loaded", "Whoever has the fewest open cases"),
                        ],
                        default="nobody",
                        max_length=12,
                        verbose_name="new cases go to",
                    ),
                ),
                (
                    "last",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "assignment rule",
                "verbose_name_plural": "assignment rules",
            },
        ),
        migrations.CreateModel(
            name="AssignmentRuleEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("nobody", "Nobody: people take cases themselves"),
                            ("in_turn", "In turn: each gets the next one"),
                            ("least_loaded", "Whoever has the fewest open cases"),
                        ],
                        default="nobody",
                        max_length=12,
                        verbose_name="new cases go to",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="tickets.assignmentrule",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        serialize=False,
                        to="accounts.team",
                        verbose_name="team",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Availability",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="availability",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "most_cases",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="open cases at most"),
                ),
                ("away_since", models.DateTimeField(blank=True, null=True, verbose_name="away since")),
                ("away_until", models.DateTimeField(blank=True, null=True, verbose_name="away until")),
                ("away_note", models.CharField(blank=True, max_length=120, verbose_name="note")),
            ],
            options={
                "verbose_name": "availability",
                "verbose_name_plural": "availabilities",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("away_since__isnull", False),
                            models.Q(("away_note", ""), ("away_until__isnull", True)),
                            _connector="OR",
                        ),
                        name="availability_away_has_begun",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AvailabilityEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "most_cases",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="open cases at most"),
                ),
                ("away_since", models.DateTimeField(blank=True, null=True, verbose_name="away since")),
                ("away_until", models.DateTimeField(blank=True, null=True, verbose_name="away until")),
                ("away_note", models.CharField(blank=True, max_length=120, verbose_name="note")),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="tickets.availability",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BulkStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("was", models.JSONField(default=dict, verbose_name="before")),
                ("became", models.JSONField(default=dict, verbose_name="after")),
                ("entry_id", models.BigIntegerField(blank=True, null=True)),
                ("refusal", models.TextField(blank=True, verbose_name="refused because")),
                ("is_undone", models.BooleanField(blank=True, null=True, verbose_name="undone")),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="tickets.bulkchange",
                        verbose_name="bulk change",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a bulk change",
                "verbose_name_plural": "steps of bulk changes",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mode",
                    models.CharField(
                        choices=[("reply", "Reply"), ("note", "Internal note")],
                        default="reply",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("body", models.TextField(blank=True, verbose_name="text")),
                ("actions", models.JSONField(blank=True, default=list)),
                ("version", models.PositiveIntegerField(default=0)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("set_aside", models.JSONField(blank=True, default=list)),
                ("saved_at", models.DateTimeField(verbose_name="saved")),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="agent",
                    ),
                ),
                (
                    "macro",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="tickets.savedreply",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft",
                "verbose_name_plural": "drafts",
            },
        ),
        migrations.CreateModel(
            name="FieldValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.CharField(max_length=500, verbose_name="value")),
                (
                    "field",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="tickets.customfield",
                        verbose_name="field",
                    ),
                ),
            ],
            options={
                "verbose_name": "value of a field",
                "verbose_name_plural": "values of fields",
                "indexes": [
                    models.Index(
                        models.F("field"), django.db.models.functions.text.Upper("value"), name="field_value_found"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FieldValueEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("value", models.CharField(max_length=500, verbose_name="value")),
                (
                    "field",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="tickets.customfield",
                        verbose_name="field",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="tickets.fieldvalue",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HeldReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                ("tags_added", models.JSONField(default=list)),
                ("actions", models.JSONField(default=list)),
                (
                    "macro",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="tickets.savedreply",
                    ),
                ),
            ],
            options={
                "verbose_name": "held reply",
                "verbose_name_plural": "held replies",
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="seen")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "mention",
                "verbose_name_plural": "mentions",
                "indexes": [
                    models.Index(condition=models.Q(("seen_at__isnull", True)), fields=["user"], name="mention_unseen")
                ],
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=200, verbose_name="what we owe")),
                (
                    "kind",
                    models.CharField(
                        choices=[("callback", "A manager calls"), ("call", "We call"), ("other", "Something else")],
                        default="other",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled")),
                ("was_kept", models.BooleanField(blank=True, null=True, verbose_name="kept")),
                ("is_broken", models.BooleanField(default=False, verbose_name="broken")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("source_key", models.CharField(blank=True, max_length=100, null=True, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="given")),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="settled by",
                    ),
                ),
            ],
            options={
                "verbose_name": "promise",
                "verbose_name_plural": "promises",
                "ordering": ["due_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at__isnull", True)), fields=["due_at"], name="promise_owed"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("was_kept__isnull", True)),
                            models.Q(("settled_at__isnull", False), ("was_kept__isnull", False)),
                            _connector="OR",
                        ),
                        name="promise_settled_says_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("was_kept__isnull", True),
                            ("was_kept", True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="promise_withdrawn_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tagging",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taggings",
                        to="tickets.tag",
                        verbose_name="tag",
                    ),
                ),
            ],
            options={
                "verbose_name": "tag of a case",
                "verbose_name_plural": "tags of cases",
            },
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("open", "Open"),
                            ("pending", "Waiting for the requester"),
                            ("solved", "Solved"),
                            ("closed", "Closed"),
                            ("merged", "Merged"),
                        ],
                        default="new",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        choices=[("low", "Low"), ("normal", "Normal"), ("high", "High"), ("urgent", "Urgent")],
                        default="normal",
                        max_length=10,
                        verbose_name="priority",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone", "Phone"),
                            ("email", "E-mail"),
                            ("cart", "Cart"),
                            ("web", "Web"),
                            ("desk", "Logged by us"),
                        ],
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                ("order_reference", models.CharField(blank=True, max_length=64, verbose_name="order")),
                ("version", models.PositiveIntegerField(default=1)),
                ("calls_count", models.PositiveIntegerField(default=0)),
                ("messages_count", models.PositiveIntegerField(default=0)),
                ("manager_requests_count", models.PositiveIntegerField(default=0)),
                (
                    "last_words",
                    models.CharField(blank=True, max_length=300, verbose_name="last words of the requester"),
                ),
                ("cart_cents", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="cart total")),
                ("cart_currency", models.CharField(blank=True, max_length=3, verbose_name="currency of the cart")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("active_at", models.DateTimeField(verbose_name="last activity")),
                (
                    "contacted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="last contact of the requester"),
                ),
                ("escalated_at", models.DateTimeField(blank=True, null=True, verbose_name="before a manager since")),
                ("waiting_since", models.DateTimeField(blank=True, null=True, verbose_name="waiting since")),
                ("reply_due_at", models.DateTimeField(blank=True, null=True, verbose_name="reply promised by")),
                ("solve_due_at", models.DateTimeField(blank=True, null=True, verbose_name="solution promised by")),
                ("solving_since", models.DateTimeField(blank=True, null=True, verbose_name="solving since")),
                (
                    "solving_spent",
                    models.DurationField(default=datetime.timedelta, verbose_name="spent on solving before"),
                ),
                ("first_replied_at", models.DateTimeField(blank=True, null=True, verbose_name="first response")),
                ("solved_at", models.DateTimeField(blank=True, null=True, verbose_name="solved at")),
                ("snoozed_until", models.DateTimeField(blank=True, null=True, verbose_name="snoozed until")),
                ("snoozed_at", models.DateTimeField(blank=True, null=True, verbose_name="snoozed at")),
                (
                    "words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=tickets.models.plain.Words("subject"),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="tickets",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assignee",
                    ),
                ),
                (
                    "continues",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="continuations",
                        to="tickets.ticket",
                        verbose_name="continues case",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="tickets",
                        to="tickets.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absorbed",
                        to="tickets.ticket",
                        verbose_name="merged into",
                    ),
                ),
                (
                    "requester",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="tickets.requester",
                        verbose_name="requester",
                    ),
                ),
                (
                    "tags",
                    models.ManyToManyField(
                        blank=True,
                        related_name="tickets",
                        through="tickets.Tagging",
                        to="tickets.tag",
                        verbose_name="tags",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="tickets",
                        to="accounts.team",
                        verbose_name="team",
                    ),
                ),
            ],
            options={
                "verbose_name": "case",
                "verbose_name_plural": "cases",
                "ordering": ["-active_at", "-pk"],
                "indexes": [
                    models.Index(fields=["-active_at", "-id"], name="ticket_active"),
                    models.Index(
                        condition=models.Q(("status__in", ["new", "open", "pending"])),
                        fields=["-active_at", "-id"],
                        include=("team", "assignee", "snoozed_until"),
                        name="ticket_unfinished",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["new", "open", "pending"])),
                        fields=["assignee", "-active_at", "-id"],
                        include=("team", "snoozed_until"),
                        name="ticket_assignee_unfinished",
                    ),
                    models.Index(
                        django.db.models.functions.comparison.Coalesce(
                            "waiting_since",
                            models.Value(datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                        ),
                        models.F("id"),
                        condition=models.Q(("status__in", ["new", "open", "pending"])),
                        include=("team", "assignee", "snoozed_until"),
                        name="ticket_waiting",
                    ),
                    models.Index(
                        django.db.models.functions.comparison.Coalesce(
                            django.db.models.functions.comparison.Least("reply_due_at", "solve_due_at"),
                            models.Value(datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                        ),
                        models.F("id"),
                        condition=models.Q(("status__in", ["new", "open", "pending"])),
                        include=("team", "assignee", "snoozed_until"),
                        name="ticket_promised",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["solved", "closed"])),
                        fields=["-active_at", "-id"],
                        name="ticket_finished",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("status__in", ["new", "open", "pending"]),
                            ("channel", "phone"),
                            ("waiting_since__isnull", False),
                        ),
                        fields=["-active_at", "-id"],
                        include=("team", "assignee", "snoozed_until"),
                        name="ticket_called_unanswered",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["new", "open", "pending"]), ("escalated_at__isnull", False)),
                        fields=["-active_at", "-id"],
                        include=("team", "assignee", "snoozed_until"),
                        name="ticket_escalated",
                    ),
                    models.Index(
                        condition=models.Q(("manager_requests_count__gt", 0)),
                        fields=["-active_at", "-id"],
                        name="ticket_asked_manager",
                    ),
                    models.Index(
                        condition=models.Q(("calls_count__gte", 3)),
                        fields=["-active_at", "-id"],
                        name="ticket_called_often",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["new", "open", "pending"]), ("reply_due_at__isnull", False)),
                        fields=["reply_due_at"],
                        name="ticket_reply_due",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["new", "open", "pending"]), ("solve_due_at__isnull", False)),
                        fields=["solve_due_at"],
                        name="ticket_solve_due",
                    ),
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="ticket_words"),
                    models.Index(
                        django.db.models.functions.text.Upper("order_reference"),
                        condition=models.Q(("order_reference", ""), _negated=True),
                        name="ticket_order",
                    ),
                    models.Index(condition=models.Q(("status", "solved")), fields=["solved_at"], name="ticket_solved"),
                    models.Index(
                        condition=models.Q(("snoozed_until__isnull", False)),
                        fields=["snoozed_until"],
                        name="ticket_snoozed",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["solved", "closed"]), _negated=True),
                            ("solved_at__isnull", False),
                            _connector="OR",
                        ),
                        name="ticket_solved_has_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("merged_into__isnull", False), ("status", "merged")),
                            models.Q(models.Q(("status", "merged"), _negated=True), ("merged_into__isnull", True)),
                            _connector="OR",
                        ),
                        name="ticket_merged_says_where",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("snoozed_at__isnull", True), ("snoozed_until__isnull", True)),
                            ("snoozed_until__gt", models.F("snoozed_at")),
                            _connector="OR",
                        ),
                        name="ticket_snooze_has_both_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reply_due_at__isnull", True), ("waiting_since__isnull", False), _connector="OR"
                        ),
                        name="ticket_due_means_waiting",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("linked_at", models.DateTimeField(verbose_name="linked at")),
                (
                    "linked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="linked by",
                    ),
                ),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                        verbose_name="case",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                        verbose_name="other case",
                    ),
                ),
            ],
            options={
                "verbose_name": "link between cases",
                "verbose_name_plural": "links between cases",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="case_link_once"),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))), name="case_link_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseMerge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("merged_at", models.DateTimeField(verbose_name="merged at")),
                (
                    "status_before",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("open", "Open"),
                            ("pending", "Waiting for the requester"),
                            ("solved", "Solved"),
                            ("closed", "Closed"),
                            ("merged", "Merged"),
                        ],
                        max_length=10,
                        verbose_name="status before",
                    ),
                ),
                ("moved", models.JSONField(default=dict, verbose_name="what went along")),
                ("changed", models.JSONField(default=dict, verbose_name="what it changed")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone at")),
                (
                    "merged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="merged by",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="undone by",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merges_away",
                        to="tickets.ticket",
                        verbose_name="case",
                    ),
                ),
                (
                    "survivor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merges_in",
                        to="tickets.ticket",
                        verbose_name="merged into",
                    ),
                ),
            ],
            options={
                "verbose_name": "merge of cases",
                "verbose_name_plural": "merges of cases",
                "ordering": ["-merged_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)), fields=("source",), name="case_merge_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("survivor")), _negated=True), name="case_merge_of_two"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("message", "Message from the requester"),
                            ("reply", "Reply"),
                            ("note", "Internal note"),
                            ("call", "Call"),
                            ("cart", "Cart"),
                            ("remedy", "What we did to make it right"),
                            ("refusal", "What we refused, and why"),
                            ("status", "Status"),
                            ("assignment", "Assignment"),
                            ("promise", "Promise"),
                            ("escalation", "Escalation"),
                            ("callback", "Callback"),
                            ("tags", "Tags"),
                            ("snooze", "Snooze"),
                            ("fields", "Details"),
                            ("related", "Related case"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("is_public", models.BooleanField(default=False, verbose_name="seen by the requester")),
                ("body", models.TextField(blank=True, verbose_name="text")),
                ("panel", models.CharField(blank=True, max_length=60)),
                ("panel_id", models.BigIntegerField(blank=True, null=True)),
                ("source_key", models.CharField(blank=True, max_length=100, null=True, unique=True)),
                ("occurred_at", models.DateTimeField(verbose_name="when")),
                (
                    "words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=tickets.models.plain.Words("body"),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="entries",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="mail.outboundmessage",
                        verbose_name="mail",
                    ),
                ),
                (
                    "came_from",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="tickets.ticket",
                        verbose_name="written on case",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="tickets.ticket",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry",
                "verbose_name_plural": "entries",
                "ordering": ["occurred_at", "pk"],
                "indexes": [
                    models.Index(fields=["ticket", "-occurred_at", "-id"], name="entry_timeline"),
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="entry_words"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rule", "About the process"),
                            ("duplicate", "Perhaps the same matter"),
                            ("contact", "Nobody can be reached"),
                            ("guess", "Guessed from the text"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="text")),
                ("url", models.URLField(blank=True, verbose_name="link")),
                ("dismissed_at", models.DateTimeField(blank=True, null=True, verbose_name="put away")),
                (
                    "dismissed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="put away by",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                        verbose_name="the other case",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hints",
                        to="tickets.ticket",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "verbose_name": "hint",
                "verbose_name_plural": "hints",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="TaggingEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="tickets.tagging",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="tickets.tag",
                        verbose_name="tag",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="tickets.ticket",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TicketStatusPriorityAssigneeTeamSubjectRequesterEventSnoozedUntilMergedIntoEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("open", "Open"),
                            ("pending", "Waiting for the requester"),
                            ("solved", "Solved"),
                            ("closed", "Closed"),
                            ("merged", "Merged"),
                        ],
                        default="new",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        choices=[("low", "Low"), ("normal", "Normal"), ("high", "High"), ("urgent", "Urgent")],
                        default="normal",
                        max_length=10,
                        verbose_name="priority",
                    ),
                ),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                ("snoozed_until", models.DateTimeField(blank=True, null=True, verbose_name="snoozed until")),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assignee",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="tickets.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="tickets.ticket",
                        verbose_name="merged into",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="status_priority_assignee_team_subject_requester_event_snoozed_until_merged_into_events",
                        to="tickets.ticket",
                    ),
                ),
                (
                    "requester",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="tickets.requester",
                        verbose_name="requester",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.team",
                        verbose_name="team",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(upload_to=tickets.models.attachments.random_name, verbose_name="file")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("content_type", models.CharField(max_length=100, verbose_name="type")),
                ("size", models.PositiveIntegerField(verbose_name="bytes")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("created_at", models.DateTimeField(verbose_name="uploaded")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="attachments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="tickets.entry",
                        verbose_name="entry",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="tickets.ticket",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "verbose_name": "attachment",
                "verbose_name_plural": "attachments",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("entry__isnull", True)), fields=["created_at"], name="attachment_pending"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="bulkstep",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="bulk_steps",
                to="tickets.ticket",
                verbose_name="case",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="drafts",
                to="tickets.ticket",
                verbose_name="case",
            ),
        ),
        migrations.AddField(
            model_name="fieldvalue",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="field_values",
                to="tickets.ticket",
                verbose_name="case",
            ),
        ),
        migrations.AddField(
            model_name="fieldvalueevent",
            name="ticket",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="tickets.ticket",
                verbose_name="case",
            ),
        ),
        migrations.AddField(
            model_name="heldreply",
            name="entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="held",
                to="tickets.entry",
                verbose_name="entry",
            ),
        ),
        migrations.AddField(
            model_name="mention",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="mentions",
                to="tickets.entry",
                verbose_name="note",
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="promises",
                to="tickets.ticket",
                verbose_name="case",
            ),
        ),
        migrations.AddField(
            model_name="tagging",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="taggings",
                to="tickets.ticket",
                verbose_name="case",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="availability",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tickets_availabilityevent" ("away_note", "away_since", "away_until", "most_cases", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."away_note", NEW."away_since", NEW."away_until", NEW."most_cases", _pgh_attach_context(), NOW(), \'insert\', NEW."user_id", NEW."user_id"); RETURN NULL;',
                    hash="8df93651cc75d828d1aca43e6eca8626698d0df6",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_bdf02",
                    table="tickets_availability",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="availability",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "tickets_availabilityevent" ("away_note", "away_since", "away_until", "most_cases", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."away_note", NEW."away_since", NEW."away_until", NEW."most_cases", _pgh_attach_context(), NOW(), \'update\', NEW."user_id", NEW."user_id"); RETURN NULL;',
                    hash="8e8ffeb8ae6c3953a73ea5a7ff6d01e8129e24e8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0ad17",
                    table="tickets_availability",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="calendar",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tickets_calendarevent" ("days", "holiday_country", "holiday_subdivision", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "spans", "timezone") VALUES (NEW."days", NEW."holiday_country", NEW."holiday_subdivision", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."spans", NEW."timezone"); RETURN NULL;',
                    hash="4ec5b01fd711c9f6568ae4f32b0ca87519eea3c5",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_8d6cd",
                    table="tickets_calendar",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="calendar",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "tickets_calendarevent" ("days", "holiday_country", "holiday_subdivision", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "spans", "timezone") VALUES (NEW."days", NEW."holiday_country", NEW."holiday_subdivision", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."spans", NEW."timezone"); RETURN NULL;',
                    hash="4698e3ffa474afcfd03d3e2560162aee7e79ca39",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8ef1a",
                    table="tickets_calendar",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ordersource",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tickets_ordersourceevent" ("base_url", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."base_url", NEW."id", NEW."is_active", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="274aa3c68994c21a08cc28b3f850591c14b3729a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d35a4",
                    table="tickets_ordersource",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ordersource",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."base_url" IS DISTINCT FROM (NEW."base_url") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."name" IS DISTINCT FROM (NEW."name"))',
                    func='INSERT INTO "tickets_ordersourceevent" ("base_url", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."base_url", NEW."id", NEW."is_active", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="eb99f52361109a83b7627fe1f2285d5951f84e36",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_daa88",
                    table="tickets_ordersource",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tag",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tickets_tagevent" ("colour", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."colour", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="217f07e20d2e933c1f97ec938f030d20e747ffa7",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_3bf23",
                    table="tickets_tag",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tag",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "tickets_tagevent" ("colour", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."colour", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="2fbbb36954455fc41c0924a2c06f288f2a5a97be",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_bf8f1",
                    table="tickets_tag",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assignmentrule",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tickets_assignmentruleevent" ("method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "team_id") VALUES (NEW."method", _pgh_attach_context(), NOW(), \'insert\', NEW."team_id", NEW."team_id"); RETURN NULL;',
                    hash="5a285dfae0db8be8ef4aee5bc9b24a4e3ed932a6",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0bcf7",
                    table="tickets_assignmentrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assignmentrule",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."method" IS DISTINCT FROM (NEW."method") OR OLD."team_id" IS DISTINCT FROM (NEW."team_id"))',
                    func='INSERT INTO "tickets_assignmentruleevent" ("method", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "team_id") VALUES (NEW."method", _pgh_attach_context(), NOW(), \'update\', NEW."team_id", NEW."team_id"); RETURN NULL;',
                    hash="7c5d5589b2fe58c9263d84ac67a15be7a4f278c9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c0e51",
                    table="tickets_assignmentrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assignmentruleevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ba046ecb6e67ef39907628b3fb17222809e2e782",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_88c44",
                    table="tickets_assignmentruleevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="availabilityevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1625f1a47fec954619812c46be7f6caf51ee5249",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_6e755",
                    table="tickets_availabilityevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="calendarevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="728d3b51ac207fbd5375dcbe49aa1e2d96a1f898",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ac9c9",
                    table="tickets_calendarevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="caseimport",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tickets_caseimportstatuscolumnsouraddressesteamevent" ("columns", "our_addresses", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "team_id") VALUES (NEW."columns", NEW."our_addresses", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status", NEW."team_id"); RETURN NULL;',
                    hash="e178b41b8ffd99e440337acb855e52aa0a9ab6fc",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_aa707",
                    table="tickets_caseimport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="caseimport",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."columns" IS DISTINCT FROM (NEW."columns") OR OLD."our_addresses" IS DISTINCT FROM (NEW."our_addresses") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."team_id" IS DISTINCT FROM (NEW."team_id"))',
                    func='INSERT INTO "tickets_caseimportstatuscolumnsouraddressesteamevent" ("columns", "our_addresses", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "team_id") VALUES (NEW."columns", NEW."our_addresses", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status", NEW."team_id"); RETURN NULL;',
                    hash="4f6cb0b12ee15e4445712aae9a7349573a19ab28",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4d336",
                    table="tickets_caseimport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="caseimportstatuscolumnsouraddressesteamevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e317d07755d16a7f3fd5469c85aa23a3044638c0",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_3fc35",
                    table="tickets_caseimportstatuscolumnsouraddressesteamevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customfieldevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1f536d8cba4fb50bace4bd09c7c98365f336369c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_75f24",
                    table="tickets_customfieldevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customfield",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tickets_customfieldevent" ("choices", "event_id", "id", "is_active", "is_required", "key", "kind", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "team_id") VALUES (NEW."choices", NEW."event_id", NEW."id", NEW."is_active", NEW."is_required", NEW."key", NEW."kind", NEW."label", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."team_id"); RETURN NULL;',
                    hash="8cb47fc930d20a7eee95d8ee17317c00039c0c90",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b47d1",
                    table="tickets_customfield",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customfield",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "tickets_customfieldevent" ("choices", "event_id", "id", "is_active", "is_required", "key", "kind", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "team_id") VALUES (NEW."choices", NEW."event_id", NEW."id", NEW."is_active", NEW."is_required", NEW."key", NEW."kind", NEW."label", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."team_id"); RETURN NULL;',
                    hash="8e38f24e42310f12bd02df1483586661b0a98c29",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f659a",
                    table="tickets_customfield",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hintrule",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tickets_hintruleevent" ("channel", "event_id", "id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "url", "words") VALUES (NEW."channel", NEW."event_id", NEW."id", NEW."is_active", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."text", NEW."url", NEW."words"); RETURN NULL;',
                    hash="5438d92a3259a33a4bc7c1a17a78229d7fd3e081",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_eeac3",
                    table="tickets_hintrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hintrule",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "tickets_hintruleevent" ("channel", "event_id", "id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "url", "words") VALUES (NEW."channel", NEW."event_id", NEW."id", NEW."is_active", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text", NEW."url", NEW."words"); RETURN NULL;',
                    hash="8e049a7a07234264c0e5f149cc1a9d8151ed979e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1632b",
                    table="tickets_hintrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hintruleevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="92db83c8551dd40195ace8f30fdcd80b7c18eadd",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e41d8",
                    table="tickets_hintruleevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(fields=("entry", "user"), name="mention_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ordersourceevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d34cbb513bef13bf5addd936bfebf4c97fb672b3",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_45759",
                    table="tickets_ordersourceevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requester",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."name" IS DISTINCT FROM (NEW."name"))',
                    func='INSERT INTO "tickets_requesternamemergedintoevent" ("merged_into_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."merged_into_id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="47dea18f4d715ca5d9553424b1e15eb26f61b288",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ae339",
                    table="tickets_requester",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requester",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tickets_requesternamemergedintoevent" ("merged_into_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."merged_into_id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="cdd84b2202b6abd0a5331272404c3588edbb1706",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_81b34",
                    table="tickets_requester",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactpointevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="823ec11ac3aca3451fbaa36b9cb9d9f90aa03ec8",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_511af",
                    table="tickets_contactpointevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "tickets_contactpointevent" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "requester_id", "value") VALUES (NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."requester_id", NEW."value"); RETURN NULL;',
                    hash="b65eab5b4ad40bd50c6166f53fce4e8cc06b8833",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_20e95",
                    table="tickets_contactpoint",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactpoint",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tickets_contactpointevent" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "requester_id", "value") VALUES (OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."requester_id", OLD."value"); RETURN NULL;',
                    hash="ee2bb21f9619964f2b61c5f8064f0a77374c90b9",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e69e8",
                    table="tickets_contactpoint",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requesternamemergedintoevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="9fefeb7dd43b2ab406ad103783a1430d31cdfbc9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_09bf2",
                    table="tickets_requesternamemergedintoevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="savedreplyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8fc21dee344fdc168f0eab65d07127442c9f8ccd",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_7e74c",
                    table="tickets_savedreplyevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="savedview",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tickets_savedviewevent" ("icon", "id", "name", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "query", "team_id") VALUES (NEW."icon", NEW."id", NEW."name", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."query", NEW."team_id"); RETURN NULL;',
                    hash="ad859412d67b92eae3c3428766be8cab8d9369ca",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7062f",
                    table="tickets_savedview",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="savedview",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "tickets_savedviewevent" ("icon", "id", "name", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "query", "team_id") VALUES (NEW."icon", NEW."id", NEW."name", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."query", NEW."team_id"); RETURN NULL;',
                    hash="41f828e6d3c8df0b5a6e7967e52eb0e6ed724aa8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_05f70",
                    table="tickets_savedview",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="savedviewevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3f4d309ceebfc15830c061d55e447fc35e5a6c5a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_128e3",
                    table="tickets_savedviewevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="servicelevel",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tickets_servicelevelevent" ("calendar_id", "first_reply", "id", "is_event_day", "next_reply", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "solve") VALUES (NEW."calendar_id", NEW."first_reply", NEW."id", NEW."is_event_day", NEW."next_reply", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."priority", NEW."solve"); RETURN NULL;',
                    hash="61e28fd2a17451670e699ce3eb06e92e6bda8d60",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_620e4",
                    table="tickets_servicelevel",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="servicelevel",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "tickets_servicelevelevent" ("calendar_id", "first_reply", "id", "is_event_day", "next_reply", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "solve") VALUES (NEW."calendar_id", NEW."first_reply", NEW."id", NEW."is_event_day", NEW."next_reply", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."priority", NEW."solve"); RETURN NULL;',
                    hash="da7160356ea2181b96935fca398c90eb7719a93e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d8646",
                    table="tickets_servicelevel",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="servicelevelevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="35336fda516618351bf2e876d4d1e49f95695a68",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_78dd6",
                    table="tickets_servicelevelevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="savedreply",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tickets_savedreplyevent" ("assign", "assign_team_id", "body", "id", "name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "snooze", "status", "team_id") VALUES (NEW."assign", NEW."assign_team_id", NEW."body", NEW."id", NEW."name", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."priority", NEW."snooze", NEW."status", NEW."team_id"); RETURN NULL;',
                    hash="911bded053182e4ea03297e08db1c0b010d57dd6",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2d90a",
                    table="tickets_savedreply",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="savedreply",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "tickets_savedreplyevent" ("assign", "assign_team_id", "body", "id", "name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "snooze", "status", "team_id") VALUES (NEW."assign", NEW."assign_team_id", NEW."body", NEW."id", NEW."name", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."priority", NEW."snooze", NEW."status", NEW."team_id"); RETURN NULL;',
                    hash="446902ade87d57db6446721f018bbf2d7211a7bd",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_699e8",
                    table="tickets_savedreply",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tagevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c1801f500a403caeda8ed4c5cb7122e1cb13ae62",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_aab10",
                    table="tickets_tagevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ticket",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tickets_ticketstatuspriorityassigneeteamsubjectrequestereve35d5" ("assignee_id", "event_id", "merged_into_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "requester_id", "snoozed_until", "status", "subject", "team_id") VALUES (NEW."assignee_id", NEW."event_id", NEW."merged_into_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."priority", NEW."requester_id", NEW."snoozed_until", NEW."status", NEW."subject", NEW."team_id"); RETURN NULL;',
                    hash="f7b2dca70f34a77a129dc68bb88c4756da4dce48",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2d01a",
                    table="tickets_ticket",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ticket",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."assignee_id" IS DISTINCT FROM (NEW."assignee_id") OR OLD."event_id" IS DISTINCT FROM (NEW."event_id") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."priority" IS DISTINCT FROM (NEW."priority") OR OLD."requester_id" IS DISTINCT FROM (NEW."requester_id") OR OLD."snoozed_until" IS DISTINCT FROM (NEW."snoozed_until") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."subject" IS DISTINCT FROM (NEW."subject") OR OLD."team_id" IS DISTINCT FROM (NEW."team_id"))',
                    func='INSERT INTO "tickets_ticketstatuspriorityassigneeteamsubjectrequestereve35d5" ("assignee_id", "event_id", "merged_into_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "requester_id", "snoozed_until", "status", "subject", "team_id") VALUES (NEW."assignee_id", NEW."event_id", NEW."merged_into_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."priority", NEW."requester_id", NEW."snoozed_until", NEW."status", NEW."subject", NEW."team_id"); RETURN NULL;',
                    hash="f08112b47843d3dfd163e7d0f93bde69db5008e6",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c6bd0",
                    table="tickets_ticket",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taggingevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f23234eea237521b86a773eb1e1dbadd48f27f87",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d0a04",
                    table="tickets_taggingevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="tagging",
            constraint=models.UniqueConstraint(fields=("ticket", "tag"), name="tagging_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tagging",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tickets_taggingevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tag_id", "ticket_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."tag_id", NEW."ticket_id"); RETURN NULL;',
                    hash="24062769e56f3d91c9dfcaaa81e8758d8034e88c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2c1d7",
                    table="tickets_tagging",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tagging",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tickets_taggingevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tag_id", "ticket_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."tag_id", OLD."ticket_id"); RETURN NULL;',
                    hash="55a685dd38b360d688c386e623be8a8a6f45250e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_32dee",
                    table="tickets_tagging",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fieldvalueevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="eab14a8417be00af284fff634450864b56baa88e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ba4ce",
                    table="tickets_fieldvalueevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="fieldvalue",
            constraint=models.UniqueConstraint(fields=("ticket", "field"), name="field_value_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fieldvalue",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tickets_fieldvalueevent" ("field_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ticket_id", "value") VALUES (NEW."field_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."ticket_id", NEW."value"); RETURN NULL;',
                    hash="c3923631967393a21adbd4918de86874988ba6af",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_02e20",
                    table="tickets_fieldvalue",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fieldvalue",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "tickets_fieldvalueevent" ("field_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ticket_id", "value") VALUES (NEW."field_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."ticket_id", NEW."value"); RETURN NULL;',
                    hash="6ce154e2ff3446965e1d1e8d3d87a15001938721",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d3424",
                    table="tickets_fieldvalue",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="entry_follows_its_case",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE goes_to bigint;",
                    func="\n                    SELECT merged_into_id INTO goes_to FROM tickets_ticket WHERE id = NEW.ticket_id FOR KEY SHARE;\n                    IF goes_to IS NOT NULL THEN\n                        NEW.came_from_id := NEW.ticket_id;\n                        NEW.ticket_id := goes_to;\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="dd119da6a70b2bc30734c9262440de5ae2824701",
                    operation="INSERT",
                    pgid="pgtrigger_entry_follows_its_case_aebe2",
                    table="tickets_entry",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(fields=("agent", "ticket"), name="draft_once"),
        ),
        migrations.AddConstraint(
            model_name="bulkstep",
            constraint=models.UniqueConstraint(fields=("change", "ticket"), name="bulk_step_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ticketstatuspriorityassigneeteamsubjectrequestereventsnoozeduntilmergedintoevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6e6daff157bcfe4bbe8d4521e3f63622375ec84f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2a78b",
                    table="tickets_ticketstatuspriorityassigneeteamsubjectrequestereve35d5",
                    when="BEFORE",
                ),
            ),
        ),
    ]
