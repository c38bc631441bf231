"""Where: a pin's kelurahan by boundary or nearest centroid, places by words however they are spelt."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from incidents import places
from incidents.models import Area, Place
from tests import make
from tests.database import rows_of

pytestmark = [pytest.mark.domain, pytest.mark.django_db]

HERE = (-7.2589, 112.7449)


@pytest.fixture(autouse=True)
def _read_again(db: None) -> Any:
    """What a test loads is rolled back behind the gazetteer's back."""
    yield
    places.changed()


def named(found: places.Found) -> tuple[str | None, str | None, bool, str]:
    return (
        found.kelurahan.name if found.kelurahan else None, found.kecamatan.name if found.kecamatan else None,
        found.inside, found.by,
    )  # fmt: skip


def square(lat: float, lng: float, half: float = 0.002) -> dict[str, Any]:
    """A GeoJSON square around a point ([lng, lat], as GeoJSON has it)."""
    south, north, west, east = lat - half, lat + half, lng - half, lng + half
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def geojson(folder: Path, *features: dict[str, Any]) -> str:
    file = folder / "areas.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
    return str(file)


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def csv(folder: Path, text: str, encoding: str = "utf-8") -> str:
    file = folder / "places.csv"
    file.write_text(text, encoding=encoding)
    return str(file)


# ── A pin ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("lat", "lng", "found"),
    [
        (*HERE, ("Ketabang", "Genteng", True, "nearest")),
        (-7.315463, 112.741127, ("Margorejo", "Wonocolo", True, "nearest")),
        (-7.3113, 112.8148, ("Wonorejo", "Rungkut", True, "nearest")),
        (-7.2711, 112.7317, ("Wonorejo", "Tegalsari", True, "nearest")),
        (-6.2, 106.8, (None, None, False, "nothing")),
        (7.26, 112.74, (None, None, False, "nothing")),
        (112.74, -7.26, (None, None, False, "nothing")),
        (0, 0, (None, None, False, "nothing")),
        (-7.19, 112.86, (None, None, False, "nothing")),
        (None, None, (None, None, False, "nothing")),
        (-7.25, None, (None, None, False, "nothing")),
    ],
    ids=[
        "the middle", "Margorejo", "Wonorejo in Rungkut", "Wonorejo in Tegalsari", "Jakarta", "north of the equator",
        "the two swapped", "nowhere", "the sea", "no pin", "half a pin",
    ],
)  # fmt: skip
def test_a_pin_is_in_the_nearest_kelurahan(lat: float | None, lng: float | None, found: tuple[Any, ...]) -> None:
    assert named(places.resolve(lat, lng)) == found


def test_a_loaded_boundary_decides_before_the_nearest_middle(tmp_path: Path) -> None:
    far_away = Area.objects.get(name="Lakarsantri", level="kelurahan")

    call_command("import_areas", geojson(tmp_path, feature(square(*HERE), code=far_away.code)))

    assert named(places.resolve(*HERE)) == ("Lakarsantri", far_away.parent.name, True, "boundary")
    assert named(places.resolve(-7.315463, 112.741127))[3] == "nearest"


def test_the_edge_belongs_to_the_area(tmp_path: Path) -> None:
    call_command("import_areas", geojson(tmp_path, feature(square(*HERE), code="35.78.07.1001")))

    assert places.resolve(HERE[0] + 0.002, HERE[1]).by == "boundary"


def test_with_every_boundary_loaded_a_pin_outside_all_is_outside_the_city(tmp_path: Path) -> None:
    every = [
        feature(square(area.lat, area.lng, 0.0001), code=area.code) for area in Area.objects.filter(level="kelurahan")
    ]

    call_command("import_areas", geojson(tmp_path, *every))

    assert named(places.resolve(*HERE)) == (None, None, False, "boundary")


def test_a_report_outside_the_loaded_boundaries_is_flagged(tmp_path: Path) -> None:
    every = [
        feature(square(area.lat, area.lng, 0.0001), code=area.code) for area in Area.objects.filter(level="kelurahan")
    ]
    call_command("import_areas", geojson(tmp_path, *every))

    assert make.report().warnings == ["outside_city"]


# ── Words ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("margoreyo", "Margorejo"), ("MARGOREJO", "Margorejo"), ("wonokrmo", "Wonokromo"), ("genteng kali", "Genteng"),
        ("ketabng", "Ketabang"), ("sutomo", "Dr. Soetomo"), ("tunjungan plaza", "Tunjungan Plaza"),
        ("rungkutt", "Rungkut"),
    ],
)  # fmt: skip
def test_a_place_is_found_however_it_is_spelt(asked: str, name: str) -> None:
    assert name in [row["name"] for row in places.search(asked)[:3]]


def test_two_kelurahan_called_wonorejo_are_told_apart_by_their_kecamatan() -> None:
    found = [row for row in places.search("wonorejo") if row["name"] == "Wonorejo"]

    assert sorted((row["kelurahan"], row["kecamatan"], row["category"]) for row in found) == [
        ("Wonorejo", "Rungkut", "kelurahan"), ("Wonorejo", "Tegalsari", "kelurahan"),
    ]  # fmt: skip


@pytest.mark.parametrize("asked", ["", " ", "a", "\0", "🔥", "%%%%", "x" * 5000, "'; DROP TABLE", "qqqqzzzz"])
def test_odd_words_find_nothing_or_something_and_never_fail(asked: str) -> None:
    assert len(places.search(asked)) <= 8


