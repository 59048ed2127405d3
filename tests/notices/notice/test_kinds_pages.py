"""Pages of kinds: the office's, with a form of rows, and the public one."""

import pytest
from django.urls import reverse

from enrollment.models import Service
from notices.models import NoticeKind, NoticeTerms
from notices.notice_terms import fields_of, rungs_of
from notices.queries.kinds import latest_terms
from portal.accounts.enums import RoleCode
from tests.e2e.korean_text import KoreanText, korean_of
from tests.factories.accounts import DISTRICT, staff
from tests.factories.resident_numbers import RESIDENT_NUMBER

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = staff(RoleCode.ADMINISTRATOR)
    client.force_login(user)
    return user


def kind_data(**changes) -> dict:
    return {
        "code": "trial",
        "name": "시험 통지",
        "name_en": "Trial notice",
        "description": "시험입니다.",
        "description_en": "A trial.",
        "service": Service.objects.get(code="civil_defence").pk,
        "addressee": "person",
        "is_active": "on",
    } | changes


def terms_data(**changes) -> dict:
    return {
        "legal_basis": "시험 법률 제1조",
        "legal_basis_en": "Act of tests, article 1",
        "serve_days_before": "7",
        "paper_days_before": "10",
        "evidence_years": "5",
        "contact_office": "시험 담당",
        "contact_phone": "02-2286-5000",
        "title": "시험 통지서",
        "body": "{이름} 님\r\n\r\n{행사일} {교육 장소}(으)로 오시기 바랍니다.",
        "text": "통지서가 왔습니다. {주소}",
        "alimtalk_template": "",
        "rung-count": "2",
        "rung-0-channel": "email",
        "rung-0-after_hours": "0",
        "rung-1-channel": "sms",
        "rung-1-after_hours": "24",
        "field-count": "2",
        "field-0-label": "교육 장소",
        "field-0-label_en": "Place",
        "field-0-code": "place",
        "field-0-scope": "round",
        "field-0-type": "text",
        "field-0-required": "on",
    } | changes


def text_of(response) -> str:
    return response.content.decode()


def new_kind(client) -> NoticeKind:
    client.post(reverse("office_kind_new"), kind_data())
    return NoticeKind.objects.get(code="trial")


def test_a_kind_and_its_first_terms_are_written_and_then_public(client, administrator):
    answer = client.post(reverse("office_kind_new"), kind_data(), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("office_terms_new", args=["trial"])
    assert "시험 통지" not in text_of(client.get(reverse("notice_kinds")))
    answer = client.post(reverse("office_terms_new", args=["trial"]), terms_data(), follow=True)
    assert "1판을 게시했습니다" in text_of(answer)
    terms = latest_terms(NoticeKind.objects.get(code="trial"))
    assert terms.created_by == administrator
    assert terms.body == "{이름} 님\n\n{행사일} {교육 장소}(으)로 오시기 바랍니다."
    assert [(rung.channel, rung.after_hours) for rung in rungs_of(terms)] == [("email", 0), ("sms", 24)]
    assert [field.code for field in fields_of(terms)] == ["place"]
    client.logout()
    html = text_of(client.get(reverse("notice_kinds")))
    for said in ("시험 통지", "시험 법률 제1조", "행사 7일 전까지", "행사일부터 5년", "앞 단계에서 1일 뒤"):
        assert said in html


def test_the_page_of_a_kind_shows_how_document_and_text_look(client, administrator):
    html = text_of(client.get(reverse("office_kind", args=["civil_defence"])))
    sms = "(재안내) 민방위 통지서가 왔습니다."
    for said in ("민방위 교육훈련 통지서", "홍길동", "[교육 장소]", sms, "문자 재안내"):
        assert said in html
    answer = client.get(reverse("office_terms_specimen", args=["civil_defence", 1]))
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")


def test_a_version_that_differs_in_nothing_is_refused_and_what_was_typed_stays(client, administrator):
    kind = new_kind(client)
    page = reverse("office_terms_new", args=[kind.code])
    client.post(page, terms_data())
    html = text_of(client.post(page, terms_data()))
    assert "지금 판과 똑같습니다" in html and "시험 법률 제1조" in html
    assert kind.terms.count() == 1


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"paper_days_before": "5"}, "paper_days_before", "송달 기한보다 앞이어야"),
        ({"serve_days_before": "일곱"}, "serve_days_before", "숫자만 입력해 주세요"),
        ({"legal_basis": ""}, "legal_basis", "비어 있습니다"),
        ({"legal_basis": RESIDENT_NUMBER}, "legal_basis", "주민등록번호로 보이는"),
        ({"body": "{장소}"}, "body", "없는 항목입니다"),
        ({"text": "{이름} {주소}"}, "text", "개인정보를 넣을 수 없으니"),
        ({"text": "가" * 40 + "{주소}"}, "text", "90바이트를 넘습니다"),
        ({"rung-1-after_hours": "0"}, "rung-1-after_hours", "앞 단계 뒤 1시간부터"),
        ({"rung-1-after_hours": ""}, "rung-1-after_hours", "숫자만 입력해 주세요"),
        ({"rung-1-channel": "email"}, "rung-1-is_reminder", "재안내로 표시해 주세요"),
        ({"field-0-code": "Place"}, "field-0-code", "영문 소문자로"),
        ({"field-0-label": "주민등록번호"}, "field-0-label", "주민등록번호는 받지 않습니다"),
        ({"field-1-label": "소속"}, "field-1-code", "비어 있습니다"),
    ],
)
def test_wrong_terms_are_told_at_the_field_and_kept(client, administrator, change, field, said):
    kind = new_kind(client)
    html = text_of(client.post(reverse("office_terms_new", args=[kind.code]), terms_data(**change)))
    assert not kind.terms.exists()
    error = html.split(f'id="id_{field}_error"', 1)[1]
    assert said in error.split("</div>", 1)[0]
    assert 'aria-invalid="true"' in html
    typed = next(iter(change.values()))
    if typed:
        assert typed in html


