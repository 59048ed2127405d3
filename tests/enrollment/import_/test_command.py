"""manage.py import_applications: says what happened, keeps nothing on a dry run, never imports twice."""

import io

import pytest
from django.core.management import CommandError, call_command

from enrollment.models import Application, ImportFile
from tests.factories import tables
from tests.factories.desk import OWN_DONG

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(tmp_path):
    people = [tables.applicant(1), tables.applicant(2, 생년월일="800304")]
    path = tmp_path / "명단.csv"
    path.write_bytes(tables.csv_file([list(tables.HEADER), *tables.rows_of(people)]))
    return path


def run(path, *options):
    output = io.StringIO()
    call_command("import_applications", str(path), "--dong", OWN_DONG, *options, stdout=output)
    return output.getvalue()


def test_a_dry_run_says_what_would_happen(listed):
    text = run(listed, "--dry-run")
    assert "accepted         1" in text and "refused          1" in text
    assert "E3 생년월일: 생년월일의 연도가 두 자리입니다." in text
    assert tables.name(2) not in text
    assert not ImportFile.objects.exists() and not Application.objects.exists()


def test_importing_twice_changes_nothing(listed):
    assert "accepted         1" in run(listed)
    assert "nothing changed" in run(listed)
    assert Application.objects.get().entered_by is None


@pytest.mark.parametrize("options", [("--dry-run",), ()])
def test_a_file_somebody_uploaded_at_a_desk_is_left_alone(listed, upload, options):
    """A dry run once started what a clerk had uploaded, and deleted it with the corrected columns."""
    theirs = upload(listed.read_bytes(), listed.name)
    with pytest.raises(CommandError, match="uploaded at a desk"):
        run(listed, *options)
    theirs.refresh_from_db()
    assert theirs.state == "uploaded"
    assert not Application.objects.exists()


def test_a_dry_run_does_not_go_on_with_an_import_under_way(listed, upload):
    running = upload(listed.read_bytes(), listed.name, by=None)
    ImportFile.objects.filter(pk=running.pk).update(state="running")
    with pytest.raises(CommandError, match="being imported"):
        run(listed, "--dry-run")
    assert ImportFile.objects.get().state == "running"
    assert not Application.objects.exists()


def test_what_cannot_be_read_is_said(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "없음.csv")
    (tmp_path / "글.csv").write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="신청자 표를 찾을 수 없습니다"):
        run(tmp_path / "글.csv")
