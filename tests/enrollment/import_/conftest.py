from datetime import date

import pytest

from enrollment.domain.import_ import files, passes
from enrollment.models import District, Dong, Tong
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA, OWN_DONG


@pytest.fixture
def clerk(db):
    return staff(RoleCode.DONG_STAFF, OWN_AREA)


@pytest.fixture
def desk(client, clerk):
    """A browser with the clerk signed in."""
    client.force_login(clerk)
    return client


@pytest.fixture
def tongs(db):
    """Tongs 1 to 9 of the own dong."""
    dong = Dong.objects.get(code=OWN_DONG)
    return [Tong.objects.create(dong=dong, number=n, valid_from=date(2012, 1, 1)) for n in range(1, 10)]


@pytest.fixture
def upload(clerk):
    """`upload(data, name)` takes a file in for the own dong."""

    def take(data: bytes, filename: str = "명단.xlsx", **options):
        options = {"dong": Dong.objects.get(code=OWN_DONG), "only_dongs": [OWN_DONG], "by": clerk, **options}
        return files.take_in(
            data=data, filename=filename, district=District.objects.get(code="1120000000"), **options
        )

    return take


@pytest.fixture
def bring_in(upload):
    """`bring_in(data, name)` uploads, checks and imports; the file as it ended."""

    def run(data: bytes, filename: str = "명단.xlsx", **options):
        file = upload(data, filename, **options)
        passes.start_check(file=file, by=file.uploaded_by, in_background=False)
        passes.work(file.pk)
        passes.start_import(file=file, by=file.uploaded_by, in_background=False)
        passes.work(file.pk)
        file.refresh_from_db()
        return file

    return run
