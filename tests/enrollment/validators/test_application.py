"""Every rule of an application answers at its field, in a sentence that says what to do."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from enrollment.application_form import Guardian
from enrollment.enums import ApplicationMethod, ConsentPurpose, IntakePlace
from enrollment.models import ConsentText, District, Dong, Service, Tong, Topic
from enrollment.queries.known import Known
from enrollment.validators.application import broken_rules, needs_guardian, since_opening, validate
from tests.factories.enrollment import application_form, enroll, intake
from tests.factories.resident_numbers import RESIDENT_NUMBER

pytestmark = pytest.mark.django_db

REQUIRED_ONLY = {ConsentPurpose.ENROLLMENT: True}


def problems(intake_changes=None, **changes) -> dict[str, list[str]]:
    """Messages by field of a form that is valid but for `changes`; empty when it is accepted."""
    try:
        validate(application_form(**changes), intake(**(intake_changes or {})))
    except ValidationError as error:
        return error.message_dict
    return {}


def dong(name: str) -> Dong:
    return Dong.objects.select_related("district").get(name=name)


def paper(**changes) -> dict:
    return {"method": ApplicationMethod.PAPER, "place": IntakePlace.DONG_CENTRE, **changes}


def years_ago(years: int) -> date:
    return timezone.localdate() - timedelta(days=int(years * 365.25) + 20)


def test_a_complete_form_has_no_problem():
    assert problems() == {}


def test_a_whole_file_is_judged_as_each_of_its_forms_alone():
    roads = ("고산자로 270", "성동구 왕십리로 1", "서울특별시 중구 왕십리로 1", "행당동 12", "길이 없음", "")
    details = ("101동 1203호", "", "금호동2가", "행당동 3층")
    wishes = ((), ("district_news",), ("no_such_service",))
    days = (timezone.localdate(), timezone.localdate() + timedelta(days=1), date(2001, 1, 1))
    forms = [
        (application_form(road_address=road, address_detail=detail, services=wish), intake(collected_on=day))
        for road, detail, wish, day in product(roads, details, wishes, days)
    ]
    kept = Known()
    for _again in range(2):
        for form, taken_in in forms:
            assert broken_rules(form, taken_in, kept) == broken_rules(form, taken_in, Known())
    assert {bool(broken_rules(*form, kept)) for form in forms} == {True, False}


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("name", {"name": f"가나다 {RESIDENT_NUMBER}", "head_name": "가나다"}),
        ("head_name", {"head_name": f"가나다 {RESIDENT_NUMBER}", "relation": "child"}),
        ("road_address", {"road_address": f"성동구 고산자로 270 ({RESIDENT_NUMBER})"}),
        ("address_detail", {"address_detail": f"101동 1203호 {RESIDENT_NUMBER}"}),
        ("email", {"email": "9001011234567@example.kr"}),
        ("guardian_name", {"guardian": Guardian(f"나다라 {RESIDENT_NUMBER}", "01000000001", "parent")}),
    ],
)
def test_a_resident_number_is_refused_wherever_it_stands(field, changes):
    found = problems(**changes)
    assert "주민등록번호" in found[field][0]
    assert RESIDENT_NUMBER not in str(found)


def test_a_resident_number_as_form_number_is_refused():
    assert "주민등록번호" in problems(paper(form_no=RESIDENT_NUMBER))["form_no"][0]


@pytest.mark.parametrize("name", ["", " ", "123", "가나<b>", "가나;다"])
def test_a_name_is_letters(name):
    assert set(problems(name=name, head_name="가나다", relation="child")) == {"name"}


@pytest.mark.parametrize("name", ["홍 길 동", "Maria-José O'Neil", "Nguyễn Văn A", "王小明", "홍길동2"])
def test_names_of_every_script_are_names(name):
    assert problems(name=name, head_name=name) == {}


@pytest.mark.parametrize(
    ("field", "limit"), [("name", 40), ("head_name", 40), ("road_address", 120), ("address_detail", 80)]
)
def test_a_text_longer_than_its_column_is_told_its_limit(field, limit):
    text = "성동구 고산자로 270 " + "가" * 130 if field == "road_address" else "가" * (limit + 1)
    found = problems(**{"relation": "child", "head_name": "가나다", field: text})
    assert f"{limit}자까지" in found[field][0]


def test_nobody_is_born_tomorrow():
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "오늘보다 뒤" in problems(birth_date=tomorrow)["birth_date"][0]


def test_nobody_is_older_than_a_hundred_and_twenty():
    assert "120년" in problems(birth_date=date(1880, 1, 1))["birth_date"][0]


def test_closed_lists_are_closed():
    found = problems(
        sex="x", relation="neighbour", channels=("pigeon",), services=("gold",), topics=("gold",)
    )
    assert set(found) == {"sex", "relation", "channels", "services", "topics"}


def test_the_head_of_the_household_applies_under_one_name():
    assert "같아야" in problems(relation="head", name="가나다", head_name="라마바")["head_name"][0]
    assert problems(relation="head", name="홍 길 동", head_name="홍길동") == {}
    assert set(problems(relation="spouse", head_name=" ")) == {"head_name"}


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("부산광역시 해운대구 해운대로 1", "성동구 주소가 아닙니다"),
        ("서울특별시 중구 세종대로 110", "성동구 주소가 아닙니다"),
        ("04524 고산자로 270", "우편번호"),
        ("고산자로", "도로명과 건물번호"),
        ("행당동 7-1", "도로명과 건물번호"),
    ],
)
def test_an_address_outside_the_district_or_without_a_number_is_refused(address, words):
    assert words in problems(road_address=address)["road_address"][0]


@pytest.mark.parametrize(
    ("chosen", "address"),
    [
        ("옥수동", "성동구 고산자로 270 (행당동, 가나아파트)"),
        ("옥수동", "성동구 행당동 고산자로 270"),
        ("금호4가동", "성동구 금호로 1 (금호동2가)"),
    ],
)
def test_a_legal_dong_in_the_address_must_fit_the_chosen_dong(chosen, address):
    message = problems(dong=dong(chosen), road_address=address)["dong"][0]
    assert chosen in message
    assert "가운데 사는 동을 고르거나" in message


@pytest.mark.parametrize("chosen", ["행당1동", "행당2동", "사근동"])
def test_a_legal_dong_shared_by_several_dongs_fits_each_of_them(chosen):
    assert problems(dong=dong(chosen), road_address="성동구 고산자로 270 (행당동)") == {}


def test_the_legal_dong_is_also_read_in_the_detail_and_buildings_are_not_dongs():
    assert set(problems(dong=dong("옥수동"), address_detail="101동 1203호 (행당동)")) == {"dong"}
    assert problems(dong=dong("옥수동"), address_detail="송정동아파트 101동 1203호") == {}


def test_tong_and_ban():
    chosen = dong("옥수동")
    Tong.objects.create(dong=chosen, number=3, valid_from=date(2012, 1, 1))
    Tong.objects.create(dong=chosen, number=4, valid_from=date(2012, 1, 1), valid_to=date(2020, 1, 1))
    assert problems(dong=chosen, tong_number=3, ban=2) == {}
    assert "옥수동에 4통이 없습니다" in problems(dong=chosen, tong_number=4)["tong_number"][0]
    assert "통 번호도" in problems(dong=chosen, ban=2)["tong_number"][0]
    assert set(problems(dong=chosen, tong_number=3, ban=100)) == {"ban"}


@pytest.mark.parametrize("mobile", ["", "0222865000", "07012345678", "0111234567", "0101234"])
def test_a_number_that_cannot_receive_texts_is_refused(mobile):
    assert set(problems(mobile=mobile)) == {"mobile"}


def test_email_is_needed_only_by_those_who_choose_it():
    assert problems(email="", channels=("sms",)) == {}
    assert "이메일 주소가 없습니다" in problems(email="", channels=("email",))["email"][0]
    assert "올바르지 않습니다" in problems(email="name@", channels=("sms",))["email"][0]


def test_online_contacts_are_confirmed_by_code():
    found = problems({"verified_kinds": frozenset()})
    assert {field: "인증번호" in messages[0] for field, messages in found.items()} == {
        "mobile": True,
        "email": True,
    }
    assert problems(paper()) == {}


def test_each_required_consent_in_force_is_needed():
    found = problems(consents={}, services=("local_tax_guide",), topics=())
    assert set(found) == {"consent_enrollment", "services"}


def test_a_consent_text_of_the_future_or_the_past_asks_nothing_today():
    text = ConsentText.objects.get(purpose=ConsentPurpose.PROMOTIONAL, version=1)
    fields = {f.name: getattr(text, f.name) for f in text._meta.fields if f.name not in {"id", "version"}}
    tomorrow = timezone.localdate() + timedelta(days=1)
    ConsentText.objects.create(**{**fields, "version": 2, "is_required": True, "effective_from": tomorrow})
    answers = {purpose: purpose != ConsentPurpose.PROMOTIONAL for purpose in ConsentPurpose.values}
    assert problems(consents=answers) == {}
    ConsentText.objects.filter(version=2).update(effective_from=timezone.localdate())
    assert set(problems(consents=answers)) == {"consent_promotional"}


def test_an_answer_to_a_question_nobody_asked_is_refused():
    assert set(
        problems(consents={**REQUIRED_ONLY, "gold": True}, services=("local_tax_guide",), topics=())
    ) == {"consents"}


def test_a_service_needs_its_own_consent():
    answers = {purpose: purpose != ConsentPurpose.E_NOTICE for purpose in ConsentPurpose.values}
    message = problems(consents=answers, services=("civil_defence", "district_news"))["services"]
    assert len(message) == 1
    assert "민방위 통지" in message[0] and "통지서 전자송달" in message[0]
    assert problems(consents=answers, services=("district_news",)) == {}


def test_at_least_one_open_service():
    assert "한 가지 이상" in problems(services=())["services"][0]
    Service.objects.filter(code="district_news").update(is_open=False)
    assert "지금 신청할 수 없는" in problems(services=("district_news",))["services"][0]


def test_topics_need_their_consent_and_a_channel():
    answers = {purpose: purpose != ConsentPurpose.PUBLIC_INFO for purpose in ConsentPurpose.values}
    found = problems(consents=answers, services=("local_tax_guide",), channels=())
    assert set(found) == {"topics", "channels"}
    Topic.objects.filter(code="culture").update(is_open=False)
    assert "지금 고를 수 없는" in problems(topics=("culture",))["topics"][0]
    assert problems(topics=(), channels=()) == {}


def test_under_fourteen_a_guardian_consents():
    child = {"birth_date": years_ago(10), "relation": "child", "head_name": "나다라"}
    confirmed = {"guardian_confirmed": True, "collected_on": timezone.localdate()}
    guardian = Guardian("나다라", "01000000001", "parent")
    asked = {"guardian_name", "guardian_phone", "guardian_relation"}
    assert set(problems(confirmed, **child)) == asked
    assert problems(confirmed, guardian=guardian, **child) == {}
    assert (
        "인증번호"
        in problems({"collected_on": timezone.localdate()}, guardian=guardian, **child)["guardian_phone"][0]
    )
    bad = Guardian("나다라", "0222865000", "cousin")
    assert set(problems(confirmed, guardian=bad, **child)) == {"guardian_phone", "guardian_relation"}


def test_the_age_is_that_of_the_day_the_form_was_signed():
    assert needs_guardian(date(2000, 6, 1), on=date(2014, 5, 31))
    assert not needs_guardian(date(2000, 6, 1), on=date(2014, 6, 1))
    turned = timezone.localdate().replace(year=timezone.localdate().year - 14, day=1)
    child = {"birth_date": turned, "relation": "child", "head_name": "나다라"}
    assert problems(paper(collected_on=timezone.localdate()), **child) == {}
    before = paper(collected_on=turned.replace(year=turned.year + 13))
    assert set(problems(before, **child)) == {"guardian_name", "guardian_phone", "guardian_relation"}


def test_the_intake_date_is_neither_in_the_future_nor_before_birth():
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "오늘보다 뒤" in problems({"collected_on": tomorrow})["collected_on"][0]
    assert "생년월일보다 앞" in problems({"collected_on": date(1970, 1, 1)})["collected_on"][0]


def test_a_form_number_is_used_once_in_a_dong_and_names_its_receipt():
    first = enroll(intake_changes=paper(form_no="A-001")).application
    assert first.receipt_no in problems(paper(form_no="A-001"))["form_no"][0]
    assert problems(paper(form_no="A-001"), dong=dong("옥수동")) == {}


def test_no_form_is_older_than_the_programme(db):
    District.objects.filter(code="1120000000").update(intake_opened_on=date(2012, 9, 16))
    for day, problems in ((date(2012, 9, 15), {"collected_on"}), (date(2012, 9, 16), set())):
        given = intake(method="paper", place="dong_centre", collected_on=day)
        assert set(since_opening(application_form(), given)) == problems
