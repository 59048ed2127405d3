"""Importing by page: nothing is written before it was looked at, and what is shown is what is written."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from enrollment.models import HouseholdCount, HouseholdCountImport, HouseholdCountUpload
from portal.accounts.enums import RoleCode
from portal.common.models import AuditEvent
from portal.common.tabular.read import MAX_BYTES
from tests.factories.rates import DISTRICT, count_households, dong_codes, mois_file
from tests.factories.resident_numbers import RESIDENT_NUMBER

pytestmark = pytest.mark.django_db

URL = "/dashboard/household-counts/"
SAGEUN = "1120055000"


@pytest.fixture
def admin(as_role):
    return as_role(RoleCode.ADMINISTRATOR)


def counts(each: int = 100, **changes) -> dict:
    return {code: changes.get(f"d{code}", each) for code in dong_codes()}


def upload(client, data: bytes, name: str = "6월.csv"):
    return client.post(URL, {"file": SimpleUploadedFile(name, data)})


def confirm(client, url: str, **fields):
    page = client.get(url)
    fields.setdefault("fingerprint", page.context["found"].fingerprint)
    return client.post(url, fields, follow=True)


def test_upload_shows_what_changes_and_confirming_writes_it(admin):
    count_households("2022년06월", each=100)
    response = upload(admin, mois_file({"2022년06월": counts(**{f"d{SAGEUN}": 90}), "2022년07월": counts()}))
    assert response.status_code == 302
    html = admin.get(response.url).content.decode()
    assert "아직 등록하지 않았습니다." in html
    assert "1,690" in html and "1,700" in html and "6월.csv" in html
    assert HouseholdCount.objects.count() == 17
    html = confirm(admin, response.url).content.decode()
    assert "새 수치 17개, 고친 수치 1개입니다." in html
    assert HouseholdCount.objects.filter(superseded_at=None).count() == 34
    assert HouseholdCountImport.objects.latest("id").imported_by == admin.user
    assert not HouseholdCountUpload.objects.exists()


def test_the_history_names_imports_and_corrections(admin):
    count_households("2022년06월", each=100)
    confirm(admin, upload(admin, mois_file({"2022년06월": counts(**{f"d{SAGEUN}": 90})})).url)
    html = admin.get(URL).content.decode()
    assert "6월.csv" in html and admin.user.name in html
    correction = html[html.index("고친 수치, 최근 것부터") :]
    assert "사근동" in correction and ">100<" in correction and ">90<" in correction


def test_letting_go_changes_nothing(admin):
    before = AuditEvent.objects.count()
    url = upload(admin, mois_file({"2022년06월": counts()})).url
    html = admin.post(url, {"discard": "1"}, follow=True).content.decode()
    assert "바뀐 것은 없습니다." in html
    assert (HouseholdCount.objects.count(), HouseholdCountUpload.objects.count()) == (0, 0)
    assert AuditEvent.objects.count() == before


def test_the_same_file_again_offers_nothing_to_confirm(admin):
    count_households("2022년06월", each=100)
    html = admin.get(upload(admin, mois_file({"2022년06월": counts()})).url).content.decode()
    assert "이미 등록된 세대수와 모두 같습니다." in html and "등록하기</button>" not in html


def test_what_changed_meanwhile_is_shown_again_before_it_is_written(admin):
    url = upload(admin, mois_file({"2022년06월": counts(200)})).url
    shown = admin.get(url).context["found"].fingerprint
    count_households("2022년06월", each=100)
    response = admin.post(url, {"fingerprint": shown}, follow=True)
    assert "그 사이 다른 등록이 있었습니다." in response.content.decode()
    assert response.redirect_chain == [(url, 302)]
    assert set(HouseholdCount.objects.values_list("households", flat=True)) == {100}
    assert len(response.context["found"].months[0].corrected) == 17


def test_a_made_up_fingerprint_writes_nothing(admin):
    url = upload(admin, mois_file({"2022년06월": counts()})).url
    admin.post(url, {"fingerprint": "0" * 64})
    admin.post(url)
    assert not HouseholdCount.objects.exists()


def test_problems_are_listed_by_row_and_column_and_nothing_is_kept(admin):
    data = mois_file(
        {"2022년06월": counts(**{f"d{SAGEUN}": "백", "d1120058000": "-1"})}, totals={"2022년06월": 1}
    )
    html = upload(admin, data).content.decode()
    assert "아래 표의 2곳을 고친 뒤" in html and 'aria-invalid="true"' in html
    table = html[html.index("파일에서 고칠 곳, 행과 열") :]
    assert '<td class="num">6</td>' in table and '<td class="num">9</td>' in table
    assert "숫자가 아닙니다" in table and "음수입니다" in table
    assert not HouseholdCountUpload.objects.exists() and not HouseholdCount.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.csv", b"", "파일에 내용이 없습니다."),
        ("a.csv", b"x" * (MAX_BYTES + 1), "파일이 너무 큽니다. 20 MB"),
        ("a.xlsx", b"PK\x03\x04 broken", "손상되어"),
        (f"{RESIDENT_NUMBER}.csv", b"a,b\n1,2\n", "주민등록번호로 보이는"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_its_field(admin, name, data, message):
    html = upload(admin, data, name).content.decode()
    assert message in html and 'aria-invalid="true"' in html
    assert "1234567" not in html
    assert not HouseholdCountUpload.objects.exists()


def test_no_file_at_all(admin):
    assert "파일을 선택하지 않았습니다." in admin.post(URL, {}).content.decode()


def test_nobody_elses_upload_can_be_opened(admin, as_role):
    url = upload(admin, mois_file({"2022년06월": counts()})).url
    other = as_role(RoleCode.ADMINISTRATOR)
    for address in (url, f"{URL}{uuid4()}/"):
        assert "더 이상 없습니다" in other.get(address, follow=True).content.decode()


def test_a_second_upload_takes_the_place_of_the_first(admin):
    first = upload(admin, mois_file({"2022년06월": counts(1)})).url
    second = upload(admin, mois_file({"2022년06월": counts(2)})).url
    assert "더 이상 없습니다" in admin.get(first, follow=True).content.decode()
    confirm(admin, second)
    assert set(HouseholdCount.objects.values_list("households", flat=True)) == {2}


def test_an_upload_expires_after_an_hour_and_the_next_one_clears_it_away(admin):
    url = upload(admin, mois_file({"2022년06월": counts()})).url
    HouseholdCountUpload.objects.update(uploaded_at=timezone.now() - timedelta(minutes=61))
    html = admin.post(url, {"fingerprint": "x"}, follow=True).content.decode()
    assert "한 시간이 지났습니다" in html and not HouseholdCount.objects.exists()
    upload(admin, mois_file({"2022년06월": counts()}))
    assert HouseholdCountUpload.objects.count() == 1


def test_only_those_who_may_import_for_the_whole_district(as_role, client):
    assert client.get(URL).status_code == 302
    for role in (RoleCode.OFFICER, RoleCode.DONG_STAFF, RoleCode.APPROVER, RoleCode.PRIVACY_OFFICER):
        assert as_role(role).get(URL).status_code == 403
        assert as_role(role).get(f"{URL}{uuid4()}/").status_code == 403
    assert as_role(RoleCode.ADMINISTRATOR, f"{DISTRICT}/1120058000").get(URL).status_code == 403
