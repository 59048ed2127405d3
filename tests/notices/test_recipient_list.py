"""Uploaded lists: whom they name, what is given back; that they widen nothing and are forgotten."""

import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from enrollment.models import District, Person
from enrollment.signals import people_erased
from notices.domain import audience, recipient_list, subscribe
from notices.enums import CampaignKind, ListReason, ListVerdict, SubscriptionEnd
from notices.models import Campaign, RecipientList, RecipientListRow
from notices.segment import Segment
from notices.tasks import forget_old_lists
from portal.accounts.enums import RoleCode
from portal.common.models import AccessLog, AuditEvent, DestructionLog
from tests.factories.accounts import DISTRICT, staff
from tests.factories.enrollment import enroll
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.factories.tables import xlsx_file
from tests.notices.campaigns import drafted

pytestmark = pytest.mark.django_db

HEADINGS = ("연번", "성명", "생년월일", "휴대전화", "이메일", "강좌")


@pytest.fixture
def officer(client):
    user = staff(RoleCode.OFFICER)
    client.force_login(user)
    return user


def sheet(*rows, headings=HEADINGS) -> bytes:
    return xlsx_file({"명단": [["2026년 가을 강좌 수강생"], headings, *rows]})


def take(data: bytes, by, name="가을 강좌", filename="강좌.xlsx") -> RecipientList:
    district = District.objects.get(code=DISTRICT)
    return recipient_list.take_in(data=data, filename=filename, name=name, district=district, by=by)


def results(found: RecipientList) -> list[tuple]:
    return list(found.rows.order_by("row_no").values_list("verdict", "reason", "person_id"))


def person(**changes) -> Person:
    return enroll(**changes).application.person


def test_people_are_found_by_name_with_birth_date_or_contact(officer):
    by_birth = person(name="하나가", birth_date=date(1970, 5, 6))
    by_phone = person(name="둘나가", mobile="01000008801")
    by_mail = person(name="셋다가", email="three@example.kr")
    moved_phone = person(name="넷라가", birth_date=date(1971, 1, 2))
    found = take(
        sheet(
            (1, "하 나 가", "1970. 5. 6.", None, None, "서예"),
            (2, "둘나가", None, "010-0000-8801", None, "서예"),
            (3, "셋다가", None, None, "Three@Example.kr", "서예"),
            (4, "넷라가", 19710102, "010-0000-9999", None, "서예"),
            (None, "합계", None, None, None, "4명"),
        ),
        officer,
    )
    assert results(found) == [
        (ListVerdict.MATCHED, "", one.pk) for one in (by_birth, by_phone, by_mail, moved_phone)
    ]
    assert not found.rows.filter(cells__isnull=False).exists()


def test_who_cannot_be_told_for_sure_is_given_back_with_the_reason(officer, client):
    person(name="하나가", birth_date=date(1970, 5, 6), mobile="01000008801")
    namesakes = [person(name=name, birth_date=date(1972, 1, 1)) for name in ("둘나가", "딴사람")]
    Person.objects.filter(pk__in=[one.pk for one in namesakes]).update(name="둘나가", name_key="둘나가")
    found = take(
        sheet(
            (1, "하나가", "19990101", "010-0000-8801", None, "서예"),
            (2, "둘나가", "19720101", None, None, "서예"),
            (3, "없는가", "19720101", None, None, "서예"),
            (4, None, "19720101", None, None, "서예"),
            (5, "다섯가", None, None, None, "서예"),
            (6, "여섯가", "모름", None, None, "서예"),
            (7, "=A1", "19720101", None, None, "서예"),
        ),
        officer,
    )
    reasons = [
        ListReason.CONTRADICTION, ListReason.SEVERAL, ListReason.NOT_ENROLLED, ListReason.NO_NAME,
        ListReason.NOTHING_TO_MATCH, ListReason.UNREADABLE, ListReason.FORMULA,
    ]  # fmt: skip
    assert [reason for _verdict, reason, _person in results(found)] == reasons
    assert found.rows.filter(verdict=ListVerdict.UNSURE).count() == 2

    url = reverse("office_list_rest", args=[found.key])
    assert "하나가" not in client.get(reverse("office_list", args=[found.key])).content.decode()
    assert client.post(url, {"reason": ""}).status_code == 200, "asks why"
    answer = client.post(url, {"reason": "명단 정정"})
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0] == (*HEADINGS, "반려 사유")
    assert [row[1] for row in rows[1:]] == ["하나가", "둘나가", "없는가", None, "다섯가", "여섯가", "'=A1"]
    assert [row[-1] for row in rows[1:]] == [reason.label for reason in reasons]
    log = AccessLog.objects.get(action="export")
    assert (log.subject_type, log.subject_ids, log.reason) == ("recipient_list", [found.pk], "명단 정정")


