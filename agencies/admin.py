"""Reference data and people in Django's admin. Nothing about any case is registered anywhere in the admin."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from .models import Agency, Member, Post, Shift, Token, Unit

admin.site.site_header = admin.site.site_title = "CC112"
admin.site.index_title = _("Reference data and people")


@admin.register(Agency)
class AgencyAdmin(SimpleHistoryAdmin):
    list_display = ["code", "name", "in_room", "coordinates", "order", "active"]
    list_filter = ["in_room", "active"]
    search_fields = ["code", "name"]


@admin.register(Post)
class PostAdmin(SimpleHistoryAdmin):
    list_display = ["name", "agency", "kind", "lat", "lng", "approximate", "active"]
    list_filter = ["agency", "kind", "approximate"]
    search_fields = ["name", "code"]


@admin.register(Unit)
class UnitAdmin(SimpleHistoryAdmin):
    list_display = ["callsign", "agency", "type", "post", "on_duty"]
    list_filter = ["agency", "type", "on_duty"]
    search_fields = ["callsign"]


@admin.register(Member)
class MemberAdmin(UserAdmin):
    list_display = ["username", "first_name", "role", "agency", "unit", "rung", "cleared", "is_active"]
    list_filter = ["role", "agency", "rung", "cleared", "is_active"]
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email", "language", "theme")}),
        (_("Work"), {"fields": ("role", "agency", "unit", "rung", "cleared")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "usable_password", "password1", "password2", "role", "agency", "unit"),
            },
        ),
    )
    autocomplete_fields = ["unit"]


@admin.register(Shift)
class ShiftAdmin(admin.ModelAdmin):
    list_display = ["name", "starts_at", "ends_at", "supervisor"]


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):
    list_display = ["member", "created_at", "revoked_at"]
    readonly_fields = ["member", "created_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a token is shown once, by manage.py create_token
