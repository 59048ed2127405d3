"""Rules of an application, shared by the online pages, paper entry, the importer and the API.

Each rule stands alone so that a page can check its own fields; `validate` runs them all.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.application_form import ApplicationForm, Guardian, Intake
from enrollment.enums import ApplicationMethod, Channel, ContactKind, GuardianRelation, Sex
from enrollment.queries.known import Known
from enrollment.validators.home import head, home_address, legal_dong, tong
from enrollment.validators.names import is_name, name_message
from enrollment.validators.problems import Problems, merge
from enrollment.validators.wishes import wish_problems
from portal.common import phone, resident_number
from portal.common.dates import OLDEST_AGE, age_on
from portal.common.templatetags.korean import kdate
from portal.common.text import normalise_name

GUARDIAN_BELOW_AGE = 14
"""Under 14 a guardian consents (PIPA article 22-2)."""

_SEXES = frozenset(Sex.values)
LENGTHS = {"name": 40, "head_name": 40, "road_address": 120, "address_detail": 80, "email": 254}
FORM_NUMBER_LENGTH = 20


def validate(form: ApplicationForm, intake: Intake, known: Known | None = None) -> None:
    """Raise ValidationError with every broken rule at its field. `known` is kept by who checks many forms."""
    if problems := broken_rules(form, intake, known or Known()):
        raise ValidationError(problems)


def broken_rules(form: ApplicationForm, intake: Intake, known: Known) -> Problems:
    """What is wrong, by field; empty when nothing is."""
    problems: Problems = {}
    for found in (
        no_resident_number(form),
        lengths(form),
        person(form, known),
        head(form),
        home_address(form, known),
        reachable(form),
        legal_dong(form, known),
        tong(form, known),
        consents(form, known),
        wishes(form, known),
        guardian(form, on=intake.collected_on),
        intake_dates(intake, known),
        confirmed(form, intake),
        signed_after_birth(form, intake, known),
        since_opening(form, intake),
        form_number(form, intake, known),
    ):
        if found:
            merge(problems, found)
    return problems


def no_resident_number(form: ApplicationForm) -> Problems:
    """No 13-digit resident registration number anywhere (PIPA article 24-2)."""
    guardian = form.guardian
    texts = {
        "name": form.name,
        "head_name": form.head_name,
        "road_address": form.road_address,
        "address_detail": form.address_detail,
        "email": form.email,
        "mobile": form.mobile,
        "guardian_name": guardian.name if guardian else "",
        "guardian_phone": guardian.phone if guardian else "",
    }
    return {
        field: [resident_number.MESSAGE] for field, text in texts.items() if resident_number.contains(text)
    }


def lengths(form: ApplicationForm) -> Problems:
    limits = {field: limit for field, limit in LENGTHS.items() if len(getattr(form, field)) > limit}
    if form.guardian and len(form.guardian.name) > LENGTHS["name"]:
        limits["guardian_name"] = LENGTHS["name"]
    return {
        field: [_("%(limit)s자까지 입력할 수 있습니다. 줄여서 입력해 주세요.") % {"limit": limit}]
        for field, limit in limits.items()
    }


def person(form: ApplicationForm, known: Known | None = None) -> Problems:
    problems: Problems = {}
    if not normalise_name(form.name):
        problems["name"] = [_("이름을 입력하지 않았습니다. 신청하는 분의 이름을 입력해 주세요.")]
    elif not is_name(form.name):
        problems["name"] = [name_message()]
    today = (known or Known()).today
    if form.birth_date > today:
        problems["birth_date"] = [
            _("생년월일이 오늘보다 뒤입니다. 숫자 8자리를 다시 확인해 주세요. (예: 19900101)")
        ]
    elif age_on(form.birth_date, today) > OLDEST_AGE:
        problems["birth_date"] = [
            _("생년월일이 120년보다 더 전입니다. 태어난 해를 확인해 주세요. (예: 19900101)")
        ]
    if form.sex and form.sex not in _SEXES:
        problems["sex"] = [_("성별을 목록에서 골라 주세요. 고르지 않아도 됩니다.")]
    return problems


def reachable(form: ApplicationForm) -> Problems:
    """A mobile number is required and must receive SMS; email is required once something comes by email."""
    problems: Problems = {}
    try:
        phone.require_mobile(form.mobile)
    except ValidationError as error:
        problems["mobile"] = list(error.messages)
    if form.email:
        try:
            validate_email(form.email)
        except ValidationError:
            problems["email"] = [
                _("이메일 주소가 올바르지 않습니다. 주소를 확인해 주세요. (예: name@example.kr)")
            ]
    elif Channel.EMAIL in form.channels:
        problems["email"] = [
            _("이메일로 받기를 골랐지만 이메일 주소가 없습니다. 주소를 입력하거나 문자를 골라 주세요.")
        ]
    return problems


def consents(form: ApplicationForm, known: Known | None = None) -> Problems:
    """Every required text in force today is agreed to, and nothing is answered that was not asked."""
    texts = (known or Known()).texts
    problems: Problems = {
        f"consent_{purpose}": [
            _("필수 동의에 동의하지 않았습니다. 동의하지 않으면 서비스를 신청할 수 없습니다.")
        ]
        for purpose, text in texts.items()
        if text.is_required and not form.consents.get(purpose)
    }
    if set(form.consents) - set(texts):
        problems["consents"] = [_("지금 쓰지 않는 동의 항목이 있습니다. 동의를 다시 선택해 주세요.")]
    return problems


def wishes(form: ApplicationForm, known: Known | None = None) -> Problems:
    known = known or Known()
    wanted = (form.services, form.topics, form.channels)
    return known.remember(
        ("wishes", *wanted, *form.consents.items()), lambda: wish_problems(*wanted, form.consents, known)
    )


def needs_guardian(birth_date: date, *, on: date | None = None) -> bool:
    """Whether a guardian must consent for somebody born on `birth_date` who applies on a day (today)."""
    day = on or timezone.localdate()
    return birth_date <= day and age_on(birth_date, day) < GUARDIAN_BELOW_AGE


def guardian(form: ApplicationForm, *, on: date | None = None) -> Problems:
    """Who is under 14 on the day of the form (today) names a guardian who can be reached."""
    if not needs_guardian(form.birth_date, on=on):
        return {}
    given = form.guardian or Guardian("", "", "")
    problems: Problems = {}
    if not normalise_name(given.name):
        message = _("14세 미만은 법정대리인의 동의가 필요합니다. 법정대리인의 이름을 입력해 주세요.")
        problems["guardian_name"] = [message]
    elif not is_name(given.name):
        problems["guardian_name"] = [name_message()]
    if given.relation not in GuardianRelation.values:
        problems["guardian_relation"] = [_("신청인과의 관계를 고르지 않았습니다. 목록에서 골라 주세요.")]
    try:
        phone.require_mobile(given.phone)
    except ValidationError as error:
        problems["guardian_phone"] = list(error.messages)
    return problems


def confirmed(form: ApplicationForm, intake: Intake) -> Problems:
    """Online a code has shown that the contacts are the applicant's; on paper the signature stands."""
    if intake.method != ApplicationMethod.ONLINE:
        return {}
    message = _("인증번호로 확인하지 않았습니다. 인증번호를 받아 입력해 주세요.")
    given = {"mobile": (ContactKind.MOBILE, form.mobile), "email": (ContactKind.EMAIL, form.email)}
    problems = {
        field: [message]
        for field, (kind, value) in given.items()
        if value and kind not in intake.verified_kinds
    }
    if needs_guardian(form.birth_date, on=intake.collected_on) and not intake.guardian_confirmed:
        problems["guardian_phone"] = [message]
    return problems


