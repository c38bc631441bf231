"""Kinds, questions, areas, places, dispositions: what the room may change by itself. No reports, no incidents."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from . import places
from .models import Area, Disposition, Kind, KindAgency, Place, Question


class SupportInline(admin.TabularInline):
    model = KindAgency
    extra = 0


class QuestionInline(admin.TabularInline):
    model = Question
    extra = 0


@admin.register(Kind)
class KindAdmin(SimpleHistoryAdmin):
    list_display = ["code", "name", "priority", "privacy", "lead", "active"]
    list_filter = ["group", "priority", "privacy", "lead", "active"]
    search_fields = ["code", "name", "name_en"]
    inlines = [SupportInline, QuestionInline]


@admin.register(Question)
class QuestionAdmin(SimpleHistoryAdmin):
    list_display = ["kind", "order", "code", "text", "answer"]
    list_filter = ["answer", "kind__group"]
    search_fields = ["code", "text", "text_en"]


@admin.register(Disposition)
class DispositionAdmin(SimpleHistoryAdmin):
    list_display = ["code", "name", "name_en", "order", "active"]


class PlacesAdmin(admin.ModelAdmin):
    """Rows that the gazetteer holds in memory: an edit makes it read again."""

    def save_model(self, request: HttpRequest, obj: object, form: "ModelForm[Any]", change: bool) -> None:
        super().save_model(request, obj, form, change)
        places.changed()


@admin.register(Area)
class AreaAdmin(PlacesAdmin):
    list_display = ["code", "name", "level", "parent", "region"]
    list_filter = ["level", "region"]
    search_fields = ["code", "name"]


@admin.register(Place)
class PlaceAdmin(PlacesAdmin):
    list_display = ["name", "category", "lat", "lng", "approximate", "active"]
    list_filter = ["category", "approximate", "active"]
    search_fields = ["name", "address"]