def test_rows_are_added_moved_and_dropped_without_saving_or_scolding(client, administrator):
    kind = new_kind(client)
    page = reverse("office_terms_new", args=[kind.code])
    html = text_of(client.post(page, terms_data(**{"rung-add": "1", "legal_basis": ""})))
    assert 'name="rung-2-channel"' in html and "error-summary" not in html
    html = text_of(client.post(page, terms_data(**{"rung-raise": "1"})))
    first = html.split('name="rung-0-channel"', 1)[1].split("</select>", 1)[0]
    assert 'value="sms" selected' in first
    html = text_of(client.post(page, terms_data(**{"field-drop": "0"})))
    assert 'name="field-1-label"' not in html and 'value="place"' not in html
    assert not kind.terms.exists()


@pytest.mark.parametrize("odd", ["", "-1", "999", "x", "²"])
def test_a_forged_count_of_rows_breaks_nothing(client, administrator, odd):
    kind = new_kind(client)
    data = terms_data(**{"rung-count": odd, "rung-drop": odd, "field-count": odd})
    assert client.post(reverse("office_terms_new", args=[kind.code]), data).status_code == 200


def test_the_panel_counts_bytes_of_the_whole_text_while_it_is_written(client, administrator, settings):
    settings.SITE_URL = "https://e.example.kr"
    check = reverse("office_terms_check", args=["civil_defence"])
    html = text_of(client.post(check, terms_data(text="{주소}")))
    # [성동구] and a blank are 9 bytes, the address 40.
    assert "<strong>49</strong>" in html and "[교육 장소]" in html
    html = text_of(client.post(check, terms_data(text="가" * 30 + "{주소}", title="")))
    assert "<strong>109</strong>" in html and "19바이트를 줄여 주세요" in html and "고칠 곳이 2곳" in html
    assert NoticeTerms.objects.count() == 2


def test_looking_saves_nothing(client, administrator):
    kind = new_kind(client)
    html = text_of(client.post(reverse("office_terms_new", args=[kind.code]), terms_data(check="1")))
    assert "[교육 장소]" in html and not kind.terms.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "civil_defence"}, "code"),
        ({"code": "Trial 1"}, "code"),
        ({"code": "new"}, "code"),
        ({"name": ""}, "name"),
        ({"name": RESIDENT_NUMBER}, "name"),
        ({"service": ""}, "service"),
        ({"addressee": "nobody"}, "addressee"),
    ],
)
def test_a_wrong_kind_is_told_at_the_field_and_kept(client, administrator, change, field):
    html = text_of(client.post(reverse("office_kind_new"), kind_data(**change)))
    assert f'id="id_{field}_error"' in html and "A trial." in html
    assert not NoticeKind.objects.filter(code="trial").exists()