def test_cells_are_encrypted_and_matched_ones_not_kept(officer):
    person(name="하나가", birth_date=date(1970, 5, 6))
    take(
        sheet((1, "하나가", "19700506", None, None, "x"), (2, "없는가", "19700506", None, None, "x")), officer
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM notices_recipientlistrow t ORDER BY row_no")
        texts = [text for (text,) in cursor.fetchall()]
    assert not any(trace in text for text in texts for trace in ("나가", "는가", "1970"))
    assert ['"cells":null' in text for text in texts] == [True, False]


def test_a_list_narrows_and_never_widens(officer):
    listed, refused, unlisted = person(name="하나가"), person(name="둘나가"), person(name="셋다가")
    subscribe.set_choices(person=refused, choices=set(), by=None, reason=SubscriptionEnd.OPT_OUT)
    found = take(
        sheet(*((n, one.name, "19800304", None, None, "x") for n, one in enumerate((listed, refused)))),
        officer,
    )
    segment = Segment(topic="culture", channels=("sms",), list_id=found.pk)
    people = audience.sample(segment, CampaignKind.PUBLIC_INFO, district=DISTRICT, limit=9)
    assert people == [listed.pk]
    assert unlisted.pk not in people
    assert audience.count(segment, CampaignKind.PUBLIC_INFO, district="1121500000").people == 0
    assert "올린 명단 ‘가을 강좌’에 있으며" in audience.sentence(segment, CampaignKind.PUBLIC_INFO)


def test_a_record_joined_to_another_counts_for_that_one(officer):
    kept, absorbed = person(name="딴이름"), person(name="하나가", birth_date=date(1970, 5, 6))
    found = take(sheet((1, "하나가", "19700506", None, None, "x")), officer)
    Person.objects.filter(pk=absorbed.pk).update(merged_into=kept)
    segment = Segment(topic="culture", channels=("sms",), list_id=found.pk)
    assert audience.sample(segment, CampaignKind.PUBLIC_INFO, district=DISTRICT, limit=9) == [kept.pk]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (sheet((1, "하나가", RESIDENT_NUMBER, None, None, "x")), "resident_number"),
        (sheet((1, "하나가", None, None, None, f"비고 {RESIDENT_NUMBER}")), "resident_number"),
        (sheet(("하나가", "서예"), headings=("성명", "강좌")), "no_table"),
        (sheet(), "empty"),
        (b"", "empty"),
        (b"%PDF-1.4 x", "not_a_table"),
    ],
)
def test_what_is_no_list_is_refused_and_nothing_kept(officer, data, code):
    with pytest.raises(ValidationError) as refused:
        take(data, officer)
    errors = getattr(refused.value, "error_dict", {"file": [refused.value]})
    assert [error.code for error in errors["file"]] == [code]
    assert not RecipientList.objects.exists()


def test_a_name_is_taken_once(officer):
    rows = sheet((1, "하나가", "19700506", None, None, "x"))
    take(rows, officer)
    with pytest.raises(ValidationError, match="같은 이름"):
        take(rows, officer)


def test_only_drafters_of_the_district_see_it(client, officer):
    found = take(sheet((1, "하나가", "19700506", None, None, "x")), officer)
    with pytest.raises(PermissionDenied):
        take(sheet((1, "하나가", "19700506", None, None, "x")), staff(RoleCode.APPROVER), name="또")
    client.force_login(staff(RoleCode.APPROVER))
    assert client.get(reverse("office_list", args=[found.key])).status_code == 403
    client.force_login(staff(RoleCode.OFFICER, "1121500000"))
    assert client.get(reverse("office_list", args=[found.key])).status_code in (403, 404)