def test_a_place_that_is_no_longer_used_is_not_offered() -> None:
    Place.objects.create(name="Gedung Hantu", category="landmark", lat=-7.26, lng=112.74)
    places.changed()
    before = places.search("gedung hantu")[0]["name"]

    Place.objects.filter(name="Gedung Hantu").update(active=False)
    places.changed()

    assert before == "Gedung Hantu"
    assert "Gedung Hantu" not in [row["name"] for row in places.search("gedung hantu")]


def test_the_api_tells_the_same() -> None:
    by = make.taker()

    pin = make.tell(by, "/api/v1/places/resolve?lat=-7.2589&lng=112.7449", method="get").json()
    words = make.tell(by, "/api/v1/places/search?q=margoreyo", method="get").json()["results"][0]

    assert pin == {"kelurahan": "Ketabang", "kecamatan": "Genteng", "inside": True, "by": "nearest"}
    assert {key: words[key] for key in ("name", "category", "kecamatan", "approximate")} == {
        "name": "Margorejo", "category": "kelurahan", "kecamatan": "Wonocolo", "approximate": True,
    }  # fmt: skip


# ── The operator's own files ────────────────────────────────────────────────────────────────────────────────────────


def test_areas_are_found_by_name_when_the_name_fits_once_and_named_when_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = geojson(
        tmp_path,
        feature(square(-7.3155, 112.7411), nama="margorejo"),
        feature(square(-7.3113, 112.8148), name="Wonorejo"),
        feature(square(-7.2711, 112.7317), name="Wonorejo", kecamatan="tegalsari"),
        feature(square(0, 0), name="Atlantis"),
    )

    call_command("import_areas", file)

    told = capsys.readouterr()
    bounded = Area.objects.exclude(boundary="").order_by("code")
    assert [(area.name, area.parent.name) for area in bounded] == [("Margorejo", "Wonocolo"), ("Wonorejo", "Tegalsari")]
    assert (told.out, told.err) == ("2 boundaries loaded.\n", "2 not known and left out: Wonorejo, Atlantis\n")


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", '{"type": "FeatureCollection"}', "\0",
        json.dumps({"features": [{"properties": {"code": "35.78.07.1001"}}]}),
        json.dumps({"features": [feature(None, code="35.78.07.1001")]}),
        json.dumps({"features": [feature({"type": "Point", "coordinates": [112, -7]}, code="35.78.07.1001")]}),
        json.dumps({"features": [feature({"type": "Polygon", "coordinates": []}, code="35.78.07.1001")]}),
        json.dumps({"features": [feature({"type": "Polygon", "coordinates": [[["a", "b"]]]}, code="35.78.07.1001")]}),
        json.dumps({"features": [feature(square(*HERE), code="35.78.07.1001"), feature({"type": "Blob"}, code="x")]}),
    ],
)  # fmt: skip
def test_a_file_of_areas_that_can_not_be_read_changes_nothing(tmp_path: Path, text: str) -> None:
    file = tmp_path / "areas.geojson"
    file.write_text(text, encoding="utf-8")
    before = rows_of(Area)

    with pytest.raises(CommandError):
        call_command("import_areas", str(file))

    assert rows_of(Area) == before


def test_facilities_are_loaded_and_the_same_name_again_is_an_update(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "name,category,lat,lng,address,approximate\n"

    call_command("import_facilities", csv(tmp_path, head + "RS Uji,Hospital,-7.26,112.74,Jl Uji 1,ya\n", "utf-8-sig"))
    call_command("import_facilities", csv(tmp_path, head + "RS Uji,hospital,-7.27,112.75,Jl Uji 2,\n"))

    place = Place.objects.get(name="RS Uji")
    assert (place.category, place.lat, place.address, place.approximate) == ("hospital", -7.27, "Jl Uji 2", False)
    assert capsys.readouterr().out == "1 places loaded.\n" * 2
    assert places.search("rs uji")[0]["name"] == "RS Uji"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "header lacks: category, lat, lng, name"), ("name,lat,lng\nA,1,2\n", "header lacks: category"),
        ("name,category,lat,lng\nA,hospital,selatan,112\n", "Line 2: lat and lng"),
        ("name,category,lat,lng\nA,hospital,-7.2\n", "Line 2: lat and lng"),
        ("name,category,lat,lng\nA,hospital,nan,112\n", "Line 2: a name"),
        ("name,category,lat,lng\nA,hospital,112,-7\n", "Line 2: a name"),
        ("name,category,lat,lng\nB,hospital,-7,112\n,hospital,-7,112\n", "Line 3: a name"),
        ("name,category,lat,lng\nA,!!!,-7,112\n", "Line 2: a name"),
    ],
)  # fmt: skip
def test_a_file_of_facilities_that_can_not_be_read_names_the_line_and_changes_nothing(
    tmp_path: Path, text: str, why: str
) -> None:
    before = rows_of(Place)

    with pytest.raises(CommandError, match=why):
        call_command("import_facilities", csv(tmp_path, text))

    assert rows_of(Place) == before


@pytest.mark.parametrize("command", ["import_areas", "import_facilities"])
def test_a_missing_or_foreign_file_is_said_plainly(tmp_path: Path, command: str) -> None:
    (tmp_path / "latin").write_bytes(b"name,category,lat,lng\n\xff\xfe,hospital,-7,112\n")

    for file in ("nowhere", "latin"):
        with pytest.raises(CommandError):
            call_command(command, str(tmp_path / file))