def intake_dates(intake: Intake, known: Known | None = None) -> Problems:
    if intake.collected_on > (known or Known()).today:
        return {"collected_on": [_("접수일이 오늘보다 뒤입니다. 오늘이거나 지난 날짜를 입력해 주세요.")]}
    return {}


def signed_after_birth(form: ApplicationForm, intake: Intake, known: Known | None = None) -> Problems:
    if intake.collected_on < form.birth_date <= (known or Known()).today:
        return {"collected_on": [_("접수일이 생년월일보다 앞입니다. 두 날짜를 다시 확인해 주세요.")]}
    return {}


def since_opening(form: ApplicationForm, intake: Intake) -> Problems:
    """No form is older than the programme: a mistyped year would change figures already published."""
    opened_on = form.dong.district.intake_opened_on
    if opened_on and intake.collected_on < opened_on:
        message = _("접수를 시작한 날(%(day)s)보다 앞입니다. 접수일의 연도를 확인해 주세요.")
        return {"collected_on": [message % {"day": kdate(opened_on)}]}
    return {}


def form_number(form: ApplicationForm, intake: Intake, known: Known | None = None) -> Problems:
    """A form number is used once in a dong; the message names the receipt it went to."""
    if not intake.form_no:
        return {}
    if resident_number.contains(intake.form_no):
        return {"form_no": [resident_number.MESSAGE]}
    if len(intake.form_no) > FORM_NUMBER_LENGTH:
        limit = {"limit": FORM_NUMBER_LENGTH}
        return {"form_no": [_("%(limit)s자까지 입력할 수 있습니다. 줄여서 입력해 주세요.") % limit]}
    used = (known or Known()).receipt_of_form(form.dong.code, intake.form_no)
    if used is None:
        return {}
    message = _(
        "이 서식 번호는 이미 입력했습니다. 접수번호 %(receipt_no)s을(를) 확인하거나 번호를 고쳐 주세요."
    )
    return {"form_no": [message % {"receipt_no": used}]}