def test_a_kind_is_renamed_and_put_out_of_use(client, administrator):
    new_kind(client)
    page = reverse("office_kind_edit", args=["civil_defence"])
    data = {**kind_data(name="다른 통지"), "is_active": ""}
    assert "고친 내용을 저장했습니다" in text_of(client.post(page, data, follow=True))
    html = text_of(client.get(reverse("notice_kinds")))
    assert "다른 통지" not in html and "취학 통지" in html
    assert "쓰지 않는 종류입니다" in text_of(client.get(reverse("office_kind", args=["civil_defence"])))


def test_an_earlier_version_can_be_read(client, administrator):
    client.post(reverse("office_terms_new", args=["civil_defence"]), terms_data())
    assert "조건 2판" in text_of(client.get(reverse("office_kind", args=["civil_defence"])))
    html = text_of(client.get(reverse("office_terms", args=["civil_defence", 1])))
    assert "조건 1판" in html and "지난 1판입니다" in html
    assert client.get(reverse("office_terms", args=["civil_defence", 9])).status_code == 404


PAGES = [
    ("office_kinds", []),
    ("office_kind_new", []),
    ("office_kind", ["civil_defence"]),
    ("office_kind_edit", ["civil_defence"]),
    ("office_terms_new", ["civil_defence"]),
    ("office_terms", ["civil_defence", 1]),
    ("office_terms_specimen", ["civil_defence", 1]),
]


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_only_whoever_manages_kinds_for_the_district_sees_them(client, name, args):
    page = reverse(name, args=args)
    assert client.get(page).status_code == 302
    client.force_login(staff(RoleCode.OFFICER))
    assert client.get(page).status_code == 403
    client.force_login(staff(RoleCode.ADMINISTRATOR, f"{DISTRICT}/1120056000"))
    assert client.get(page).status_code == 403
    client.force_login(staff(RoleCode.ADMINISTRATOR))
    assert client.get(page).status_code == 200


@pytest.mark.parametrize(
    ("name", "args"),
    [*PAGES[1:2], *PAGES[3:5], ("office_terms_check", ["civil_defence"])],
)
def test_others_write_nothing(client, name, args):
    client.force_login(staff(RoleCode.OFFICER))
    assert client.post(reverse(name, args=args), kind_data() | terms_data()).status_code == 403
    assert (NoticeKind.objects.count(), NoticeTerms.objects.count()) == (2, 2)


def test_the_menu_leads_there(client, administrator):
    html = text_of(client.get(reverse("office_kinds")))
    assert html.count(f'href="{reverse("office_kinds")}"') >= 1
    assert '<a href="/notices/kinds/">' in html


def test_in_english_what_has_english_is_english(client, administrator):
    client.cookies["django_language"] = "en"
    html = text_of(client.get(reverse("notice_kinds")))
    assert "Civil defence training notice" in html
    assert "Framework Act on Civil Defense, article 24" in html


def test_pages_for_the_office_in_english_say_no_korean_but_documents(client, administrator):
    client.cookies["django_language"] = "en"
    administrator.name = "Reader"
    administrator.save()
    pages = [*(reverse(name, args=args) for name, args in PAGES[:-1]), reverse("notice_kinds")]
    assert korean_of(client, pages) == []
    refused = client.post(reverse("office_terms_new", args=["civil_defence"]), {"rung-count": "1"})
    assert KoreanText(text_of(refused)).found == []


def test_a_service_without_consent_to_electronic_notices_is_refused_with_a_reason(client, administrator):
    other = Service.objects.get(code="district_news")
    shown = client.post(reverse("office_kind_new"), kind_data(service=other.pk), follow=True)
    assert "통지서 전자송달에 동의를 받는 서비스가 아닙니다. 다른 서비스를 골라" in shown.content.decode()
    assert not NoticeKind.objects.filter(code="trial").exists()
