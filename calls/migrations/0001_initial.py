import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("carts", "0001_initial"),
        ("escalation", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("tickets", "0002_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Disposition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="what came of it")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="place in the list")),
                ("is_active", models.BooleanField(default=True, verbose_name="offered")),
            ],
            options={
                "verbose_name": "outcome of a call",
                "verbose_name_plural": "outcomes of calls",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ProviderWatch",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name="list")),
                ("compared_until", models.DateTimeField(verbose_name="compared until")),
                ("leased_until", models.DateTimeField(blank=True, null=True, verbose_name="in hand until")),
            ],
            options={
                "verbose_name": "comparison with the provider",
                "verbose_name_plural": "comparisons with the provider",
            },
        ),
        migrations.CreateModel(
            name="ReviewQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=120, unique=True, verbose_name="question")),
                ("help", models.CharField(blank=True, max_length=200, verbose_name="what to listen for")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                ("is_active", models.BooleanField(default=True, verbose_name="asked")),
            ],
            options={
                "verbose_name": "review question",
                "verbose_name_plural": "review questions",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RingTest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(unique=True)),
                ("created_at", models.DateTimeField(db_index=True, verbose_name="asked")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ring_tests",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ring_tests",
                        to="escalation.ringgroup",
                        verbose_name="ring group",
                    ),
                ),
            ],
            options={
                "verbose_name": "test ring",
                "verbose_name_plural": "test rings",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="RingTestLeg",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phone", models.CharField(max_length=40, verbose_name="phone")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("placing", "Being placed"),
                            ("ringing", "Rings"),
                            ("answered", "Answered"),
                            ("confirmed", "Works: a person confirmed"),
                            ("voicemail", "Answered, but no key was pressed: a voicemail?"),
                            ("unconfirmed", "Answered, then hung up"),
                            ("no_answer", "No answer"),
                            ("busy", "Busy or declined"),
                            ("failed", "Does not ring"),
                            ("unknown", "We do not know"),
                        ],
                        default="placing",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("sid", models.CharField(blank=True, max_length=34, null=True, unique=True, verbose_name="call SID")),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="error")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                (
                    "ring_test",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="legs",
                        to="calls.ringtest",
                        verbose_name="test ring",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ring_test_legs",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "tested device",
                "verbose_name_plural": "tested devices",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["placing", "ringing", "answered"])),
                        fields=["created_at"],
                        name="ring_test_leg_unfinished",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("ring_test", "phone"), name="ring_test_rings_a_phone_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=160, unique=True, verbose_name="key")),
                ("hook", models.CharField(max_length=30, verbose_name="hook")),
                ("sid", models.CharField(db_index=True, max_length=34, verbose_name="SID")),
                ("payload", models.JSONField(verbose_name="payload")),
                ("received_at", models.DateTimeField(verbose_name="received")),
            ],
            options={
                "verbose_name": "webhook receipt",
                "verbose_name_plural": "webhook receipts",
                "ordering": ["-received_at"],
            },
        ),
        migrations.CreateModel(
            name="BlockedNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.CharField(
                        max_length=20,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\+[1-9]\\d{3,14}$", "A number with its country code, such as +15005550111."
                            )
                        ],
                        verbose_name="number",
                    ),
                ),
                (
                    "is_prefix",
                    models.BooleanField(default=False, verbose_name="and every number that begins like this"),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("created_at", models.DateTimeField(verbose_name="blocked")),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                (
                    "blocked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blocked_numbers",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="blocked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "blocked number",
                "verbose_name_plural": "blocked numbers",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="BlockedNumberEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "number",
                    models.CharField(
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\+[1-9]\\d{3,14}$", "A number with its country code, such as +15005550111."
                            )
                        ],
                        verbose_name="number",
                    ),
                ),
                (
                    "is_prefix",
                    models.BooleanField(default=False, verbose_name="and every number that begins like this"),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("created_at", models.DateTimeField(verbose_name="blocked")),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                (
                    "blocked_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="blocked by",
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
                        to="calls.blockednumber",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CallExport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="why")),
                ("filters", models.JSONField(default=dict, verbose_name="filters")),
                ("exported_at", models.DateTimeField(verbose_name="when")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_exports",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "export of calls",
                "verbose_name_plural": "exports of calls",
                "ordering": ["-exported_at"],
            },
        ),
        migrations.CreateModel(
            name="RecordingPolicy",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                (
                    "keep_days",
                    models.PositiveSmallIntegerField(
                        default=365,
                        help_text="Older ones are deleted each night, except those on legal hold.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="keep recordings for (days)",
                    ),
                ),
                (
                    "review_percent",
                    models.PositiveSmallIntegerField(
                        default=5,
                        help_text="Every call of an escalated case is reviewed anyway.",
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="review this share of the other calls (percent)",
                    ),
                ),
            ],
            options={
                "verbose_name": "recording policy",
                "verbose_name_plural": "recording policy",
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="recording_policy_is_one")],
            },
        ),
        migrations.CreateModel(
            name="RecordingPolicyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, serialize=False)),
                (
                    "keep_days",
                    models.PositiveSmallIntegerField(
                        default=365,
                        help_text="Older ones are deleted each night, except those on legal hold.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="keep recordings for (days)",
                    ),
                ),
                (
                    "review_percent",
                    models.PositiveSmallIntegerField(
                        default=5,
                        help_text="Every call of an escalated case is reviewed anyway.",
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="review this share of the other calls (percent)",
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
                        to="calls.recordingpolicy",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sid", models.CharField(blank=True, max_length=34, null=True, unique=True, verbose_name="call SID")),
                (
                    "direction",
                    models.CharField(
                        choices=[("inbound", "Incoming"), ("outbound", "Outgoing")],
                        max_length=8,
                        verbose_name="direction",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("ringing", "Ringing"),
                            ("in_progress", "In progress"),
                            ("completed", "Ended"),
                            ("no_answer", "No answer"),
                            ("busy", "Busy"),
                            ("failed", "Failed"),
                            ("canceled", "Canceled"),
                        ],
                        default="ringing",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("from_number", models.CharField(blank=True, max_length=20, verbose_name="from")),
                ("to_number", models.CharField(max_length=20, verbose_name="to")),
                (
                    "number_backwards",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Reverse(
                            models.Case(models.When(direction="inbound", then="from_number"), default="to_number")
                        ),
                        output_field=models.TextField(),
                    ),
                ),
                ("menu_choice", models.CharField(blank=True, max_length=1, verbose_name="pressed")),
                ("wrong_keys", models.PositiveSmallIntegerField(default=0)),
                ("is_after_hours", models.BooleanField(default=False, verbose_name="outside the opening hours")),
                ("notice_heard_at", models.DateTimeField(blank=True, null=True, verbose_name="heard the notice")),
                ("is_blocked", models.BooleanField(default=False, verbose_name="turned away")),
                ("attestation", models.CharField(blank=True, max_length=40, verbose_name="attestation")),
                ("is_transfer", models.BooleanField(default=False, verbose_name="transferred by a call taker")),
                ("started_at", models.DateTimeField(verbose_name="started")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="a person answered")),
                ("parted_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                ("is_recorded", models.BooleanField(default=False, verbose_name="recorded")),
                ("recordings_listed_at", models.DateTimeField(blank=True, null=True)),
                ("case_due_at", models.DateTimeField(blank=True, null=True, verbose_name="case owed since")),
                ("compared_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answered_calls",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "callback",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="calls",
                        to="escalation.callback",
                        verbose_name="callback",
                    ),
                ),
                (
                    "cart",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="calls",
                        to="carts.cart",
                        verbose_name="cart",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="escalation.line",
                        verbose_name="line",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="escalation.recordingnotice",
                        verbose_name="recording notice",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="calls",
                        to="tickets.ticket",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "verbose_name": "call",
                "verbose_name_plural": "calls",
                "ordering": ["-started_at", "-pk"],
                "indexes": [
                    models.Index(fields=["-started_at", "-id"], name="call_started"),
                    models.Index(
                        condition=models.Q(("status__in", ["ringing", "in_progress"])),
                        fields=["started_at"],
                        name="call_unfinished",
                    ),
                    models.Index(
                        condition=models.Q(("is_recorded", True), ("recordings_listed_at__isnull", True)),
                        fields=["ended_at"],
                        name="call_recording_unlisted",
                    ),
                    models.Index(
                        condition=models.Q(("compared_at__isnull", True)), fields=["ended_at"], name="call_uncompared"
                    ),
                    models.Index(
                        condition=models.Q(("case_due_at__isnull", False)), fields=["case_due_at"], name="call_case_due"
                    ),
                    models.Index(fields=["from_number", "-started_at"], name="call_from_number"),
                    models.Index(fields=["line", "-started_at", "-id"], name="call_line"),
                    models.Index(fields=["direction", "-started_at", "-id"], name="call_direction"),
                    models.Index(fields=["answered_by", "-started_at", "-id"], name="call_answered_by"),
                    models.Index(
                        condition=models.Q(("answered_at__isnull", False)),
                        fields=["-started_at", "-id"],
                        name="call_answered",
                    ),
                    models.Index(
                        condition=models.Q(("is_transfer", True)), fields=["-started_at", "-id"], name="call_transfer"
                    ),
                    models.Index(
                        condition=models.Q(("is_blocked", True)), fields=["-started_at", "-id"], name="call_blocked"
                    ),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass("number_backwards", name="text_pattern_ops"),
                        name="call_number_backwards",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sid", models.CharField(max_length=34, unique=True, verbose_name="recording SID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("owed", "Not fetched yet"),
                            ("stored", "Stored"),
                            ("absent", "The provider has none"),
                            ("lost", "Could not be fetched"),
                            ("deleted", "Deleted"),
                        ],
                        default="owed",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("file", models.FileField(blank=True, max_length=120, upload_to="", verbose_name="file")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="bytes")),
                ("duration", models.DurationField(blank=True, null=True, verbose_name="length")),
                ("channels", models.PositiveSmallIntegerField(default=2, verbose_name="channels")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("due_at", models.DateTimeField(verbose_name="next attempt")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="error")),
                ("started_at", models.DateTimeField(verbose_name="started")),
                ("stored_at", models.DateTimeField(blank=True, null=True, verbose_name="stored")),
                (
                    "deleted_there_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="deleted at the provider"),
                ),
                ("held_at", models.DateTimeField(blank=True, null=True, verbose_name="on legal hold since")),
                ("deleted_at", models.DateTimeField(blank=True, null=True, verbose_name="deleted")),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recordings",
                        to="calls.call",
                        verbose_name="call",
                    ),
                ),
            ],
            options={
                "verbose_name": "recording",
                "verbose_name_plural": "recordings",
                "ordering": ["started_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("status", "owed"),
                            models.Q(("deleted_there_at__isnull", True), ("status__in", ["stored", "deleted"])),
                            _connector="OR",
                        ),
                        fields=["due_at"],
                        name="recording_due",
                    ),
                    models.Index(
                        condition=models.Q(("held_at__isnull", True), ("status", "stored")),
                        fields=["started_at"],
                        name="recording_kept",
                    ),
                    models.Index(
                        condition=models.Q(("status", "deleted"), models.Q(("file", ""), _negated=True)),
                        fields=["deleted_at"],
                        name="recording_unerased",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "stored"), _negated=True),
                            models.Q(("sha256", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="recording_stored_has_checksum",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "deleted"), _negated=True), ("held_at__isnull", True), _connector="OR"
                        ),
                        name="recording_on_hold_is_kept",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[("waiting", "To review"), ("done", "Reviewed"), ("skipped", "Skipped")],
                        default="waiting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("escalated", "Escalated case"),
                            ("sampled", "Random sample"),
                            ("chosen", "Chosen by a manager"),
                        ],
                        max_length=10,
                        verbose_name="why",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="since")),
                ("reviewed_at", models.DateTimeField(blank=True, null=True, verbose_name="reviewed")),
                (
                    "solved",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("partly", "In part"), ("no", "No")],
                        max_length=10,
                        verbose_name="was the problem solved?",
                    ),
                ),
                (
                    "overall",
                    models.CharField(
                        blank=True,
                        choices=[("model", "A call to learn from"), ("good", "Good"), ("talk", "Let us talk about it")],
                        max_length=10,
                        verbose_name="overall",
                    ),
                ),
                ("comment", models.TextField(blank=True, max_length=4000, verbose_name="to the agent")),
                ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="seen by the agent")),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="answer of the agent")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                (
                    "agent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="agent",
                    ),
                ),
                (
                    "call",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="review",
                        to="calls.call",
                        verbose_name="call",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="given_reviews",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reviewed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "review",
                "verbose_name_plural": "reviews",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["status", "-id"], name="review_queue"),
                    models.Index(fields=["agent", "-id"], name="review_of_agent"),
                    models.Index(
                        condition=models.Q(("seen_at__isnull", True), ("status", "done")),
                        fields=["agent"],
                        name="review_unseen",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "done"), _negated=True),
                            models.Q(("reviewer__isnull", False), models.Q(("solved", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="review_done_by_someone",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "verdict",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("none", "Does not apply")],
                        max_length=4,
                        verbose_name="verdict",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="calls.review",
                        verbose_name="review",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="calls.reviewquestion",
                        verbose_name="question",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer of a review",
                "verbose_name_plural": "answers of reviews",
                "ordering": ["question__position", "pk"],
                "constraints": [models.UniqueConstraint(fields=("review", "question"), name="review_answer_once")],
            },
        ),
        migrations.CreateModel(
            name="ReviewEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[("waiting", "To review"), ("done", "Reviewed"), ("skipped", "Skipped")],
                        default="waiting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("escalated", "Escalated case"),
                            ("sampled", "Random sample"),
                            ("chosen", "Chosen by a manager"),
                        ],
                        max_length=10,
                        verbose_name="why",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="since")),
                ("reviewed_at", models.DateTimeField(blank=True, null=True, verbose_name="reviewed")),
                (
                    "solved",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("partly", "In part"), ("no", "No")],
                        max_length=10,
                        verbose_name="was the problem solved?",
                    ),
                ),
                (
                    "overall",
                    models.CharField(
                        blank=True,
                        choices=[("model", "A call to learn from"), ("good", "Good"), ("talk", "Let us talk about it")],
                        max_length=10,
                        verbose_name="overall",
                    ),
                ),
                ("comment", models.TextField(blank=True, max_length=4000, verbose_name="to the agent")),
                ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="seen by the agent")),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="answer of the agent")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                (
                    "agent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="agent",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="calls.call",
                        verbose_name="call",
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
                        to="calls.review",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reviewed by",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TranscriptLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sid", models.CharField(max_length=34, verbose_name="transcription SID")),
                ("sequence", models.PositiveIntegerField(verbose_name="number")),
                (
                    "side",
                    models.CharField(
                        choices=[("caller", "Caller"), ("desk", "Desk")], max_length=6, verbose_name="who"
                    ),
                ),
                ("text", models.TextField(verbose_name="what was said")),
                ("spoken_at", models.DateTimeField(verbose_name="when")),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="transcript",
                        to="calls.call",
                        verbose_name="call",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a transcript",
                "verbose_name_plural": "lines of transcripts",
                "ordering": ["spoken_at", "pk"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.search.SearchVector("text", config="simple"), name="transcript_words"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("sid", "sequence"), name="transcript_line_once")],
            },
        ),
        migrations.CreateModel(
            name="RecordingPeaks",
            fields=[
                (
                    "recording",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="peaks",
                        serialize=False,
                        to="calls.recording",
                        verbose_name="recording",
                    ),
                ),
                ("channels", models.PositiveSmallIntegerField(verbose_name="channels")),
                ("data", models.BinaryField(verbose_name="peaks")),
            ],
            options={
                "verbose_name": "peaks of a recording",
                "verbose_name_plural": "peaks of recordings",
            },
        ),
        migrations.CreateModel(
            name="RecordingAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("downloaded", "Downloaded"),
                            ("held", "Put on legal hold"),
                            ("released", "Released from legal hold"),
                            ("deleted", "Deleted"),
                            ("expired", "Deleted because it was kept long enough"),
                            ("retried", "Asked the provider again"),
                        ],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=300, verbose_name="why")),
                ("done_at", models.DateTimeField(verbose_name="when")),
                (
                    "recording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="acts",
                        to="calls.recording",
                        verbose_name="recording",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recording_acts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "act on a recording",
                "verbose_name_plural": "acts on recordings",
                "ordering": ["-done_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="RecordingComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("second", models.PositiveIntegerField(verbose_name="at second")),
                ("body", models.TextField(max_length=2000, verbose_name="comment")),
                ("created_at", models.DateTimeField(verbose_name="written")),
                ("edited_at", models.DateTimeField(blank=True, null=True, verbose_name="changed")),
                (
                    "recording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="calls.recording",
                        verbose_name="recording",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recording_comments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "comment on a recording",
                "verbose_name_plural": "comments on recordings",
                "ordering": ["second", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RecordingCommentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("second", models.PositiveIntegerField(verbose_name="at second")),
                ("body", models.TextField(max_length=2000, verbose_name="comment")),
                ("created_at", models.DateTimeField(verbose_name="written")),
                ("edited_at", models.DateTimeField(blank=True, null=True, verbose_name="changed")),
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
                        to="calls.recordingcomment",
                    ),
                ),
                (
                    "recording",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="calls.recording",
                        verbose_name="recording",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RecordingPause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asking", "Asking the provider"),
                            ("unknown", "Perhaps paused"),
                            ("paused", "Paused"),
                            ("resuming", "Going on in a moment"),
                            ("over", "Recording again"),
                            ("failed", "Could not be paused"),
                        ],
                        default="asking",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("recording_sid", models.CharField(blank=True, max_length=34, verbose_name="recording SID")),
                ("requested_at", models.DateTimeField(verbose_name="asked for")),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("paused_at", models.DateTimeField(blank=True, null=True, verbose_name="paused")),
                ("resume_due_at", models.DateTimeField(verbose_name="goes on at the latest")),
                ("resumed_at", models.DateTimeField(blank=True, null=True, verbose_name="went on")),
                ("starts_at", models.DurationField(blank=True, null=True, verbose_name="gap begins at")),
                ("ends_at", models.DurationField(blank=True, null=True, verbose_name="gap ends at")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="error")),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pauses",
                        to="calls.call",
                        verbose_name="call",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recording_pauses",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "pause of a recording",
                "verbose_name_plural": "pauses of recordings",
                "ordering": ["requested_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["asking", "unknown", "paused", "resuming"])),
                        fields=["resume_due_at"],
                        name="recording_pause_unfinished",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["asking", "unknown", "paused", "resuming"])),
                        fields=("call",),
                        name="recording_pause_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["paused", "resuming", "over"]), _negated=True),
                            ("paused_at__isnull", False),
                            _connector="OR",
                        ),
                        name="recording_pause_has_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordingPlay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("method", models.CharField(max_length=8, verbose_name="method")),
                ("range_header", models.CharField(blank=True, max_length=100, verbose_name="range")),
                ("played_at", models.DateTimeField(verbose_name="when")),
                (
                    "recording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plays",
                        to="calls.recording",
                        verbose_name="recording",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plays",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "play of a recording",
                "verbose_name_plural": "plays of recordings",
                "ordering": ["-played_at"],
                "indexes": [models.Index(fields=["recording", "-played_at"], name="play_of_recording")],
            },
        ),
        migrations.CreateModel(
            name="Leg",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phone", models.CharField(max_length=40, verbose_name="phone")),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="round")),
                ("attempt", models.PositiveSmallIntegerField(default=1, verbose_name="attempt")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("placing", "Being placed"),
                            ("unknown", "Perhaps placed"),
                            ("queued", "Placed"),
                            ("ringing", "Ringing"),
                            ("answered", "Picked up"),
                            ("accepted", "Pressed 1"),
                            ("declined", "Did not press 1"),
                            ("no_answer", "No answer"),
                            ("busy", "Busy"),
                            ("failed", "Failed"),
                            ("canceled", "Called off"),
                        ],
                        default="placing",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("sid", models.CharField(blank=True, max_length=34, null=True, unique=True, verbose_name="call SID")),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="error")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="picked up")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                ("cleared_at", models.DateTimeField(blank=True, null=True, verbose_name="taken off the missed calls")),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="legs",
                        to="calls.call",
                        verbose_name="call",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legs",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "leg",
                "verbose_name_plural": "legs",
                "ordering": ["round", "pk"],
                "indexes": [
                    models.Index(fields=["user", "-created_at"], name="leg_of_person"),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True), ("status", "accepted")),
                        fields=["user"],
                        name="leg_talking",
                    ),
                    models.Index(
                        condition=models.Q(("claimed_at__isnull", True), ("status", "placing")),
                        fields=["created_at"],
                        name="leg_unplaced",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["placing", "unknown", "queued", "ringing", "answered"])),
                        fields=["created_at"],
                        name="leg_unfinished",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("call", "round", "phone", "attempt"), name="leg_once_per_round_and_phone"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Talk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("notes", models.TextField(blank=True, verbose_name="notes")),
                ("noted_at", models.DateTimeField(blank=True, null=True, verbose_name="notes saved")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="hung up")),
                ("wrap_up_until", models.DateTimeField(blank=True, null=True, verbose_name="not rung until")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="written down")),
                (
                    "disposition",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="talks",
                        to="calls.disposition",
                        verbose_name="what came of it",
                    ),
                ),
                (
                    "leg",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="talk",
                        to="calls.leg",
                        verbose_name="leg",
                    ),
                ),
            ],
            options={
                "verbose_name": "talk",
                "verbose_name_plural": "talks",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("finished_at__isnull", True)),
                        fields=["wrap_up_until"],
                        name="talk_wrapping_up",
                    ),
                    models.Index(
                        condition=models.Q(("finished_at__isnull", True)), fields=["ended_at"], name="talk_unfinished"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("requested", "Putting the caller on hold"),
                            ("held", "The caller is on hold"),
                            ("ringing", "Ringing colleagues"),
                            ("briefing", "A colleague is being told"),
                            ("joined", "All three talk"),
                            ("done", "Handed over"),
                            ("returned", "Taken back"),
                            ("released", "Rung again for everyone"),
                            ("caller_left", "The caller hung up"),
                            ("failed", "Not put on hold"),
                        ],
                        default="requested",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "target",
                    models.CharField(
                        blank=True,
                        choices=[("everyone", "Everyone"), ("managers", "The managers"), ("person", "One person")],
                        max_length=10,
                        verbose_name="to",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="what they must know")),
                ("taker_leaves", models.BooleanField(default=False)),
                ("requested_at", models.DateTimeField(verbose_name="asked for")),
                ("held_at", models.DateTimeField(blank=True, null=True, verbose_name="on hold")),
                ("rung_at", models.DateTimeField(blank=True, null=True, verbose_name="rang")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="taken")),
                ("joined_at", models.DateTimeField(blank=True, null=True, verbose_name="caller joined")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                ("rung_again_at", models.DateTimeField(blank=True, null=True, verbose_name="everyone rung again")),
                ("back_at", models.DateTimeField(blank=True, null=True, verbose_name="sent back to the caller")),
                ("why", models.CharField(blank=True, max_length=200, verbose_name="why")),
                ("is_written_down", models.BooleanField(default=False)),
                ("ask_caller_at", models.DateTimeField(blank=True, null=True)),
                ("ask_taker_at", models.DateTimeField(blank=True, null=True)),
                ("ask_colleague_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfer_taken",
                        to="calls.leg",
                        verbose_name="taken by",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="transfers",
                        to="calls.call",
                        verbose_name="call",
                    ),
                ),
                (
                    "from_leg",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers_begun",
                        to="calls.leg",
                        verbose_name="handed over by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers_offered",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "transfer",
                "verbose_name_plural": "transfers",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["requested", "held", "ringing", "briefing", "joined"])),
                        fields=["requested_at"],
                        name="transfer_unfinished",
                    ),
                    models.Index(
                        condition=models.Q(("is_written_down", False)),
                        fields=["requested_at"],
                        name="transfer_unwritten",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["requested", "held", "ringing", "briefing", "joined"])),
                        fields=("call",),
                        name="transfer_one_unfinished_per_call",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProblemCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("accepted", "Answered"),
                            ("abandoned", "Hung up while waiting"),
                            ("exhausted", "Nobody answered"),
                            ("ended", "Ended"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("roster", models.JSONField(verbose_name="roster")),
                ("rounds", models.PositiveSmallIntegerField(verbose_name="rounds of the first tier")),
                ("ring_seconds", models.PositiveSmallIntegerField(verbose_name="seconds a round rings")),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="round")),
                ("round_started_at", models.DateTimeField(verbose_name="round started")),
                ("first_round", models.PositiveSmallIntegerField(default=1, verbose_name="first round")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="left the queue")),
                (
                    "never_joined_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="answered, but never connected"),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="callback owed")),
                ("out_of_sight_at", models.DateTimeField(blank=True, null=True, verbose_name="out of sight")),
                ("created_at", models.DateTimeField(verbose_name="since")),
                (
                    "call",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="problem_call",
                        to="calls.call",
                        verbose_name="call",
                    ),
                ),
                (
                    "callback",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="problem_calls",
                        to="escalation.callback",
                        verbose_name="callback",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problem_calls",
                        to="escalation.ringgroup",
                        verbose_name="ring group",
                    ),
                ),
                (
                    "winner",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="won",
                        to="calls.leg",
                        verbose_name="answered by",
                    ),
                ),
            ],
            options={
                "verbose_name": "problem call",
                "verbose_name_plural": "problem calls",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "waiting")), fields=["created_at"], name="problem_call_waiting"
                    ),
                    models.Index(
                        condition=models.Q(
                            ("settled_at__isnull", True),
                            models.Q(
                                ("status__in", ["abandoned", "exhausted"]),
                                ("never_joined_at__isnull", False),
                                _connector="OR",
                            ),
                        ),
                        fields=["created_at"],
                        name="problem_call_unsettled",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("winner__isnull", True), ("left_at__isnull", True), _connector="OR"),
                        name="problem_call_won_or_left",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["accepted", "ended"]), _negated=True),
                            ("winner__isnull", False),
                            _connector="OR",
                        ),
                        name="problem_call_accepted_has_winner",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="call",
            name="taker",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="calls.leg",
                verbose_name="talks with",
            ),
        ),
        migrations.AddField(
            model_name="leg",
            name="transfer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="legs",
                to="calls.transfer",
                verbose_name="transfer",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recordingpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "calls_recordingpolicyevent" ("id", "keep_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_percent") VALUES (NEW."id", NEW."keep_days", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."review_percent"); RETURN NULL;',
                    hash="91a2813478caf134ac7e06bb9fe5e8c200bea6ae",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a5271",
                    table="calls_recordingpolicy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recordingpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "calls_recordingpolicyevent" ("id", "keep_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_percent") VALUES (NEW."id", NEW."keep_days", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."review_percent"); RETURN NULL;',
                    hash="39756fd03504feba5f751dae124ee0fba35f9c1d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e3f47",
                    table="calls_recordingpolicy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="blockednumber",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "calls_blockednumberevent" ("blocked_by_id", "created_at", "id", "is_prefix", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "until") VALUES (NEW."blocked_by_id", NEW."created_at", NEW."id", NEW."is_prefix", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."until"); RETURN NULL;',
                    hash="27f0a1d5a521361ef19e0677957d3988fc6c6702",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_95dd9",
                    table="calls_blockednumber",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="blockednumber",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "calls_blockednumberevent" ("blocked_by_id", "created_at", "id", "is_prefix", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "until") VALUES (NEW."blocked_by_id", NEW."created_at", NEW."id", NEW."is_prefix", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."until"); RETURN NULL;',
                    hash="f89484c65bc7a314aed438e493acfcb758cc982f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e4e29",
                    table="calls_blockednumber",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="blockednumber",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "calls_blockednumberevent" ("blocked_by_id", "created_at", "id", "is_prefix", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "until") VALUES (OLD."blocked_by_id", OLD."created_at", OLD."id", OLD."is_prefix", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."until"); RETURN NULL;',
                    hash="76dbcba8108582831d8a1d041eee685d489b3bac",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_452ff",
                    table="calls_blockednumber",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="blockednumberevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0fe3a021da9399c8784a66e547ef1c0f57c9c28b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ef3dc",
                    table="calls_blockednumberevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recordingcomment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "calls_recordingcommentevent" ("body", "created_at", "edited_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recording_id", "second", "user_id") VALUES (NEW."body", NEW."created_at", NEW."edited_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recording_id", NEW."second", NEW."user_id"); RETURN NULL;',
                    hash="dce309bb340a67b6d2a3121f0a24dc4398fc5e5d",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_27721",
                    table="calls_recordingcomment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recordingcomment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "calls_recordingcommentevent" ("body", "created_at", "edited_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recording_id", "second", "user_id") VALUES (NEW."body", NEW."created_at", NEW."edited_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recording_id", NEW."second", NEW."user_id"); RETURN NULL;',
                    hash="c540941d6f79cb24be2c61d8589832ab9a242357",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_80c60",
                    table="calls_recordingcomment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recordingcommentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="554343b98649afb07981c8c13498625624a7de84",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_56742",
                    table="calls_recordingcommentevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recordingpolicyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="2c4b47a9141e82d7d4e27b9041dff1291e470d68",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e4564",
                    table="calls_recordingpolicyevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="review",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "calls_reviewevent" ("agent_id", "answer", "answered_at", "call_id", "comment", "created_at", "id", "overall", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reviewed_at", "reviewer_id", "seen_at", "solved", "status") VALUES (NEW."agent_id", NEW."answer", NEW."answered_at", NEW."call_id", NEW."comment", NEW."created_at", NEW."id", NEW."overall", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."reviewed_at", NEW."reviewer_id", NEW."seen_at", NEW."solved", NEW."status"); RETURN NULL;',
                    hash="eb0b2140699280da79ccd8229b8affba3f251eea",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_8cda3",
                    table="calls_review",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="review",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "calls_reviewevent" ("agent_id", "answer", "answered_at", "call_id", "comment", "created_at", "id", "overall", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reviewed_at", "reviewer_id", "seen_at", "solved", "status") VALUES (NEW."agent_id", NEW."answer", NEW."answered_at", NEW."call_id", NEW."comment", NEW."created_at", NEW."id", NEW."overall", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."reviewed_at", NEW."reviewer_id", NEW."seen_at", NEW."solved", NEW."status"); RETURN NULL;',
                    hash="16fc583cd48c6bbafee3da544cd1ea765ad3aac8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_751be",
                    table="calls_review",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reviewevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d6299d394d5a76ffafddc7d751883d65bfe00604",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_f858a",
                    table="calls_reviewevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
