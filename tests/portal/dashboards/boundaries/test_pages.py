"""Outlines are looked at before they are the map, and can be taken back: to those before, and to none."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from enrollment.models import Dong
from portal.accounts.enums import RoleCode
from portal.common.models import AuditEvent
from portal.common.templatetags.korean import kdatetime
from portal.dashboards.boundaries import versions
from portal.dashboards.models import BoundaryFile
from tests.factories.boundaries import CENTRAL, SOURCE, collection, features
from tests.factories.rates import DISTRICT

pytestmark = pytest.mark.django_db

URL, AREAS = "/dashboard/boundaries/", "/dashboard/areas/"
PREVIEW, CLEAR = f"{URL}preview/", f"{URL}clear/"
EUNGBONG = "1120058000"
SEOUL = ZoneInfo("Asia/Seoul")
DRAWN = 'class="area-link step-'


def outlines(*, stretched: str = "") -> bytes:
    """A kilometre's square for each dong; of the dong `stretched` a corner lies elsewhere."""
    found = features(CENTRAL)
    for one in found:
        if one["properties"]["adm_cd2"] == stretched:
            one["geometry"]["coordinates"][0][5][1] += 300
    return collection(found)


def upload(client, data: bytes, source: str = SOURCE):
    file = SimpleUploadedFile("경계.geojson", data)
    return client.post(URL, {"file": file, "source": source}, follow=True)


def confirm(client, **more):
    drawn = versions.newest(DISTRICT)
    return client.post(PREVIEW, {"instead_of": drawn.pk if drawn else "", **more}, follow=True)


def actions() -> list[str]:
    found = AuditEvent.objects.filter(action__startswith="boundaries").order_by("id")
    return list(found.values_list("action", flat=True))


def drawn_on(client) -> bool:
    return DRAWN in client.get(AREAS).content.decode()


@pytest.fixture
def admin(programme, as_role):
    return as_role(RoleCode.ADMINISTRATOR)


@pytest.fixture
def two(admin) -> tuple[BoundaryFile, BoundaryFile]:
    """An earlier map and the one that is drawn, in which one dong looks otherwise."""
    for source, data in (("첫 경계", outlines()), ("둘째 경계", outlines(stretched=EUNGBONG))):
        upload(admin, data, source)
        confirm(admin)
    second, first = BoundaryFile.objects.all()
    assert (first.source, second.source) == ("첫 경계", "둘째 경계") and first.shapes != second.shapes
    return first, second


def test_a_file_is_looked_at_before_it_is_everybodys_map(admin):
    answer = upload(admin, outlines())
    html = answer.content.decode()
    assert answer.redirect_chain == [(PREVIEW, 302)] and html.count(DRAWN) == 17
    assert "아직 바꾸지 않았습니다." in html and SOURCE in html and "EPSG:5186" in html
    assert not BoundaryFile.objects.exists() and actions() == [] and not drawn_on(admin)
    answer = confirm(admin)
    assert answer.redirect_chain == [(AREAS, 302)] and "동 경계를 등록했습니다." in answer.content.decode()
    assert drawn_on(admin) and actions() == ["boundaries.load"]
    again = admin.get(PREVIEW, follow=True)
    assert again.redirect_chain == [(URL, 302)] and "올린 파일이 더 이상 없습니다." in again.content.decode()
    assert confirm(admin).redirect_chain == [(URL, 302)] and BoundaryFile.objects.count() == 1


def test_what_is_not_wanted_leaves_the_map_as_it_was(admin):
    upload(admin, outlines())
    answer = confirm(admin, discard="1")
    assert "등록하지 않았습니다. 지도는 그대로입니다." in answer.content.decode()
    assert not BoundaryFile.objects.exists() and admin.get(PREVIEW).status_code == 302


def test_the_preview_names_the_dongs_that_change(two, admin):
    html = upload(admin, outlines(stretched="1120052000")).content.decode()
    assert "모양이 달라지는 동" in html and "왕십리2동" in html and "응봉동" in html
    html = upload(admin, outlines(stretched=EUNGBONG)).content.decode()
    assert "지금 쓰는 경계와 모양이 같습니다." in html


