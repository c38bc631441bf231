"""Escalation plans: how long an agency has, and who is rung next."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from .models import EscalationPlan, EscalationStep


class StepInline(admin.TabularInline):
    model = EscalationStep
    extra = 0


@admin.register(EscalationPlan)
class EscalationPlanAdmin(SimpleHistoryAdmin):
    list_display = ["name", "kind", "agency", "priority", "hold_s"]
    list_filter = ["priority", "agency"]
    inlines = [StepInline]
