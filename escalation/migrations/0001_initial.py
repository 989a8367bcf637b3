import django.core.validators
import django.db.models.deletion
import escalation.models.audio
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("tickets", "0002_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RingGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                (
                    "rounds",
                    models.PositiveSmallIntegerField(
                        default=2,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="rounds before the managers are rung",
                    ),
                ),
                (
                    "ring_seconds",
                    models.PositiveSmallIntegerField(
                        default=25,
                        validators=[
                            django.core.validators.MinValueValidator(10),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="seconds a round rings",
                    ),
                ),
                (
                    "whisper",
                    models.CharField(
                        blank=True,
                        help_text="Before “Press 1 to take it.” May contain {caller}, {line}, {event} and {problem}. Empty: “Problem call, Ann Lee, cart Jazz Fest, card declined.”",
                        max_length=200,
                        verbose_name="what a member hears on picking up",
                    ),
                ),
                (
                    "wrap_up_seconds",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[django.core.validators.MaxValueValidator(600)],
                        verbose_name="seconds to write down a call before the next one rings",
                    ),
                ),
            ],
            options={
                "verbose_name": "ring group",
                "verbose_name_plural": "ring groups",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="RingGroupEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "rounds",
                    models.PositiveSmallIntegerField(
                        default=2,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="rounds before the managers are rung",
                    ),
                ),
                (
                    "ring_seconds",
                    models.PositiveSmallIntegerField(
                        default=25,
                        validators=[
                            django.core.validators.MinValueValidator(10),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="seconds a round rings",
                    ),
                ),
                (
                    "whisper",
                    models.CharField(
                        blank=True,
                        help_text="Before “Press 1 to take it.” May contain {caller}, {line}, {event} and {problem}. Empty: “Problem call, Ann Lee, cart Jazz Fest, card declined.”",
                        max_length=200,
                        verbose_name="what a member hears on picking up",
                    ),
                ),
                (
                    "wrap_up_seconds",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[django.core.validators.MaxValueValidator(600)],
                        verbose_name="seconds to write down a call before the next one rings",
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
                        to="escalation.ringgroup",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RingGroupMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "device",
                    models.CharField(
                        choices=[("mobile", "Mobile"), ("softphone", "Browser"), ("both", "Mobile and browser")],
                        default="mobile",
                        max_length=10,
                        verbose_name="rings on",
                    ),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\+[1-9]\\d{6,14}$", "Write the number with its country code, such as +15005550111."
                            )
                        ],
                        verbose_name="phone",
                    ),
                ),
                (
                    "tier",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Rung first"), (2, "Rung when nobody answered")], default=1, verbose_name="when"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="escalation.ringgroup",
                        verbose_name="ring group",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ring_memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "member",
                "verbose_name_plural": "members",
                "ordering": ["tier", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "user", "tier"), name="ring_member_once_per_tier"),
                    models.UniqueConstraint(
                        condition=models.Q(("phone", ""), _negated=True),
                        fields=("group", "phone", "tier"),
                        name="ring_member_phone_once_per_tier",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("device", "softphone"), models.Q(("phone", ""), _negated=True), _connector="OR"
                        ),
                        name="ring_member_has_what_rings",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RingGroupMemberEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "device",
                    models.CharField(
                        choices=[("mobile", "Mobile"), ("softphone", "Browser"), ("both", "Mobile and browser")],
                        default="mobile",
                        max_length=10,
                        verbose_name="rings on",
                    ),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\+[1-9]\\d{6,14}$", "Write the number with its country code, such as +15005550111."
                            )
                        ],
                        verbose_name="phone",
                    ),
                ),
                (
                    "tier",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Rung first"), (2, "Rung when nobody answered")], default=1, verbose_name="when"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="escalation.ringgroup",
                        verbose_name="ring group",
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
                        to="escalation.ringgroupmember",
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
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AudioClip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "token",
                    models.CharField(
                        default=escalation.models.audio.unguessable, editable=False, max_length=40, unique=True
                    ),
                ),
                ("file", models.FileField(upload_to=escalation.models.audio.random_name, verbose_name="file")),
                ("name", models.CharField(max_length=120, verbose_name="uploaded as")),
                (
                    "format",
                    models.CharField(
                        choices=[("audio/wav", "WAV"), ("audio/mpeg", "MP3")], max_length=10, verbose_name="format"
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="bytes")),
                ("seconds", models.FloatField(verbose_name="seconds")),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded")),
                ("unused_since", models.DateTimeField(blank=True, null=True, verbose_name="not used since")),
                (
                    "uploaded_by",
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
                "verbose_name": "uploaded sound",
                "verbose_name_plural": "uploaded sounds",
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("timezone", models.CharField(default="UTC", max_length=40, verbose_name="time zone")),
                ("hours", models.JSONField(blank=True, default=list, verbose_name="hours")),
                (
                    "switch",
                    models.CharField(
                        choices=[("plan", "As planned"), ("on", "On duty"), ("off", "Off duty")],
                        default="plan",
                        max_length=4,
                        verbose_name="switch",
                    ),
                ),
                ("switch_until", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="duty",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "duty",
                "verbose_name_plural": "duties",
            },
        ),
        migrations.CreateModel(
            name="DutyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("timezone", models.CharField(default="UTC", max_length=40, verbose_name="time zone")),
                ("hours", models.JSONField(blank=True, default=list, verbose_name="hours")),
                (
                    "switch",
                    models.CharField(
                        choices=[("plan", "As planned"), ("on", "On duty"), ("off", "Off duty")],
                        default="plan",
                        max_length=4,
                        verbose_name="switch",
                    ),
                ),
                ("switch_until", models.DateTimeField(blank=True, null=True, verbose_name="until")),
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
                        to="escalation.duty",
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
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("no_reply", "Nobody answered within the promise"),
                            ("not_solved", "Not solved within the promise"),
                            ("promise_broken", "Not done within the promise"),
                            ("call_unanswered", "Pressed 4 and reached nobody"),
                            ("asked_for_manager", "Asked for a manager"),
                            ("agent", "An agent asked for help"),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=300, verbose_name="in words")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Needs a manager"),
                            ("claimed", "A manager is on it"),
                            ("done", "Done"),
                            ("dismissed", "Dismissed"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("created_at", models.DateTimeField(verbose_name="since")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                (
                    "claimed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="claimed_escalations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="manager",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="raised_escalations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="raised by",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="escalations",
                        to="tickets.ticket",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "verbose_name": "escalation",
                "verbose_name_plural": "escalations",
                "ordering": ["due_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["open", "claimed"])),
                        fields=["due_at"],
                        name="escalation_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["open", "claimed"])),
                        fields=("ticket", "reason"),
                        name="escalation_once_per_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "claimed"), _negated=True),
                            ("claimed_by__isnull", False),
                            _connector="OR",
                        ),
                        name="escalation_claimed_by_someone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Callback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("owed", "Owed"),
                            ("attempting", "Being called"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="owed",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="number to call")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("solved", "Reached, problem solved"),
                            ("reached", "Reached, work goes on"),
                            ("no_answer", "Not reached"),
                            ("wrong_number", "Wrong number"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("outcome_note", models.TextField(blank=True, verbose_name="what was said")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("created_at", models.DateTimeField(verbose_name="owed since")),
                ("attempted_at", models.DateTimeField(blank=True, null=True, verbose_name="last attempt")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                (
                    "attempted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="callbacks",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="manager",
                    ),
                ),
                (
                    "promise",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="callback",
                        to="tickets.promise",
                        verbose_name="promise",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="callbacks",
                        to="tickets.ticket",
                        verbose_name="case",
                    ),
                ),
                (
                    "escalation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="callbacks",
                        to="escalation.escalation",
                        verbose_name="escalation",
                    ),
                ),
            ],
            options={
                "verbose_name": "callback",
                "verbose_name_plural": "callbacks",
                "ordering": ["due_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["owed", "attempting"])),
                        fields=["due_at"],
                        name="callback_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["owed", "attempting"])),
                        fields=("ticket",),
                        name="callback_one_unfinished_per_case",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CallbackEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("owed", "Owed"),
                            ("attempting", "Being called"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="owed",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="number to call")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("solved", "Reached, problem solved"),
                            ("reached", "Reached, work goes on"),
                            ("no_answer", "Not reached"),
                            ("wrong_number", "Wrong number"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("outcome_note", models.TextField(blank=True, verbose_name="what was said")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("created_at", models.DateTimeField(verbose_name="owed since")),
                ("attempted_at", models.DateTimeField(blank=True, null=True, verbose_name="last attempt")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                (
                    "attempted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="manager",
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
                        to="escalation.callback",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="tickets.promise",
                        verbose_name="promise",
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
                (
                    "escalation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="escalation.escalation",
                        verbose_name="escalation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EscalationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("no_reply", "Nobody answered within the promise"),
                            ("not_solved", "Not solved within the promise"),
                            ("promise_broken", "Not done within the promise"),
                            ("call_unanswered", "Pressed 4 and reached nobody"),
                            ("asked_for_manager", "Asked for a manager"),
                            ("agent", "An agent asked for help"),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=300, verbose_name="in words")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Needs a manager"),
                            ("claimed", "A manager is on it"),
                            ("done", "Done"),
                            ("dismissed", "Dismissed"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("created_at", models.DateTimeField(verbose_name="since")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                (
                    "claimed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="manager",
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
                        to="escalation.escalation",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="raised by",
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
            name="RecordingNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=300, verbose_name="what is said")),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en-US", "English (United States)"),
                            ("en-GB", "English (United Kingdom)"),
                            ("es-US", "Spanish (United States)"),
                            ("es-ES", "Spanish (Spain)"),
                            ("fr-FR", "French (France)"),
                            ("fr-CA", "French (Canada)"),
                            ("de-DE", "German"),
                        ],
                        default="en-US",
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                ("written_at", models.DateTimeField(auto_now_add=True, verbose_name="since")),
                (
                    "clip",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="escalation.audioclip",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "recording notice",
                "verbose_name_plural": "recording notices",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("text", "language", "clip"), name="recording_notice_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "number",
                    models.CharField(
                        max_length=20,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\+[1-9]\\d{6,14}$", "Write the number with its country code, such as +15005550111."
                            )
                        ],
                        verbose_name="number",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("main", "Main line with the menu"),
                            ("problem", "Problem line: rings everyone at once"),
                            ("recovery", "Secret number of the recovery mail"),
                        ],
                        max_length=10,
                        verbose_name="what it is",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en-US", "English (United States)"),
                            ("en-GB", "English (United Kingdom)"),
                            ("es-US", "Spanish (United States)"),
                            ("es-ES", "Spanish (Spain)"),
                            ("fr-FR", "French (France)"),
                            ("fr-CA", "French (Canada)"),
                            ("de-DE", "German"),
                        ],
                        default="en-US",
                        help_text="A number speaks one language. For a second language, add a second number.",
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                (
                    "voice",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("Polly.Joanna-Neural", "Joanna, English (United States)"),
                            ("Polly.Matthew-Neural", "Matthew, English (United States)"),
                            ("Polly.Amy-Neural", "Amy, English (United Kingdom)"),
                            ("Polly.Brian-Neural", "Brian, English (United Kingdom)"),
                            ("Polly.Lupe-Neural", "Lupe, Spanish (United States)"),
                            ("Polly.Pedro-Neural", "Pedro, Spanish (United States)"),
                            ("Polly.Lucia-Neural", "Lucia, Spanish (Spain)"),
                            ("Polly.Sergio-Neural", "Sergio, Spanish (Spain)"),
                            ("Polly.Lea-Neural", "Léa, French (France)"),
                            ("Polly.Remi-Neural", "Rémi, French (France)"),
                            ("Polly.Gabrielle-Neural", "Gabrielle, French (Canada)"),
                            ("Polly.Liam-Neural", "Liam, French (Canada)"),
                            ("Polly.Vicki-Neural", "Vicki, German"),
                            ("Polly.Daniel-Neural", "Daniel, German"),
                        ],
                        max_length=40,
                        verbose_name="voice",
                    ),
                ),
                ("timezone", models.CharField(default="America/New_York", max_length=40, verbose_name="time zone")),
                ("holiday_country", models.CharField(blank=True, max_length=2, verbose_name="public holidays of")),
                ("holiday_subdivision", models.CharField(blank=True, max_length=10, verbose_name="state or region")),
                ("words", models.JSONField(blank=True, default=dict, verbose_name="own words")),
                ("is_transcribed", models.BooleanField(default=False, verbose_name="calls are written down")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "fallback_url",
                    models.URLField(
                        blank=True,
                        help_text="Where its static document is hosted: the fallback URL (GET) of this number at the provider.",
                        verbose_name="fallback document",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="escalation.recordingnotice",
                        verbose_name="notice",
                    ),
                ),
                (
                    "closed_ring_group",
                    models.ForeignKey(
                        blank=True,
                        help_text="Whoever presses 4 outside the opening hours reaches these people. Empty: the same as always.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed_lines",
                        to="escalation.ringgroup",
                        verbose_name="rings when closed",
                    ),
                ),
                (
                    "ring_group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="escalation.ringgroup",
                        verbose_name="rings",
                    ),
                ),
            ],
            options={
                "verbose_name": "line",
                "verbose_name_plural": "lines",
                "ordering": ["kind", "name"],
            },
        ),
        migrations.CreateModel(
            name="SpecialDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField(verbose_name="date")),
                ("name", models.CharField(max_length=80, verbose_name="what it is")),
                ("opens", models.TimeField(blank=True, null=True, verbose_name="opens")),
                ("closes", models.TimeField(blank=True, null=True, verbose_name="closes")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="special_days",
                        to="escalation.line",
                        verbose_name="line",
                    ),
                ),
            ],
            options={
                "verbose_name": "special day",
                "verbose_name_plural": "special days",
                "ordering": ["date"],
                "constraints": [
                    models.UniqueConstraint(fields=("line", "date"), name="special_day_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closes__isnull", True), ("opens__isnull", True)),
                            models.Q(("closes__isnull", False), ("opens__isnull", False)),
                            _connector="OR",
                        ),
                        name="special_day_opens_and_closes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpecialDayEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("date", models.DateField(verbose_name="date")),
                ("name", models.CharField(max_length=80, verbose_name="what it is")),
                ("opens", models.TimeField(blank=True, null=True, verbose_name="opens")),
                ("closes", models.TimeField(blank=True, null=True, verbose_name="closes")),
                (
                    "line",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="escalation.line",
                        verbose_name="line",
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
                        to="escalation.specialday",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FallbackCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("problem", models.CharField(blank=True, max_length=400, verbose_name="what is wrong")),
                ("checked_at", models.DateTimeField(verbose_name="looked at")),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fallback_check",
                        to="escalation.line",
                        verbose_name="line",
                    ),
                ),
            ],
            options={
                "verbose_name": "fallback check",
                "verbose_name_plural": "fallback checks",
            },
        ),
        migrations.CreateModel(
            name="MenuOption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="place in the menu")),
                (
                    "digit",
                    models.CharField(
                        max_length=1,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-35-9]$", "One digit. 4 is taken: it always leads to a person."
                            )
                        ],
                        verbose_name="digit",
                    ),
                ),
                (
                    "invitation",
                    models.CharField(
                        help_text="“For tickets press 1.”", max_length=120, verbose_name="what the menu says"
                    ),
                ),
                ("answer", models.CharField(max_length=600, verbose_name="what the caller then hears")),
                (
                    "clip",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="menu_options",
                        to="escalation.audioclip",
                        verbose_name="sound",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="menu_options",
                        to="escalation.line",
                        verbose_name="line",
                    ),
                ),
            ],
            options={
                "verbose_name": "menu choice",
                "verbose_name_plural": "menu choices",
                "ordering": ["position", "digit"],
                "constraints": [models.UniqueConstraint(fields=("line", "digit"), name="menu_digit_once_per_line")],
            },
        ),
        migrations.CreateModel(
            name="MenuOptionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="place in the menu")),
                (
                    "digit",
                    models.CharField(
                        max_length=1,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-35-9]$", "One digit. 4 is taken: it always leads to a person."
                            )
                        ],
                        verbose_name="digit",
                    ),
                ),
                (
                    "invitation",
                    models.CharField(
                        help_text="“For tickets press 1.”", max_length=120, verbose_name="what the menu says"
                    ),
                ),
                ("answer", models.CharField(max_length=600, verbose_name="what the caller then hears")),
                (
                    "clip",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="escalation.audioclip",
                        verbose_name="sound",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="escalation.line",
                        verbose_name="line",
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
                        to="escalation.menuoption",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OpeningSpan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        verbose_name="day",
                    ),
                ),
                ("opens", models.TimeField(verbose_name="opens")),
                ("closes", models.TimeField(verbose_name="closes")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opening_spans",
                        to="escalation.line",
                        verbose_name="line",
                    ),
                ),
            ],
            options={
                "verbose_name": "opening hours",
                "verbose_name_plural": "opening hours",
                "ordering": ["weekday", "opens"],
                "constraints": [models.UniqueConstraint(fields=("line", "weekday", "opens"), name="opening_span_once")],
            },
        ),
        migrations.CreateModel(
            name="OpeningSpanEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        verbose_name="day",
                    ),
                ),
                ("opens", models.TimeField(verbose_name="opens")),
                ("closes", models.TimeField(verbose_name="closes")),
                (
                    "line",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="escalation.line",
                        verbose_name="line",
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
                        to="escalation.openingspan",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LineEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "number",
                    models.CharField(
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\+[1-9]\\d{6,14}$", "Write the number with its country code, such as +15005550111."
                            )
                        ],
                        verbose_name="number",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("main", "Main line with the menu"),
                            ("problem", "Problem line: rings everyone at once"),
                            ("recovery", "Secret number of the recovery mail"),
                        ],
                        max_length=10,
                        verbose_name="what it is",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en-US", "English (United States)"),
                            ("en-GB", "English (United Kingdom)"),
                            ("es-US", "Spanish (United States)"),
                            ("es-ES", "Spanish (Spain)"),
                            ("fr-FR", "French (France)"),
                            ("fr-CA", "French (Canada)"),
                            ("de-DE", "German"),
                        ],
                        default="en-US",
                        help_text="A number speaks one language. For a second language, add a second number.",
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                (
                    "voice",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("Polly.Joanna-Neural", "Joanna, English (United States)"),
                            ("Polly.Matthew-Neural", "Matthew, English (United States)"),
                            ("Polly.Amy-Neural", "Amy, English (United Kingdom)"),
                            ("Polly.Brian-Neural", "Brian, English (United Kingdom)"),
                            ("Polly.Lupe-Neural", "Lupe, Spanish (United States)"),
                            ("Polly.Pedro-Neural", "Pedro, Spanish (United States)"),
                            ("Polly.Lucia-Neural", "Lucia, Spanish (Spain)"),
                            ("Polly.Sergio-Neural", "Sergio, Spanish (Spain)"),
                            ("Polly.Lea-Neural", "Léa, French (France)"),
                            ("Polly.Remi-Neural", "Rémi, French (France)"),
                            ("Polly.Gabrielle-Neural", "Gabrielle, French (Canada)"),
                            ("Polly.Liam-Neural", "Liam, French (Canada)"),
                            ("Polly.Vicki-Neural", "Vicki, German"),
                            ("Polly.Daniel-Neural", "Daniel, German"),
                        ],
                        max_length=40,
                        verbose_name="voice",
                    ),
                ),
                ("timezone", models.CharField(default="America/New_York", max_length=40, verbose_name="time zone")),
                ("holiday_country", models.CharField(blank=True, max_length=2, verbose_name="public holidays of")),
                ("holiday_subdivision", models.CharField(blank=True, max_length=10, verbose_name="state or region")),
                ("words", models.JSONField(blank=True, default=dict, verbose_name="own words")),
                ("is_transcribed", models.BooleanField(default=False, verbose_name="calls are written down")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "fallback_url",
                    models.URLField(
                        blank=True,
                        help_text="Where its static document is hosted: the fallback URL (GET) of this number at the provider.",
                        verbose_name="fallback document",
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
                        to="escalation.line",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="escalation.recordingnotice",
                        verbose_name="notice",
                    ),
                ),
                (
                    "closed_ring_group",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Whoever presses 4 outside the opening hours reaches these people. Empty: the same as always.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="escalation.ringgroup",
                        verbose_name="rings when closed",
                    ),
                ),
                (
                    "ring_group",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="escalation.ringgroup",
                        verbose_name="rings",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ringgroup",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "escalation_ringgroupevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ring_seconds", "rounds", "whisper", "wrap_up_seconds") VALUES (NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."ring_seconds", NEW."rounds", NEW."whisper", NEW."wrap_up_seconds"); RETURN NULL;',
                    hash="88035ca556f2d5985397897932299817b60a15a0",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2adfd",
                    table="escalation_ringgroup",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ringgroup",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "escalation_ringgroupevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ring_seconds", "rounds", "whisper", "wrap_up_seconds") VALUES (NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."ring_seconds", NEW."rounds", NEW."whisper", NEW."wrap_up_seconds"); RETURN NULL;',
                    hash="0388fad7161ba1ecb93974fa620beca1374af42f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9d924",
                    table="escalation_ringgroup",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="duty",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "escalation_dutyevent" ("hours", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "switch", "switch_until", "timezone", "user_id") VALUES (NEW."hours", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."switch", NEW."switch_until", NEW."timezone", NEW."user_id"); RETURN NULL;',
                    hash="64715f58ad06249f2bdcbadbfece6acc59cafe6a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0beae",
                    table="escalation_duty",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="duty",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "escalation_dutyevent" ("hours", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "switch", "switch_until", "timezone", "user_id") VALUES (NEW."hours", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."switch", NEW."switch_until", NEW."timezone", NEW."user_id"); RETURN NULL;',
                    hash="440adb9c52399adf729b913105b68f4a7fbb9406",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_811bd",
                    table="escalation_duty",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dutyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="04a12b525d8994cbeb202b0167b6490cdf524abb",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_7431c",
                    table="escalation_dutyevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="escalation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "escalation_escalationevent" ("claimed_by_id", "created_at", "detail", "due_at", "finished_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_by_id", "reason", "status", "ticket_id") VALUES (NEW."claimed_by_id", NEW."created_at", NEW."detail", NEW."due_at", NEW."finished_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."raised_by_id", NEW."reason", NEW."status", NEW."ticket_id"); RETURN NULL;',
                    hash="6fdb161308746c9b242b4f1d44a79223dabbb4da",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_19423",
                    table="escalation_escalation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="escalation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "escalation_escalationevent" ("claimed_by_id", "created_at", "detail", "due_at", "finished_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_by_id", "reason", "status", "ticket_id") VALUES (NEW."claimed_by_id", NEW."created_at", NEW."detail", NEW."due_at", NEW."finished_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."raised_by_id", NEW."reason", NEW."status", NEW."ticket_id"); RETURN NULL;',
                    hash="30c9a5ef27864e98f27f353305331a120d508410",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_cd5c9",
                    table="escalation_escalation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="callbackevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8f3f717483ed582dc919965f02e8ed982e25da6b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_4dd08",
                    table="escalation_callbackevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="callback",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "escalation_callbackevent" ("attempted_at", "attempted_by_id", "attempts", "created_at", "due_at", "escalation_id", "finished_at", "id", "outcome", "outcome_note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "promise_id", "status", "ticket_id") VALUES (NEW."attempted_at", NEW."attempted_by_id", NEW."attempts", NEW."created_at", NEW."due_at", NEW."escalation_id", NEW."finished_at", NEW."id", NEW."outcome", NEW."outcome_note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."promise_id", NEW."status", NEW."ticket_id"); RETURN NULL;',
                    hash="3caa353a8d834adf4d49fd75f384c5350b795127",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_53a7d",
                    table="escalation_callback",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="callback",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "escalation_callbackevent" ("attempted_at", "attempted_by_id", "attempts", "created_at", "due_at", "escalation_id", "finished_at", "id", "outcome", "outcome_note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "promise_id", "status", "ticket_id") VALUES (NEW."attempted_at", NEW."attempted_by_id", NEW."attempts", NEW."created_at", NEW."due_at", NEW."escalation_id", NEW."finished_at", NEW."id", NEW."outcome", NEW."outcome_note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."promise_id", NEW."status", NEW."ticket_id"); RETURN NULL;',
                    hash="370d8e62c58787c00c984448a2b6f3e802dbb483",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e0375",
                    table="escalation_callback",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="escalationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="65b698d45d930dbc3c7c1e4647e41834e7c17854",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0e507",
                    table="escalation_escalationevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="menuoption",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "escalation_menuoptionevent" ("answer", "clip_id", "digit", "id", "invitation", "line_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."answer", NEW."clip_id", NEW."digit", NEW."id", NEW."invitation", NEW."line_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position"); RETURN NULL;',
                    hash="df7bbd5f910420126c7a32b0a82acec9e674000e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b06fd",
                    table="escalation_menuoption",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="menuoption",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "escalation_menuoptionevent" ("answer", "clip_id", "digit", "id", "invitation", "line_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."answer", NEW."clip_id", NEW."digit", NEW."id", NEW."invitation", NEW."line_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position"); RETURN NULL;',
                    hash="dfbd0ad9580cca4f1d94ad867ca26dc17397e544",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1b4da",
                    table="escalation_menuoption",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="menuoptionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f5b6a63cb8cddfc5c367685b2f02f0790b2dfd9a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0f92e",
                    table="escalation_menuoptionevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="openingspan",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "escalation_openingspanevent" ("closes", "id", "line_id", "opens", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "weekday") VALUES (NEW."closes", NEW."id", NEW."line_id", NEW."opens", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."weekday"); RETURN NULL;',
                    hash="971d732a5dcee6d8af4d3e92d3d7c4ce43532a30",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7f159",
                    table="escalation_openingspan",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="openingspan",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "escalation_openingspanevent" ("closes", "id", "line_id", "opens", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "weekday") VALUES (NEW."closes", NEW."id", NEW."line_id", NEW."opens", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."weekday"); RETURN NULL;',
                    hash="557f096a7552b81baebb38f4799798ab7f0d237c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1d4fd",
                    table="escalation_openingspan",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="openingspanevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="9b31a29a52b43905a002d4f68ccc58ceac53cd10",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_25df3",
                    table="escalation_openingspanevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recordingnotice",
            trigger=pgtrigger.compiler.Trigger(
                name="recording_notice_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c57f6b0ffdc6a5d3ca3687b9ef8a654d3688c93f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_recording_notice_is_kept_b0f1e",
                    table="escalation_recordingnotice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lineevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="bdb9f1696f7ed76c53875159e344a288912bf941",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a8bae",
                    table="escalation_lineevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="line",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "escalation_lineevent" ("closed_ring_group_id", "fallback_url", "holiday_country", "holiday_subdivision", "id", "is_active", "is_transcribed", "kind", "language", "name", "notice_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ring_group_id", "timezone", "voice", "words") VALUES (NEW."closed_ring_group_id", NEW."fallback_url", NEW."holiday_country", NEW."holiday_subdivision", NEW."id", NEW."is_active", NEW."is_transcribed", NEW."kind", NEW."language", NEW."name", NEW."notice_id", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."ring_group_id", NEW."timezone", NEW."voice", NEW."words"); RETURN NULL;',
                    hash="7a5b28c6fb617bae22a4a60fd4ebab5ec17c6afe",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_86427",
                    table="escalation_line",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="line",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "escalation_lineevent" ("closed_ring_group_id", "fallback_url", "holiday_country", "holiday_subdivision", "id", "is_active", "is_transcribed", "kind", "language", "name", "notice_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ring_group_id", "timezone", "voice", "words") VALUES (NEW."closed_ring_group_id", NEW."fallback_url", NEW."holiday_country", NEW."holiday_subdivision", NEW."id", NEW."is_active", NEW."is_transcribed", NEW."kind", NEW."language", NEW."name", NEW."notice_id", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."ring_group_id", NEW."timezone", NEW."voice", NEW."words"); RETURN NULL;',
                    hash="034dbb73d96e52054792024de9b83c9d0bd1b0d2",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_10dbe",
                    table="escalation_line",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ringgroupevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ce980f9e40d9c54253bf5089b020ad70f174b563",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_70435",
                    table="escalation_ringgroupevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ringgroupmember",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "escalation_ringgroupmemberevent" ("device", "group_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "tier", "user_id") VALUES (NEW."device", NEW."group_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."tier", NEW."user_id"); RETURN NULL;',
                    hash="105dfeb76b5afa3d242277329fc5da50dd0de746",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_33bfb",
                    table="escalation_ringgroupmember",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ringgroupmember",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "escalation_ringgroupmemberevent" ("device", "group_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "tier", "user_id") VALUES (NEW."device", NEW."group_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."tier", NEW."user_id"); RETURN NULL;',
                    hash="5f983efad013ae6881e1e55877b13cc2ca4a2dff",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fa94b",
                    table="escalation_ringgroupmember",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ringgroupmemberevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="de447fc977e16221dcb677dfebb22aa05521aeeb",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d6c21",
                    table="escalation_ringgroupmemberevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="specialday",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "escalation_specialdayevent" ("closes", "date", "id", "line_id", "name", "opens", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."closes", NEW."date", NEW."id", NEW."line_id", NEW."name", NEW."opens", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="8cb74f9df5a5e4a24afcc32a64b2feb69e09f334",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_802e6",
                    table="escalation_specialday",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="specialday",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "escalation_specialdayevent" ("closes", "date", "id", "line_id", "name", "opens", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."closes", NEW."date", NEW."id", NEW."line_id", NEW."name", NEW."opens", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="ae5335237d6d95333fca7d4c9f4e9b57afa6c3ab",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7f635",
                    table="escalation_specialday",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="specialdayevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="431147ed5f2912282d86b2396ec4b271178ce224",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2bd0e",
                    table="escalation_specialdayevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
