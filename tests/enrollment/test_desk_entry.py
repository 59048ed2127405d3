"""Typing paper applications: what is accepted, refused at which field, kept, and for whose dong."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.enums import ApplicationMethod, ApplicationStatus, IntakePlace
from enrollment.form_numbers import next_form_no
from enrollment.models import Application, Dong, Household
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_AREA, OTHER_DONG, OWN_AREA, OWN_DONG, tong_leader, typed
from tests.factories.enrollment import enroll
from tests.factories.resident_numbers import RESIDENT_NUMBER

pytestmark = pytest.mark.django_db
URL = "/desk/intake/new/"


def errors(response) -> dict:
    return {name: list(messages) for name, messages in response.context["form"].errors.items()}


def test_a_sheet_becomes_an_application_of_the_clerk(client, clerk):
    leader = tong_leader()
    sheet = typed(collected_by=leader.pk, tong_ban="5통 3반", place="door_to_door", topics=["health"])
    response = client.post(URL, sheet)
    assert (response.status_code, response.url) == (302, URL)
    application = Application.objects.get()
    assert application.method == ApplicationMethod.PAPER
    assert application.place == IntakePlace.DOOR_TO_DOOR
    assert application.collected_on == date(2026, 1, 5)
    assert (application.collected_by, application.entered_by) == (leader, clerk)
    assert application.form_no == sheet["form_no"]
    assert application.dong_id == OWN_DONG
    assert application.wanted_topics == ["health"]
    home = application.household
    assert (home.tong.number, home.ban) == (5, 3)
    assert home.road_address == f"서울특별시 성동구 {sheet['road_address']}"
    assert home.head_name == sheet["name"]
    contacts = {point.kind: (point.value, point.verified_at) for point in application.person.contacts.all()}
    assert contacts == {"mobile": (sheet["mobile"].replace("-", ""), None)}


def test_the_next_sheet_keeps_the_batch_line_and_says_what_became_of_the_last(client, clerk):
    leader = tong_leader()
    client.post(URL, typed(collected_by=leader.pk, form_no="A-0099", place="door_to_door"))
    page = client.get(URL)
    form = page.context["form"]
    kept = {name: form[name].value() for name in ("collected_on", "place", "collected_by", "form_no", "name")}
    assert kept == {
        "collected_on": "2026-01-05",
        "place": "door_to_door",
        "collected_by": leader.pk,
        "form_no": "A-0100",
        "name": None,
    }
    receipt_no = Application.objects.get().receipt_no
    assert f"접수번호 {receipt_no}로 저장했습니다. 새 세대입니다." in page.content.decode()
    assert form.fields["tong_ban"].widget.attrs["autofocus"] is True


def test_a_second_member_joins_the_household_and_the_page_says_so(client, clerk):
    first = typed()
    client.post(URL, first)
    client.post(
        URL,
        typed(
            name="둘째",
            relation="spouse",
            head_name=first["name"],
            road_address=f"서울 성동구 {first['road_address']}",
            address_detail="0102동0304호",
        ),
    )
    assert Household.objects.count() == 1
    assert Application.objects.filter(status=ApplicationStatus.JOINED).count() == 1
    assert "이미 있는 세대에 합쳤습니다" in client.get(URL).content.decode()


def test_the_same_page_twice_is_one_application(client, clerk):
    sheet = typed()
    client.post(URL, sheet)
    response = client.post(URL, sheet)
    assert response.status_code == 302
    assert Application.objects.count() == 1
    assert "이미 저장한 화면입니다" in client.get(URL).content.decode()


def test_a_used_form_number_names_its_receipt(client, clerk):
    client.post(URL, typed(form_no="77"))
    receipt_no = Application.objects.get().receipt_no
    response = client.post(URL, typed(form_no="77"))
    assert f"접수번호 {receipt_no}" in errors(response)["form_no"][0]
    assert Application.objects.count() == 1


def test_a_household_known_in_another_dong_is_told_and_nothing_is_stored(client, clerk):
    other = Dong.objects.select_related("district").get(code=OTHER_DONG)
    home = enroll(dong=other).application.household
    sheet = typed(name=home.head_name, road_address=home.road_address, address_detail=home.address_detail)
    response = client.post(URL, sheet)
    assert "고른 행정동과 맞지 않습니다" in errors(response)["__all__"][0]
    assert Application.objects.count() == 1


TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()
WRONG = [
    ({"collected_on": ""}, "collected_on", "접수일을 입력하지 않았습니다"),
    ({"collected_on": TOMORROW}, "collected_on", "오늘보다 뒤"),
    ({"collected_on": "2026. 2. 30."}, "collected_on", "날짜가 올바르지 않습니다"),
    ({"place": "online"}, "place", "올바르게 선택해 주세요"),
    ({"place": None}, "place", "접수처를 고르지 않았습니다"),
    ({"collected_by": "999999"}, "collected_by", "통장이 아니었습니다"),
    ({"tong_ban": "다섯"}, "tong_ban", "통과 반을 읽을 수 없습니다"),
    ({"tong_ban": "77/1"}, "tong_ban", "77통이 없습니다"),
    ({"name": ""}, "name", "이름을 입력하지 않았습니다"),
    ({"birth_date": "19900231"}, "birth_date", "생년월일이 올바르지 않습니다"),
    ({"birth_date": "900101"}, "birth_date", "연도가 두 자리"),
    ({"birth_date": TOMORROW}, "birth_date", "오늘보다 뒤"),
    ({"relation": ""}, "relation", "관계를 고르지 않았습니다"),
    ({"relation": "child"}, "head_name", "세대주 이름을 입력하지 않았습니다"),
    ({"head_name": "다른이"}, "head_name", "이름이 같아야"),
    ({"road_address": ""}, "road_address", "주소를 입력하지 않았습니다"),
    ({"road_address": "우리집"}, "road_address", "도로명주소로 입력해 주세요"),
    ({"road_address": "서울 강남구 테헤란로 1"}, "road_address", "성동구 주소가 아닙니다"),
    ({"road_address": "06000 논현로 1"}, "road_address", "우편번호"),
    ({"road_address": "성수동1가 7-1"}, "road_address", "도로명주소로 입력해 주세요"),
    ({"mobile": "02-2286-5000"}, "mobile", "유선전화"),
    ({"mobile": "011-234-5678"}, "mobile", "지금 쓰는 010 번호"),
    ({"mobile": ""}, "mobile", "휴대전화 번호를 입력하지 않았습니다"),
    ({"email": "가나다"}, "email", "이메일 주소가 올바르지 않습니다"),
    ({"channels": ["email"]}, "email", "이메일 주소가 없습니다"),
    ({"services": None}, "services", "희망 서비스를 고르지 않았습니다"),
    ({"services": ["no_such"]}, "services", "올바르게 선택해 주세요"),
    ({"topics": ["health"], "channels": None}, "channels", "받는 방법을 고르지 않았습니다"),
    ({"consent_enrollment": "no"}, "consent_enrollment", "필수 동의"),
    ({"consent_poll": None}, "consent_poll", "동의하는지 고르지 않았습니다"),
    ({"consent_public_info": "no"}, "services", "동의해야 신청할 수 있습니다"),
]


@pytest.mark.parametrize(("change", "field", "message"), WRONG)
def test_a_slip_is_told_at_its_field_and_everything_typed_is_kept(client, clerk, change, field, message):
    sheet = typed(**change)
    response = client.post(URL, sheet)
    assert response.status_code == 200
    found = errors(response)
    assert message in " ".join(found[field])
    form = response.context["form"]
    for name, value in sheet.items():
        assert form[name].value() == value
    assert not Application.objects.exists()


TEXT_FIELDS = (
    "collected_on form_no tong_ban name birth_date head_name road_address address_detail mobile email "
    "guardian_name guardian_phone"
).split()


@pytest.mark.parametrize("field", TEXT_FIELDS)
def test_a_resident_number_is_refused_in_every_field(client, clerk, field):
    response = client.post(URL, typed(**{field: RESIDENT_NUMBER}))
    assert "주민등록번호로 보이는" in " ".join(errors(response)[field])
    assert not Application.objects.exists()


def test_many_slips_are_shown_at_once(client, clerk):
    response = client.post(
        URL, typed(name="", tong_ban="77/1", mobile="02-2286-5000", consent_enrollment="no")
    )
    assert {"name", "tong_ban", "mobile", "consent_enrollment"} <= set(errors(response))


class TestChild:
    BORN = f"{timezone.localdate().year - 8}0301"
    GUARDIAN = {
        "guardian_name": "보호자",
        "guardian_phone": "010 0000 9999",
        "guardian_relation": "parent",
        "guardian_confirmed": "on",
    }

    def sheet(self, **changes):
        child = {"birth_date": self.BORN, "relation": "child", "head_name": "보호자", **self.GUARDIAN}
        return typed(**{**child, **changes})

    def test_needs_a_guardian(self, client, clerk):
        response = client.post(URL, self.sheet(**dict.fromkeys(self.GUARDIAN)))
        assert {"guardian_name", "guardian_confirmed"} <= set(errors(response))

    def test_needs_the_signature_seen(self, client, clerk):
        response = client.post(URL, self.sheet(guardian_confirmed=None))
        assert set(errors(response)) == {"guardian_confirmed"}

    def test_is_accepted_with_the_guardian(self, client, clerk):
        client.post(URL, self.sheet())
        application = Application.objects.get()
        assert application.guardian_name == "보호자"
        assert application.guardian_phone == "01000009999"
        assert application.waits_for_guardian and application.guardian_token

    def test_of_an_adult_no_guardian_is_kept(self, client, clerk):
        client.post(URL, typed(**self.GUARDIAN))
        assert Application.objects.get().guardian_name is None


class TestScope:
    def test_a_posted_dong_does_not_move_the_form(self, client, clerk):
        client.post(URL, typed(dong=OTHER_DONG))
        assert Application.objects.get().dong_id == OWN_DONG

    def test_only_leaders_of_the_own_dong_are_offered_and_taken(self, client, clerk):
        own, other = tong_leader(), tong_leader(OTHER_DONG, 7)
        page = client.get(URL).content.decode()
        assert own.name in page
        assert other.name not in page
        response = client.post(URL, typed(collected_by=other.pk))
        assert "collected_by" in errors(response)

    def test_a_leader_is_offered_for_the_days_of_the_term_only(self, client, clerk):
        former = tong_leader(name="지난통장", ends_on=date(2024, 7, 1))
        assert client.post(URL, typed(collected_by=former.pk)).status_code == 200
        client.post(URL, typed(collected_by=former.pk, collected_on="2024.6.30"))
        assert Application.objects.get().collected_by == former
        options = client.get("/desk/intake/leaders/", {"collected_on": "2024-06-30"}).content.decode()
        assert "지난통장" in options
        assert "지난통장" not in client.get("/desk/intake/leaders/").content.decode()

    def test_leaders_of_another_dong_cannot_be_listed(self, client, clerk):
        other = tong_leader(OTHER_DONG, 7)
        assert other.name not in client.get("/desk/intake/leaders/", {"dong": OTHER_DONG}).content.decode()

    def test_a_clerk_of_two_dongs_chooses_and_no_third_is_taken(self, client):
        from portal.accounts.roles import grant

        user = staff(RoleCode.DONG_STAFF, OWN_AREA)
        grant(user=user, role=RoleCode.DONG_STAFF, area_path=OTHER_AREA, starts_on=date(2012, 1, 1), by=None)
        client.force_login(user)
        assert "dong" in errors(client.post(URL, typed()))
        assert "dong" in errors(client.post(URL, typed(dong="1120058000")))
        client.post(URL, typed(dong=OTHER_DONG))
        assert Application.objects.get().dong_id == OTHER_DONG

    def test_the_whole_district_chooses_among_all(self, client):
        client.force_login(staff(RoleCode.DONG_STAFF))
        assert client.get(URL).context["form"].fields["dong"].queryset.count() == 17

    @pytest.mark.parametrize("role", [RoleCode.OFFICER, RoleCode.APPROVER, RoleCode.PRIVACY_OFFICER])
    @pytest.mark.parametrize("url", [URL, "/desk/", "/desk/households/", "/desk/intake/leaders/", "/tong/"])
    def test_other_roles_do_not_enter(self, client, role, url):
        user = staff(role)
        client.force_login(user)
        assert client.get(url).status_code in {302, 403}
        assert "desk" not in client.get(url).headers.get("Location", "")

    def test_a_right_over_one_tong_does_not_open_the_dong(self, client):
        client.force_login(staff(RoleCode.DONG_STAFF, f"{OWN_AREA}/5"))
        assert client.get(URL).status_code == 403

    def test_strangers_are_sent_to_sign_in(self, client):
        response = client.get(URL)
        assert response.status_code == 302
        assert reverse("desk_entry") in response.url


@pytest.mark.parametrize(
    ("form_no", "after"),
    [("", ""), ("7", "8"), ("0099", "0100"), ("A-0099", "A-0100"), ("999", "1000"), ("A", "")],
)
def test_next_form_no(form_no, after):
    assert next_form_no(form_no) == after
