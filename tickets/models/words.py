"""The vocabulary of cases, for spelling correction."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.model_fields import CardlessCharField


class Word(models.Model):
    """A word that stands in some case. Which one is not kept: the words outlive the cases."""

    text = CardlessCharField(_("word"), max_length=30, unique=True)
    learned_from = models.BigIntegerField()
    """The entry that it was first read in: the largest says how far the reader has come."""

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        indexes = [
            GinIndex(OpClass(F("text"), name="gin_trgm_ops"), name="word_alike"),
            models.Index(fields=["learned_from"], name="word_learned_from"),
        ]

    def __str__(self) -> str:
        return self.text
