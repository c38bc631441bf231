"""Demo people, one for every role: demo data only, with one password that is printed."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from agencies.models import Agency, Member, Role, Rung, Unit

PASSWORD = "surabaya112"  # noqa: S105 printed on purpose: it opens a demo
ROOM: tuple[tuple[str, str, Role, dict[str, Any]], ...] = (
    ("penerima", "Sari Wulandari", Role.CALL_TAKER, {}),
    ("penerima2", "Bagus Prasetyo", Role.CALL_TAKER, {}),
    ("dispatcher", "Rina Kusuma", Role.DISPATCHER, {"cleared": True}),
    ("pic", "Agus Santoso", Role.SUPERVISOR, {"cleared": True, "rung": Rung.SHIFT_SUPERVISOR}),
    ("kabid", "Hendra Wijaya", Role.SUPERVISOR, {"cleared": True, "rung": Rung.HEAD}),
    ("auditor", "Dewi Anggraini", Role.AUDITOR, {}),
    ("admin", "Admin Sistem", Role.ADMINISTRATOR, {"is_staff": True, "is_superuser": True}),
    ("mesin", "PBX & aplikasi", Role.API_CLIENT, {}),
)
SHOWN = (
    "penerima", "dispatcher", "desk.dpkp", "desk.dinkes", "desk.bpbd", "kru.dpkp-101", "kru.tgc-1", "pic", "kabid",
    "auditor", "admin",
)  # fmt: skip


def load() -> int:
    """Create whoever is missing; return how many are new."""
    known = set(Member.objects.values_list("username", flat=True))
    password = make_password(PASSWORD)
    new: list[Member] = []

    def add(username: str, name: str, role: Role, **more: Any) -> None:
        if username not in known:
            new.append(Member(username=username, first_name=name, role=role, password=password, **more))

    for username, name, role, more in ROOM:
        add(username, name, role, **more)
    for agency in Agency.objects.all():
        add(f"desk.{agency.code.lower()}", f"Meja {agency.code}", Role.AGENCY_OPERATOR, agency=agency)
        if agency.in_room:
            add(
                f"piket.{agency.code.lower()}", f"Perwira piket {agency.code}", Role.AGENCY_OPERATOR, agency=agency,
                rung=Rung.DUTY_OFFICER,
            )  # fmt: skip
    for unit in Unit.objects.select_related("agency"):
        add(f"kru.{unit.callsign.lower()}", f"Kru {unit.callsign}", Role.FIELD_CREW, agency=unit.agency, unit=unit)
    with transaction.atomic():
        Member.objects.bulk_create(new)
    return len(new)


def shown() -> list[dict[str, str]]:
    """The people offered for one-click sign-in on the demo's login page."""
    people = {member.username: member for member in Member.objects.filter(username__in=SHOWN)}
    return [
        {
            "username": name, "name": people[name].name, "role_name": people[name].get_role_display(),
            "agency": getattr(people[name].agency, "code", ""),
        }
        for name in SHOWN
        if name in people
    ]  # fmt: skip
