"""What programs send: fields that we know, with words that somebody can read."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from helpdesk.lib.text.visibility import is_seen


class Body(serializers.Serializer):
    """Refuses a field that it does not know, naming it: one with a typing mistake would be left out in silence."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (unknown := sorted(set(data) - set(self.fields))):
            names = ", ".join(self.fields)
            raise serializers.ValidationError(
                {name: [_("There is no such field. There are: %(names)s.") % {"names": names}] for name in unknown}
            )
        return super().to_internal_value(data)


class Said(serializers.CharField):
    """Text of which something can be seen, as VisibleCharField is for forms."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation("" if isinstance(data, str) and not is_seen(data) else data)
