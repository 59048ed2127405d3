"""Imports point one way only: between the apps, and inside each of them."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

APPS = ["portal.common", "portal.accounts", "enrollment", "notices", "portal.dashboards", "portal.local"]
"""Lowest first: an app may import only itself and those before it."""

FRAME = {"portal.settings", "portal.celery", "portal.urls", "portal.wsgi"}
"""Modules that hold the apps together; an app may import only `portal.celery` of them."""

LAYERS = {
    "enums": 0,
    "signals": 0,
    "models": 1,
    "application_form": 2,
    "queries": 3,
    "validators": 3,
    "domain": 4,
    "forms": 5,
    "prints": 5,
    "serializers": 5,
    "veil": 5,
    "api": 6,
    "views": 6,
    "admin": 6,
    "tasks": 6,
    "receivers": 6,
}
LAYERED_APPS = ("enrollment", "notices")


def modules(app: str):
    for path in sorted((ROOT / app.replace(".", "/")).rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def imported(path: Path) -> set[str]:
    """Names of modules this file imports, at the top or inside functions."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: write the full module name"
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def app_of(name: str) -> str | None:
    return next((app for app in APPS if name == app or name.startswith(f"{app}.")), None)


@pytest.mark.parametrize("app", APPS)
def test_an_app_imports_only_itself_and_lower_ones(app):
    allowed = set(APPS[: APPS.index(app) + 1])
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(app)
        for name in sorted(imported(path))
        if (app_of(name) and app_of(name) not in allowed)
        or any(name.startswith(frame) for frame in FRAME - {"portal.celery"})
    ]
    assert wrong == []


def layer_of(name: str, app: str) -> int | None:
    parts = name.removeprefix(f"{app}.").split(".")
    return LAYERS.get(parts[0])


@pytest.mark.parametrize("app", LAYERED_APPS)
def test_inside_an_app_imports_point_down(app):
    wrong = []
    for path in modules(app):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        own = layer_of(module, app)
        for name in sorted(imported(path)):
            other = layer_of(name, app) if name.startswith(f"{app}.") else None
            if own is not None and other is not None and other > own:
                wrong.append(f"{module} imports {name}")
    assert wrong == []


@pytest.mark.parametrize("app", LAYERED_APPS)
def test_api_and_views_know_nothing_of_each_other(app):
    """They are two ways in to the same thing: what both need lies below them."""
    folder = ROOT / app.replace(".", "/")
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for one, other in (("api", "views"), ("views", "api"))
        for path in sorted((folder / one).rglob("*.py"))
        for name in sorted(imported(path))
        if name.startswith(f"{app}.{other}.")
    ]
    assert wrong == []


def test_channels_and_gateways_know_no_models():
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for folder in ("notices/channels", "notices/gateways")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for name in sorted(imported(path))
        if ".models" in name
    ]
    assert wrong == []
