"""The tree itself: no stale migration, no forgotten template, no word that does not belong."""

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("portal", "enrollment", "notices", "templates")

# Found by Django or allauth under their own names, or by the number of a version.
FOUND_BY_NAME = re.compile(
    r"^(400|403|403_csrf|404|429|500)\.html$|^(account|mfa|socialaccount|allauth|django|admin|rest_framework|registration)/"
    r"|^pages/privacy/\d+\.html$"
)
TOP_LEVEL = {
    "manage.py", "portal", "enrollment", "notices", "templates", "static", "requirements.txt", "tests",
    "README.md", "CONTEXT.md", "docs", "script", "package.json", "package-lock.json", "pyproject.toml",
    ".ci", ".env.sample", ".gitignore", ".gitattributes",
}  # fmt: skip


def tracked() -> list[str]:
    output = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [name for name in output.decode().split("\0") if name]


@pytest.mark.django_db
def test_migrations_match_the_models():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_template_is_used():
    texts = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in SOURCES
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".txt"}
    )
    templates = ROOT / "templates"
    names = [path.relative_to(templates).as_posix() for path in templates.rglob("*") if path.is_file()]
    unused = [name for name in names if not FOUND_BY_NAME.match(name) and name not in texts]
    assert unused == []


def test_the_top_level_is_as_agreed():
    assert {name.split("/")[0] for name in tracked()} - TOP_LEVEL == set()


def test_no_line_sets_a_style_or_runs_a_script_inside_a_page():
    pattern = re.compile(
        r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\b(src|type=\"application/json\"))", re.I
    )
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (ROOT / "templates").rglob("*.html")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line) and "email" not in path.parts
    ]
    assert wrong == []


def test_forms_that_post_carry_the_token():
    pattern = re.compile(r"<form\b[^>]*method=\"post\"[^>]*>(?:(?!</form>).)*", re.I | re.S)
    wrong = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "templates").rglob("*.html")
        for form in pattern.findall(path.read_text(encoding="utf-8"))
        if "csrf_token" not in form and "include " not in form
    ]
    assert wrong == []


def test_no_resident_number_stands_written_out():
    """Tests put theirs together: `tests.factories.resident_numbers`."""
    number = re.compile(rb"(?<!\d)\d{6}-[1-8]\d{6}(?!\d)")
    assert [name for name in tracked() if number.search((ROOT / name).read_bytes())] == []