def test_back_to_the_map_before_after_a_question(two, admin):
    first, second = two
    assert f'href="{URL}{first.pk}/restore/"' in admin.get(URL).content.decode()
    html = admin.get(f"{URL}{first.pk}/restore/").content.decode()
    assert "이 경계로 되돌릴까요?" in html and "첫 경계" in html and html.count(DRAWN) == 17
    assert versions.newest(DISTRICT) == second, "asked only"
    answer = admin.post(f"{URL}{first.pk}/restore/", {"instead_of": second.pk}, follow=True)
    assert "이전 경계로 되돌렸습니다." in answer.content.decode()
    drawn = versions.newest(DISTRICT)
    assert (drawn.source, drawn.shapes, drawn.loaded_by) == ("첫 경계", first.shapes, admin.user)
    event = AuditEvent.objects.get(action="boundaries.restore")
    assert (event.detail, event.actor) == ({"of": first.pk}, admin.user)
    assert versions.before(DISTRICT) is None, "nothing was uploaded before it; the list leads forth again"
    assert f"{URL}{second.pk}/restore/" in admin.get(URL).content.decode()
    admin.post(f"{URL}{first.pk}/restore/", {"instead_of": second.pk})
    assert BoundaryFile.objects.count() == 3, "the second press finds another map than it asked about"


def test_pressed_again_it_goes_further_back(two, admin):
    first, second = two
    upload(admin, outlines(stretched="1120052000"), "셋째 경계")
    confirm(admin)
    for expected in (second, first):
        earlier, drawn = versions.before(DISTRICT), versions.newest(DISTRICT)
        assert earlier == expected
        admin.post(f"{URL}{earlier.pk}/restore/", {"instead_of": drawn.pk})
        assert versions.newest(DISTRICT).again_of == expected
    assert versions.before(DISTRICT) is None


def test_the_list_tells_what_was_gone_back_to_by_whom_and_when(two, admin, as_role):
    first, second = two
    for boundary, minute in ((first, 2), (second, 9)):
        at = datetime(2026, 3, 20, 14, minute, tzinfo=SEOUL)
        BoundaryFile.objects.filter(pk=boundary.pk).update(loaded_at=at)
    other = as_role(RoleCode.ADMINISTRATOR)
    other.post(f"{URL}{first.pk}/restore/", {"instead_of": second.pk})
    again = versions.newest(DISTRICT)
    other.post(CLEAR, {"instead_of": again.pk})
    other.post(f"{URL}{again.pk}/restore/", {"instead_of": ""})
    back = f"{kdatetime(datetime(2026, 3, 20, 14, 2, tzinfo=SEOUL))} 경계로 되돌림"
    newest, *rows = admin.get(URL).content.decode().split('<tr><th scope="row"')[1:]
    assert back in newest and "첫 경계" in newest and other.user.name in newest
    assert kdatetime(versions.newest(DISTRICT).loaded_at) in newest
    assert "경계를 지움" in rows[0] and other.user.name in rows[0]
    assert back in rows[1] and other.user.name in rows[1]
    assert ["새 경계를 등록함" in row and second.loaded_by.name in row for row in rows[2:]] == [True, True]
    assert [row.count("되돌림") for row in rows] == [0, 1, 0, 0]


def test_away_with_the_outlines_after_a_question_and_back(two, admin):
    _first, second = two
    html = admin.get(CLEAR).content.decode()
    assert "지금 쓰는 경계를 지울까요?" in html and "둘째 경계" in html and drawn_on(admin)
    answer = admin.post(CLEAR, {"instead_of": second.pk}, follow=True)
    assert "동 경계를 지웠습니다." in answer.content.decode() and not drawn_on(admin)
    assert versions.newest(DISTRICT) is None and actions()[-1] == "boundaries.clear"
    html = admin.get(URL).content.decode()
    assert "지금은 경계 없음" in html and f"{URL}{second.pk}/restore/" in html and CLEAR not in html
    assert admin.get(CLEAR).status_code == 302
    admin.post(f"{URL}{second.pk}/restore/", {"instead_of": ""})
    assert drawn_on(admin) and versions.newest(DISTRICT).shapes == second.shapes


