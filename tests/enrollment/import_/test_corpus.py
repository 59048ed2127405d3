"""Every list of the corpus becomes what it must, and the preview says so row for row beforehand."""

from collections import defaultdict

import pytest

from enrollment.domain.import_ import passes
from enrollment.models import Application
from tests.factories.ugly_lists import CORPUS

pytestmark = pytest.mark.django_db


def told(file) -> list[dict[int, str]]:
    found = defaultdict(dict)
    for table, row_no, verdict in file.rows.order_by("id").values_list("table", "row_no", "verdict"):
        found[table][row_no] = verdict
    return [found[table] for table in sorted(found)]


def with_problems(file) -> list[tuple]:
    return list(file.rows.order_by("id").values_list("table", "row_no", "verdict", "problems"))


@pytest.mark.parametrize("name", CORPUS)
def test_an_ugly_list_becomes_what_the_preview_said(upload, tongs, name):
    ugly = CORPUS[name]
    file = upload(ugly.make(), ugly.name)
    passes.start_check(file=file, by=file.uploaded_by, in_background=False)
    passes.work(file.pk)
    foretold = with_problems(file)
    assert told(file) == list(ugly.told), [row[1:] for row in foretold if row[3]]
    assert not Application.objects.exists()
    passes.start_import(file=file, by=file.uploaded_by, in_background=False)
    passes.work(file.pk)
    assert with_problems(file) == foretold
