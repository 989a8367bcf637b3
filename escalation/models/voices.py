"""Languages of lines, and the provider's voices for them (its page "Text-to-Speech", neural voices)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """A language in which the desk has all its sentences: escalation/locale holds them."""

    EN_US = "en-US", _("English (United States)")
    EN_GB = "en-GB", _("English (United Kingdom)")
    ES_US = "es-US", _("Spanish (United States)")
    ES_ES = "es-ES", _("Spanish (Spain)")
    FR_FR = "fr-FR", _("French (France)")
    FR_CA = "fr-CA", _("French (Canada)")
    DE_DE = "de-DE", _("German")


class Voice(models.TextChoices):
    """Who speaks. Each voice has one language; empty is the provider's ordinary voice, which speaks them all."""

    JOANNA = "Polly.Joanna-Neural", _("Joanna, English (United States)")
    MATTHEW = "Polly.Matthew-Neural", _("Matthew, English (United States)")
    AMY = "Polly.Amy-Neural", _("Amy, English (United Kingdom)")
    BRIAN = "Polly.Brian-Neural", _("Brian, English (United Kingdom)")
    LUPE = "Polly.Lupe-Neural", _("Lupe, Spanish (United States)")
    PEDRO = "Polly.Pedro-Neural", _("Pedro, Spanish (United States)")
    LUCIA = "Polly.Lucia-Neural", _("Lucia, Spanish (Spain)")
    SERGIO = "Polly.Sergio-Neural", _("Sergio, Spanish (Spain)")
    LEA = "Polly.Lea-Neural", _("Léa, French (France)")
    REMI = "Polly.Remi-Neural", _("Rémi, French (France)")
    GABRIELLE = "Polly.Gabrielle-Neural", _("Gabrielle, French (Canada)")
    LIAM = "Polly.Liam-Neural", _("Liam, French (Canada)")
    VICKI = "Polly.Vicki-Neural", _("Vicki, German")
    DANIEL = "Polly.Daniel-Neural", _("Daniel, German")


LANGUAGE_OF = {
    Voice.JOANNA: Language.EN_US,
    Voice.MATTHEW: Language.EN_US,
    Voice.AMY: Language.EN_GB,
    Voice.BRIAN: Language.EN_GB,
    Voice.LUPE: Language.ES_US,
    Voice.PEDRO: Language.ES_US,
    Voice.LUCIA: Language.ES_ES,
    Voice.SERGIO: Language.ES_ES,
    Voice.LEA: Language.FR_FR,
    Voice.REMI: Language.FR_FR,
    Voice.GABRIELLE: Language.FR_CA,
    Voice.LIAM: Language.FR_CA,
    Voice.VICKI: Language.DE_DE,
    Voice.DANIEL: Language.DE_DE,
}


def catalogue_of(language: str) -> str:
    """The language of gettext for one that the provider speaks: "es" for "es-US"."""
    return language.partition("-")[0]
