"""Admin of teams, people and tokens. People are invited and changed in the settings, which keep the last admin."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import ApiToken, ChecklistDismissal, PasswordRequest, Team, User
from helpdesk.accounts.services import revoke_token
from helpdesk.lib.read_only_admin import ReadOnlyAdmin

admin.site.unregister(Group)  # roles and teams decide what a person may do
admin.site.unregister(EmailAddress)  # a person has one address, that of the account
admin.site.unregister(Authenticator)


@admin.register(Team)
class TeamAdmin(ReadOnlyAdmin):
    list_display = ["name"]
    search_fields = ["name"]


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ["name", "email", "role", "team_names", "is_active", "last_login"]
    list_filter = ["role", "is_active", "teams"]
    search_fields = ["name", "email", "mobile"]
    exclude = ["password", "groups", "user_permissions"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("teams")

    @admin.display(description=_("teams"))
    def team_names(self, user: User) -> str:
        return ", ".join(team.name for team in user.teams.all())


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnlyAdmin):
    """Second steps, without their secrets: only their person adds or removes one, and is mailed about it."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type", "created_at", "last_used_at"]
    exclude = ["data"]


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    """Only its person can make a token; an admin can end it."""

    list_display = ["name", "user", "prefix", "created_at", "used_at", "revoked_at"]
    list_select_related = ["user"]
    search_fields = ["name", "prefix", "user__email"]
    actions = ["revoke"]

    @admin.action(description=_("Revoke"))
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        for token in queryset:
            revoke_token(token)


@admin.register(PasswordRequest)
class PasswordRequestAdmin(ReadOnlyAdmin):
    list_display = ["address", "asked_at"]
    ordering = ["-pk"]


@admin.register(ChecklistDismissal)
class ChecklistDismissalAdmin(ReadOnlyAdmin):
    list_display = ["user", "dismissed_at"]
    list_select_related = ["user"]