def test_what_somebody_else_changed_meanwhile_is_looked_at_again(two, admin):
    first, second = two
    upload(admin, outlines(), "셋째 경계")
    versions.restore(boundary=first, instead_of=second.pk, by=admin.user)
    stale = {"instead_of": second.pk}
    said = "그 사이 다른 사람이 지도를 바꾸었습니다."
    assert said in admin.post(PREVIEW, stale, follow=True).content.decode()
    assert said in admin.post(CLEAR, stale, follow=True).content.decode()
    assert said in admin.post(f"{URL}{first.pk}/restore/", stale, follow=True).content.decode()
    assert BoundaryFile.objects.count() == 3
    assert confirm(admin).redirect_chain == [(AREAS, 302)], "the file still waits"
    assert versions.newest(DISTRICT).source == "셋째 경계"


def test_what_is_already_so_is_not_written_down_again(two, admin):
    _first, second = two
    admin.post(f"{URL}{second.pk}/restore/", {"instead_of": second.pk})
    assert BoundaryFile.objects.count() == 2 and "boundaries.restore" not in actions()
    admin.post(CLEAR, {"instead_of": second.pk})
    again = admin.post(CLEAR, {"instead_of": ""}, follow=True)
    assert "지금 쓰는 경계가 없습니다." in again.content.decode()
    versions.clear(district=second.district, instead_of=None, by=admin.user)
    assert BoundaryFile.objects.count() == 3 and actions().count("boundaries.clear") == 1


@pytest.mark.parametrize("changed", [{"scale": 1}, {"system": None}])
def test_a_file_that_waits_since_another_release_is_let_go_of(admin, changed):
    """A field of that time is too much, or one of today is missing."""
    upload(admin, outlines())
    session = admin.session
    waiting = session["boundaries"] | changed
    session["boundaries"] = {name: value for name, value in waiting.items() if value is not None}
    session.save()
    for send in (admin.get, admin.post):
        answer = send(PREVIEW, follow=True)
        assert answer.redirect_chain == [(URL, 302)]
        assert "올린 파일이 더 이상 없습니다." in answer.content.decode()
    assert "boundaries" not in admin.session


def test_outlines_without_a_dong_that_came_since_are_not_taken_back(two, admin):
    first, second = two
    upload(admin, outlines())
    Dong.objects.create(code="1120099000", district_id=DISTRICT, name="새동")
    said = "새동의 모양이 없어 지도로 쓸 수 없습니다."
    for answer in (
        admin.get(f"{URL}{first.pk}/restore/", follow=True),
        admin.post(f"{URL}{first.pk}/restore/", {"instead_of": second.pk}, follow=True),
        confirm(admin),
    ):
        assert said in answer.content.decode()
    assert BoundaryFile.objects.count() == 2


def test_only_who_may(two, as_role):
    first, _second = two
    limited = (RoleCode.ADMINISTRATOR, f"{DISTRICT}/{EUNGBONG}")
    for role in ((RoleCode.OFFICER,), (RoleCode.DONG_STAFF,), limited):
        client = as_role(*role)
        for url in (PREVIEW, CLEAR, f"{URL}{first.pk}/restore/"):
            assert client.get(url).status_code == client.post(url).status_code == 403
    assert BoundaryFile.objects.count() == 2


def test_nothing_to_go_back_to(admin):
    assert admin.get(f"{URL}7/restore/").status_code == 404
    assert "이전 경계로 되돌리기" not in admin.get(URL).content.decode()
    upload(admin, outlines())
    confirm(admin)
    versions.clear(
        district=Dong.objects.first().district, instead_of=versions.newest(DISTRICT).pk, by=admin.user
    )
    cleared = BoundaryFile.objects.first()
    assert cleared.is_empty and admin.get(f"{URL}{cleared.pk}/restore/").status_code == 404
