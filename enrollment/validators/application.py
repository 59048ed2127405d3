"""Rules of an application, shared by the online pages, paper entry, the importer and the API.

Each rule stands alone so that a page can check its own fields; `validate` runs them all.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.application_form import ApplicationForm, Intake
from enrollment.enums import Channel, ConsentPurpose, Relation
from enrollment.models import Application, ConsentText, Dong, Service, Tong, Topic
from portal.common import address, phone, resident_number
from portal.common.dates import age_on
from portal.common.text import normalise_name

GUARDIAN_BELOW_AGE = 14
"""Under 14 a guardian consents (PIPA article 22-2)."""

Problems = dict[str, list[str]]


def validate(form: ApplicationForm, intake: Intake) -> None:
    """Raise ValidationError with every broken rule at its field."""
    problems: Problems = {}
    for rule in (
        no_resident_number,
        person,
        head,
        home_address,
        tong,
        reachable,
        consents,
        wishes,
        guardian,
    ):
        _merge(problems, rule(form))
    _merge(problems, intake_dates(intake))
    _merge(problems, form_number(form, intake))
    if problems:
        raise ValidationError(problems)


def _merge(problems: Problems, more: Problems) -> None:
    for field, messages in more.items():
        problems.setdefault(field, []).extend(messages)


def no_resident_number(form: ApplicationForm) -> Problems:
    """No 13-digit resident registration number anywhere (PIPA article 24-2)."""
    texts = {
        "name": form.name,
        "head_name": form.head_name,
        "road_address": form.road_address,
        "address_detail": form.address_detail,
        "email": form.email,
        "mobile": form.mobile,
        "guardian_name": form.guardian.name if form.guardian else "",
    }
    return {
        field: [resident_number.MESSAGE] for field, text in texts.items() if resident_number.contains(text)
    }


def person(form: ApplicationForm) -> Problems:
    problems: Problems = {}
    if not normalise_name(form.name):
        problems["name"] = [_("이름을 입력하지 않았습니다. 신청하는 분의 이름을 입력해 주세요.")]
    if form.birth_date > timezone.localdate():
        problems["birth_date"] = [_("생년월일이 오늘보다 뒤입니다. 숫자 8자리를 다시 확인해 주세요. (예: 19900101)")]
    return problems


def head(form: ApplicationForm) -> Problems:
    name_is_heads = normalise_name(form.name) == normalise_name(form.head_name)
    if not normalise_name(form.head_name):
        return {"head_name": [_("세대주 이름을 입력하지 않았습니다. 세대주의 이름을 입력해 주세요.")]}
    if form.relation == Relation.HEAD and not name_is_heads:
        return {
            "head_name": [_("세대주 본인이 신청할 때는 신청인과 세대주의 이름이 같아야 합니다. 이름이나 관계를 고쳐 주세요.")]
        }
    return {}


def home_address(form: ApplicationForm) -> Problems:
    district = form.dong.district
    problem = address.district_problem(
        form.road_address,
        district_name=district.name,
        city_name=district.city_name,
        postcodes=(district.postcode_from, district.postcode_to),
    )
    if problem:
        return {"road_address": [problem]}
    if not address.is_plausible(form.road_address):
        return {
            "road_address": [
                _("도로명과 건물번호를 찾을 수 없습니다. 도로명주소로 입력해 주세요. (예: 고산자로 270)")
            ]
        }
    return {}


def tong(form: ApplicationForm) -> Problems:
    if form.tong_number is None:
        return {"tong_number": [_("반만 입력했습니다. 통 번호도 입력해 주세요.")]} if form.ban else {}
    if Tong.objects.filter(dong=form.dong, number=form.tong_number, valid_to=None).exists():
        return {}
    message = _("%(dong)s에 %(number)s통이 없습니다. 통 번호를 확인하거나 비워 두세요.")
    return {"tong_number": [message % {"dong": form.dong, "number": form.tong_number}]}


def reachable(form: ApplicationForm) -> Problems:
    """A mobile number is required and must receive SMS; email is required once something comes by email."""
    problems: Problems = {}
    try:
        phone.require_mobile(form.mobile)
    except ValidationError as error:
        problems["mobile"] = list(error.messages)
    if Channel.EMAIL in form.channels and not form.email:
        problems["email"] = [_("이메일로 받기를 골랐지만 이메일 주소가 없습니다. 주소를 입력하거나 문자를 골라 주세요.")]
    return problems


def consents(form: ApplicationForm) -> Problems:
    required = set(ConsentText.objects.filter(is_required=True).values_list("purpose", flat=True))
    missing = [purpose for purpose in required if not form.consents.get(purpose)]
    if missing:
        return {
            f"consent_{purpose}": [
                _("필수 동의에 동의하지 않았습니다. 동의하지 않으면 서비스를 신청할 수 없습니다.")
            ]
            for purpose in missing
        }
    return {}


def wishes(form: ApplicationForm) -> Problems:
    """Services and topics rest on their own consents; topics need a channel to arrive by."""
    problems: Problems = {}
    services = {service.code: service for service in Service.objects.filter(is_open=True)}
    unknown = [code for code in form.services if code not in services]
    if unknown:
        problems["services"] = [_("지금 신청할 수 없는 서비스가 있습니다. 목록에서 다시 골라 주세요.")]
    elif not form.services:
        problems["services"] = [_("희망 서비스를 고르지 않았습니다. 한 가지 이상 골라 주세요.")]
    else:
        problems |= _missing_consents(form, [services[code] for code in form.services])
    if form.topics:
        problems |= _topics(form)
    return problems


def _missing_consents(form: ApplicationForm, services: list[Service]) -> Problems:
    messages = [
        _("‘%(service)s’은(는) ‘%(consent)s’에 동의해야 신청할 수 있습니다. 동의하거나 선택을 빼 주세요.")
        % {"service": service, "consent": ConsentPurpose(service.consent_purpose).label}
        for service in services
        if not form.consents.get(service.consent_purpose)
    ]
    return {"services": messages} if messages else {}


def _topics(form: ApplicationForm) -> Problems:
    problems: Problems = {}
    known = set(Topic.objects.filter(is_open=True, code__in=form.topics).values_list("code", flat=True))
    if set(form.topics) - known:
        problems["topics"] = [_("지금 고를 수 없는 관심분야가 있습니다. 목록에서 다시 골라 주세요.")]
    elif not form.consents.get(ConsentPurpose.PUBLIC_INFO):
        problems["topics"] = [
            _("관심분야 소식은 ‘맞춤형 구정정보 안내’에 동의해야 받을 수 있습니다. 동의하거나 선택을 빼 주세요.")
        ]
    if not form.channels:
        problems["channels"] = [_("받는 방법을 고르지 않았습니다. 문자나 이메일 가운데 한 가지 이상 골라 주세요.")]
    return problems


def needs_guardian(birth_date: date) -> bool:
    return age_on(birth_date, timezone.localdate()) < GUARDIAN_BELOW_AGE


def guardian(form: ApplicationForm) -> Problems:
    if not needs_guardian(form.birth_date):
        return {}
    if form.guardian is None or not normalise_name(form.guardian.name):
        return {"guardian_name": [_("14세 미만은 법정대리인의 동의가 필요합니다. 법정대리인의 이름을 입력해 주세요.")]}
    try:
        phone.require_mobile(form.guardian.phone)
    except ValidationError as error:
        return {"guardian_phone": list(error.messages)}
    return {}


def intake_dates(intake: Intake) -> Problems:
    if intake.collected_on > timezone.localdate():
        return {"collected_on": [_("접수일이 오늘보다 뒤입니다. 오늘이거나 지난 날짜를 입력해 주세요.")]}
    return {}


def form_number(form: ApplicationForm, intake: Intake) -> Problems:
    """A form number is used once in a dong; the message names the receipt it went to."""
    if not intake.form_no:
        return {}
    used = Application.objects.filter(dong=form.dong, form_no=intake.form_no).first()
    if used is None:
        return {}
    message = _("이 서식 번호는 이미 입력했습니다. 접수번호 %(receipt_no)s을(를) 확인하거나 번호를 고쳐 주세요.")
    return {"form_no": [message % {"receipt_no": used.receipt_no}]}


def known_dong(code: str, district_code: str) -> Dong:
    """The dong with `code` in the district, or a ValidationError that says what to do."""
    found = Dong.objects.filter(code=code, district_id=district_code).select_related("district").first()
    if found is None:
        raise ValidationError(_("행정동을 고르지 않았습니다. 목록에서 사는 동을 골라 주세요."))
    return found