def test_lists_are_forgotten_in_time(officer, client):
    person(name="하나가")
    rows = [(n, name, "19800304", None, None, "x") for n, name in enumerate(("하나가", "없는가"))]
    found = take(sheet(*rows), officer)
    RecipientList.objects.update(uploaded_at=timezone.now() - timedelta(days=29))
    forget_old_lists()
    assert found.rows.count() == 2
    RecipientList.objects.update(uploaded_at=timezone.now() - timedelta(days=30, minutes=1))
    forget_old_lists()
    found.refresh_from_db()
    assert (found.rows.count(), found.tables, found.rows_total) == (0, [], 2)
    assert found.forgotten_at is not None
    assert DestructionLog.objects.get(what="recipient_list_row").amount == 2
    segment = Segment(topic="culture", channels=("sms",), list_id=found.pk)
    assert audience.count(segment, CampaignKind.PUBLIC_INFO, district=DISTRICT).people == 0
    assert "지워진 명단" in audience.sentence(segment, CampaignKind.PUBLIC_INFO)
    assert "30일이 지나" in client.get(reverse("office_list", args=[found.key])).content.decode()

    campaign = drafted(officer)
    Campaign.objects.filter(pk=campaign.pk).update(audience=segment.to_json())
    page = client.get(reverse("office_campaign_edit", args=[campaign.pk])).content.decode()
    assert f'<option value="{found.pk}" selected' in page, "an edit does not widen it without a word"


def test_rows_that_name_somebody_erased_go_with_them(officer):
    gone, stays = (
        person(name="하나가", mobile="01000008801"),
        person(name="둘나가", birth_date=date(1972, 1, 1)),
    )
    take(
        sheet(
            (1, "하나가", "19800304", None, None, "x"),
            (2, "하나가", "19990101", "010-0000-8801", None, "x"),
            (3, "둘나가", "19720101", None, None, "x"),
            (4, "없는가", "19800304", None, None, "x"),
        ),
        officer,
    )
    people_erased.send(sender=Person, person_ids=[gone.pk])
    assert DestructionLog.objects.get().amount == 2
    assert list(RecipientListRow.objects.order_by("row_no").values_list("row_no", "person_id")) == [
        (5, stays.pk),
        (6, None),
    ]


def test_the_page_takes_a_file_in_and_says_what_is_wrong(officer, client):
    one = person(name="하나가", birth_date=date(1970, 5, 6))
    url = reverse("office_lists")
    assert "아직 올린 명단이 없습니다" in client.get(url).content.decode()
    assert "파일을 선택하지 않았습니다" in client.post(url, {"name": "가"}).content.decode()
    bad = SimpleUploadedFile("a.xlsx", sheet((1, "하나가", RESIDENT_NUMBER, None, None, "x")))
    answer = client.post(url, {"name": "가", "file": bad}).content.decode()
    assert "주민등록번호" in answer
    assert RESIDENT_NUMBER not in answer

    good = SimpleUploadedFile("강좌.csv", "성명,생년월일\n하나가,19700506\n없는가,19700506\n".encode())
    answer = client.post(url, {"name": "가을 강좌", "file": good}, follow=True)
    text = answer.content.decode()
    assert "이 구에서 신청한 사람 가운데 없습니다." in text
    assert "하나가" not in text
    found = RecipientList.objects.get()
    log = AccessLog.objects.get(action="search")
    assert (log.subject_type, log.subject_ids) == ("person", [one.pk])
    assert AuditEvent.objects.filter(action="recipient_list.upload").exists()
    assert "가을 강좌" in client.get(url, {"state": "kept", "q": "가을"}).content.decode()
    assert "조건에 맞는 명단이 없습니다" in client.get(url, {"state": "forgotten"}).content.decode()
    client.post(reverse("office_list_delete", args=[found.key]))
    assert not RecipientListRow.objects.exists()


def test_statements_grow_with_batches_and_not_with_rows(officer, django_assert_max_num_queries):
    few = sheet(*((n, f"가나{n}", "19700506", None, None, "x") for n in range(3)))
    many = sheet(*((n, f"가나{n}", "19700506", None, None, "x") for n in range(900)))
    with django_assert_max_num_queries(60) as first:
        take(few, officer, name="적음")
    with django_assert_max_num_queries(len(first)):
        take(many, officer, name="많음")
