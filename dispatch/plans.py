"""The escalation plans of the project's own data, for load_reference."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agencies.models import Agency
from incidents.models import Kind

from .models import EscalationPlan, EscalationStep

DATA = Path(__file__).parent / "data" / "plans.json"


def load(put: Callable[..., Any]) -> None:
    """Load the plans; `put` is load_reference's, which leaves edited rows alone."""
    for row in json.loads(DATA.read_text(encoding="utf-8")):
        values = {
            "kind": Kind.objects.filter(code=row["kind"]).first() if row["kind"] else None,
            "agency": Agency.objects.filter(code=row["agency"]).first() if row["agency"] else None,
            "priority": row["priority"],
        }
        plan = put(EscalationPlan, {"name": row["name"]}, values)
        for order, step in enumerate(row["steps"]):
            put(EscalationStep, {"plan": plan, "order": order}, {"rung": step["rung"], "wait_s": step["wait_s"]})
