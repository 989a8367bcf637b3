"""The admin as a reading room: rows whose only writers are services can be searched and read, not changed."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest


class ReadOnlyMixin:
    """Mixed into an admin or an inline: nobody adds, changes or deletes here, superusers included."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """A model that only services write."""

    show_full_result_count = False


class ReadOnlyInline(ReadOnlyMixin, admin.TabularInline):
    """Rows of another model below the row that they belong to."""

    extra = 0
    show_change_link = True
