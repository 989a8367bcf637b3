"""Columns for what people write: whichever door a text came through, no card number reaches the database."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models

from helpdesk.lib.addresses import AddressField, check_email
from helpdesk.lib.form_fields import VisibleCharField
from helpdesk.lib.redaction import redact_cards, redact_cards_in
from helpdesk.lib.text.visibility import TURNS

if TYPE_CHECKING:
    Field = models.Field
else:
    Field = object  # a mixin: Django's own field comes after it


class _Cardless(Field):
    """Redacts whatever is written, by save(), bulk_create() and update() alike, and what is looked for.

    A migration sees the plain column: nothing of this is in the database.
    """

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(self.without_cards(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        cleaned = self.without_cards(value)
        if cleaned is not value:
            # What is done next with the row in hand (a mail, a page) shows what was kept.
            setattr(model_instance, self.attname, cleaned)
        return cleaned

    def without_cards(self, value: Any) -> Any:
        if not isinstance(value, str) or (redacted := redact_cards(value)) == value:
            return value
        return redacted[: self.max_length]

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, options = super().deconstruct()
        plain = next(base for base in type(self).__mro__ if base.__module__.startswith("django."))
        return name, f"django.db.models.{plain.__name__}", args, options


class _Said(_Cardless):
    """The forms that Django makes for a model ask for text that can be seen."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": VisibleCharField, **kwargs})


class CardlessCharField(_Said, models.CharField):
    """A name or a line, without the signs that would turn it and what stands behind it (Unicode TR 36, section 2.6)."""

    def without_cards(self, value: Any) -> Any:
        value = super().without_cards(value)
        return TURNS.sub("", value) if isinstance(value, str) and not value.isascii() else value


class CardlessEmailField(_Cardless, models.EmailField):
    """In any script, as the forms of the desk take it."""

    default_validators = [check_email]

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": AddressField} | kwargs)


class CardlessURLField(_Cardless, models.URLField):
    pass


class CardlessTextField(_Said, models.TextField):
    pass


class CardlessJSONField(_Cardless, models.JSONField):
    def without_cards(self, value: Any) -> Any:
        if not isinstance(value, str | int | float | list | dict) or (cleaned := redact_cards_in(value)) == value:
            return value
        return cleaned
