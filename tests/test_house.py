"""The house: who may import whom, one place for each concern, files of a size, words in both languages."""

import ast
import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1]
APPS = ("agencies", "incidents", "dispatch", "cc112")
ORDER = {name: place for place, name in enumerate(APPS)}
LAYERS = {
    "errors": 0,
    "states": 0,
    "models": 0,
    "actions": 1,
    "views": 2,
    "api": 2,
    "tasks": 2,
    "consumers": 2,
    "live": 2,
}


def sources(*folders: str, ending: str = "py") -> list[Path]:
    found = [path for folder in folders for path in sorted((HOUSE / folder).rglob(f"*.{ending}"))]
    return [path for path in found if not {"migrations", "vendor", "__pycache__"} & set(path.parts)]


def imported(path: Path) -> set[str]:
    """The dotted names a file imports, relative ones made whole."""
    here = path.relative_to(HOUSE).with_suffix("").parts
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(here[: len(here) - node.level]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            names |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("app", APPS)
def test_imports_go_one_way(app: str) -> None:
    wrong = [
        f"{path.relative_to(HOUSE)} imports {name}"
        for path in sources(app)
        for name in imported(path)
        if (other := name.split(".")[0]) in ORDER and ORDER[other] > ORDER[app]
    ]
    # The frame is named by no app, save the settings and its URL configuration by Django itself.
    assert wrong == []


@pytest.mark.parametrize("app", APPS[:3])
def test_rules_know_no_doors(app: str) -> None:
    wrong = []
    for path in sources(app):
        layer = LAYERS.get(path.relative_to(HOUSE / app).with_suffix("").parts[0])
        for name in imported(path):
            parts = name.split(".")
            other = LAYERS.get(parts[1]) if parts[0] in APPS and len(parts) > 1 else None
            if layer is not None and other is not None and other > layer:
                wrong.append(f"{path.relative_to(HOUSE)} imports {name}")
    assert wrong == []


def test_only_the_hub_names_the_channel_layer() -> None:
    named = [str(path.relative_to(HOUSE)) for path in sources(*APPS[:3]) if "channels.layers" in path.read_text()]
    assert named == ["dispatch/live.py"]


def test_actions_call_no_actions() -> None:
    wrong = [
        f"{path.relative_to(HOUSE)} imports {name}"
        for app in APPS[:3]
        for path in sources(f"{app}/actions")
        for name in imported(path)
        if ".actions." in name
    ]
    assert wrong == []


def test_files_keep_to_a_size() -> None:
    kinds = [*sources(*APPS), *sources("static/js", ending="js"), *sources("static/css", ending="css")]
    long = {str(path.relative_to(HOUSE)): n for path in kinds if (n := len(path.read_text().splitlines())) > 310}
    assert long == {}


def test_history_is_protected() -> None:
    wrong = [
        f"{path.relative_to(HOUSE)}: {line.strip()}"
        for path in sources("incidents/models", "dispatch/models")
        for line in path.read_text().splitlines()
        if "CASCADE" in line and path.name not in ("kind.py", "plan.py")
    ]
    assert wrong == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_sentence_has_its_words(language: str) -> None:
    catalogue = (HOUSE / f"cc112/locale/{language}/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    entries = [block for block in catalogue.split("\n\n")[1:] if "msgid" in block]
    untranslated = [block for block in entries if re.search(r'msgstr ""\s*$', block) or "fuzzy" in block]
    assert len(entries) > 400
    assert untranslated == []


def test_every_template_word_is_in_the_catalogue() -> None:
    catalogue = (HOUSE / "cc112/locale/id/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    known = set(re.findall(r'^msgid "(.*)"$', catalogue, re.MULTILINE))
    missing = [
        f"{path.name}: {words}"
        for path in sources("templates", ending="html")
        for words in re.findall(r'{%\s*translate "((?:[^"\\]|\\.)*)"', path.read_text(encoding="utf-8"))
        if words.replace("%", "%%") not in known and words not in known
    ]
    assert missing == []


def test_the_compiled_catalogues_are_those_of_the_sources() -> None:
    import gettext

    for language in ("id", "en"):
        folder = HOUSE / f"cc112/locale/{language}/LC_MESSAGES"
        with (folder / "django.mo").open("rb") as compiled:
            words = gettext.GNUTranslations(compiled)
        source = (folder / "django.po").read_text(encoding="utf-8")
        for msgid, msgstr in re.findall(r'^msgid "([^"\\]+)"\nmsgstr "([^"\\]+)"$', source, re.MULTILINE):
            if "msgctxt" not in source.split(f'msgid "{msgid}"')[0].splitlines()[-1]:
                assert words.gettext(msgid) == msgstr


def test_vendored_files_are_as_published() -> None:
    import hashlib

    vendor = HOUSE / "static/vendor"
    listed = dict(reversed(line.split("  ", 1)) for line in (vendor / "HASHES.sha512").read_text().splitlines())
    there = {
        str(path.relative_to(vendor)): hashlib.sha512(path.read_bytes()).hexdigest()
        for path in vendor.rglob("*")
        if path.is_file() and path.name not in ("HASHES.sha512", "README.md")
    }
    assert there == listed
