import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("escalation", "0001_initial"),
        ("mail", "0002_text_search"),
        ("tickets", "0002_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CartSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("public_id", models.CharField(max_length=40, unique=True, verbose_name="public id")),
                ("encrypted_signing_secret", models.TextField(verbose_name="signing secret (encrypted)")),
                ("publishable_key", models.CharField(max_length=60, unique=True, verbose_name="publishable key")),
                (
                    "allowed_origins",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        default=list,
                        size=None,
                        verbose_name="allowed origins",
                    ),
                ),
                (
                    "wait_after_problem",
                    models.DurationField(default=datetime.timedelta(seconds=120), verbose_name="wait after a problem"),
                ),
                (
                    "wait_after_hold_lost",
                    models.DurationField(
                        default=datetime.timedelta(seconds=900), verbose_name="wait after the hold ran out"
                    ),
                ),
                (
                    "wait_after_leaving",
                    models.DurationField(
                        default=datetime.timedelta(seconds=2700), verbose_name="wait after plain leaving"
                    ),
                ),
                (
                    "sender_name",
                    models.CharField(default="The ticket team", max_length=75, verbose_name="who signs the mail"),
                ),
                (
                    "line_hours",
                    models.CharField(
                        default="every day, day and night", max_length=80, verbose_name="hours of the secret number"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "organizer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cart_sources",
                        to="tickets.organizer",
                        verbose_name="organizer",
                    ),
                ),
                (
                    "recovery_line",
                    models.ForeignKey(
                        limit_choices_to={"kind": "recovery"},
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cart_sources",
                        to="escalation.line",
                        verbose_name="secret number",
                    ),
                ),
            ],
            options={
                "verbose_name": "cart source",
                "verbose_name_plural": "cart sources",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Cart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_id", models.CharField(max_length=64, verbose_name="id in the shop")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "In the checkout"),
                            ("completed", "Bought"),
                            ("abandoned", "Abandoned"),
                            ("recovered", "Bought after all"),
                            ("expired", "Given up"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("locale", models.CharField(blank=True, max_length=20)),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                ("timezone", models.CharField(blank=True, max_length=40, verbose_name="time zone")),
                ("has_marketing_consent", models.BooleanField(default=False, verbose_name="agreed to mail")),
                ("opted_out", models.BooleanField(default=False, verbose_name="asked for no mail")),
                ("items", models.JSONField(default=list, verbose_name="items")),
                ("total_cents", models.PositiveBigIntegerField(default=0, verbose_name="total")),
                ("currency", models.CharField(default="USD", max_length=3, verbose_name="currency")),
                ("step", models.CharField(blank=True, max_length=40, verbose_name="step")),
                (
                    "problem",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Left without a problem that we know of"),
                            ("discount_rejected", "Discount code rejected"),
                            ("payment_declined", "Card declined"),
                            ("seat_lost", "Seats lost"),
                            ("hold_expired", "Time ran out"),
                            ("script_error", "Error on the page"),
                            ("server_error", "The shop did not answer"),
                        ],
                        max_length=20,
                        verbose_name="problem",
                    ),
                ),
                ("problem_code", models.CharField(blank=True, max_length=60, verbose_name="what failed")),
                ("problem_detail", models.CharField(blank=True, max_length=300, verbose_name="what the buyer saw")),
                ("problem_at", models.DateTimeField(blank=True, null=True, verbose_name="problem seen")),
                ("resume_url", models.URLField(blank=True, max_length=500)),
                ("order_reference", models.CharField(blank=True, max_length=64, verbose_name="order")),
                ("ordered_at", models.DateTimeField(blank=True, null=True, verbose_name="bought")),
                ("started_at", models.DateTimeField(verbose_name="started")),
                ("active_at", models.DateTimeField(verbose_name="last activity")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="next deadline")),
                ("abandoned_at", models.DateTimeField(blank=True, null=True, verbose_name="abandoned")),
                ("setback", models.CharField(blank=True, max_length=300, verbose_name="why the last sweep left it")),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="carts",
                        to="tickets.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="carts",
                        to="tickets.ticket",
                        verbose_name="case",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carts",
                        to="carts.cartsource",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "cart",
                "verbose_name_plural": "carts",
                "ordering": ["-active_at"],
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digits", models.CharField(max_length=6, unique=True, verbose_name="code")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="first used")),
                (
                    "cart",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recovery_code",
                        to="carts.cart",
                        verbose_name="cart",
                    ),
                ),
            ],
            options={
                "verbose_name": "recovery code",
                "verbose_name_plural": "recovery codes",
            },
        ),
        migrations.CreateModel(
            name="RecoveryStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="step")),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "E-mail")], default="email", max_length=10, verbose_name="channel"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("service_notice", "A problem was seen: facts and help"),
                            ("recovery", "Plain leaving: needs a legal basis"),
                        ],
                        max_length=20,
                        verbose_name="purpose",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("due", "Due"), ("mailed", "Mailed"), ("skipped", "Not mailed")],
                        default="due",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("skipped_because", models.CharField(blank=True, max_length=200, verbose_name="why not")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled")),
                ("setbacks", models.PositiveSmallIntegerField(default=0, verbose_name="times pushed back")),
                ("setback", models.CharField(blank=True, max_length=300, verbose_name="why it was pushed back")),
                (
                    "resumed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="buyer came back through the mail"),
                ),
                (
                    "cart",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recovery_steps",
                        to="carts.cart",
                        verbose_name="cart",
                    ),
                ),
                (
                    "message",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recovery_step",
                        to="mail.outboundmessage",
                        verbose_name="mail",
                    ),
                ),
            ],
            options={
                "verbose_name": "recovery step",
                "verbose_name_plural": "recovery steps",
                "ordering": ["cart", "number"],
            },
        ),
        migrations.CreateModel(
            name="CartEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_id", models.CharField(max_length=64, verbose_name="id in the source")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cart.updated", "Cart changed"),
                            ("checkout.step", "Checkout step"),
                            ("discount.rejected", "Discount code rejected"),
                            ("payment.declined", "Card declined"),
                            ("seat.lost", "Seats lost"),
                            ("hold.expired", "Hold ran out"),
                            ("js.error", "Error on the page"),
                            ("http.error", "The shop did not answer"),
                            ("order.completed", "Order completed"),
                            ("order.refunded", "Order refunded"),
                            ("cart.emptied", "Cart emptied"),
                            ("optout", "Asked for no mail"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("occurred_at", models.DateTimeField(verbose_name="when")),
                ("seq", models.BigIntegerField(default=0)),
                ("payload", models.JSONField(default=dict, verbose_name="payload")),
                ("is_from_browser", models.BooleanField(default=False, verbose_name="from the browser")),
                ("received_at", models.DateTimeField(verbose_name="received")),
                (
                    "cart",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="carts.cart",
                        verbose_name="cart",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="carts.cartsource",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "cart event",
                "verbose_name_plural": "cart events",
                "ordering": ["occurred_at", "seq", "event_id"],
                "indexes": [models.Index(fields=["cart", "occurred_at"], name="cart_event_of_cart")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "is_from_browser", "event_id"), name="cart_event_unique_in_source"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="cart",
            index=models.Index(
                condition=models.Q(("status__in", ["open", "abandoned"])), fields=["due_at"], name="cart_due"
            ),
        ),
        migrations.AddIndex(
            model_name="cart",
            index=models.Index(fields=["-active_at", "-id"], name="cart_active"),
        ),
        migrations.AddIndex(
            model_name="cart",
            index=models.Index(fields=["email", "event"], name="cart_email_event"),
        ),
        migrations.AddIndex(
            model_name="cart",
            index=models.Index(fields=["phone", "-active_at"], name="cart_phone"),
        ),
        migrations.AddIndex(
            model_name="cart",
            index=models.Index(
                django.db.models.functions.text.Upper("order_reference"),
                condition=models.Q(("order_reference", ""), _negated=True),
                name="cart_order",
            ),
        ),
        migrations.AddIndex(
            model_name="cart",
            index=models.Index(
                condition=models.Q(("problem", ""), _negated=True), fields=["-problem_at"], name="cart_problem"
            ),
        ),
        migrations.AddConstraint(
            model_name="cart",
            constraint=models.UniqueConstraint(fields=("source", "external_id"), name="cart_unique_in_source"),
        ),
        migrations.AddConstraint(
            model_name="cart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["completed", "recovered"]), _negated=True),
                    ("ordered_at__isnull", False),
                    _connector="OR",
                ),
                name="cart_bought_has_moment",
            ),
        ),
        migrations.AddIndex(
            model_name="recoverystep",
            index=models.Index(condition=models.Q(("status", "due")), fields=["due_at"], name="recovery_step_due"),
        ),
        migrations.AddConstraint(
            model_name="recoverystep",
            constraint=models.UniqueConstraint(fields=("cart", "number", "channel"), name="recovery_step_once"),
        ),
        migrations.AddConstraint(
            model_name="recoverystep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "mailed"), _negated=True), ("message__isnull", False), _connector="OR"
                ),
                name="recovery_step_mailed_has_mail",
            ),
        ),
        migrations.AddConstraint(
            model_name="recoverystep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "skipped"), _negated=True),
                    models.Q(("skipped_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="recovery_step_skipped_says_why",
            ),
        ),
    ]
