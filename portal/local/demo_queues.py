"""What waits at the demonstration's desk: cases to review and forms to type again, every one invented."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from enrollment.application_form import ApplicationForm, Intake
from enrollment.domain.apply import accept
from enrollment.domain.scan import put_beside
from enrollment.domain.sealed_form import seal
from enrollment.domain.waiting import filled_in
from enrollment.enums import (
    ApplicationMethod,
    Channel,
    ConsentPurpose,
    ContactKind,
    IntakeFormState,
    Relation,
    Sex,
)
from enrollment.models import (
    Application,
    DoubleEntry,
    IntakeBatch,
    Service,
    Topic,
    WaitingApplication,
)
from enrollment.queries.intake import numbers
from portal.accounts.models import User
from portal.common import phone
from portal.common.pdf import REGULAR
from portal.local.replay import people

CASES, TYPED_TWICE = 3, 2
PAGE = (1000, 1414)
NOTE = "시연용 가상 신청서입니다. 실제 사람의 것이 아닙니다."


def fill(batch: IntakeBatch) -> tuple[list[WaitingApplication], list[DoubleEntry]]:
    """Leave both queues in the dong of `batch`. Nothing of it is counted in any rate."""
    colleague = User.objects.get(email=f"clerk-{batch.dong_id}@example.kr")
    known = replayed(batch.dong_id, CASES + TYPED_TWICE)
    form_nos = numbers(batch, IntakeFormState.RETURNED)
    cases = [
        _wait(form, batch, form_no, colleague)
        for form, form_no in zip(unsure(known[:CASES], people.mobile(89_991)), form_nos, strict=False)
    ]
    _scan(cases[0], *filled_in(cases[0]), colleague)
    return cases, [_draw(application, colleague) for application in known[CASES:]]


def replayed(dong_code: str, count: int) -> list[Application]:
    """The first paper forms of heads who live in a dong."""
    found = Application.objects.filter(
        dong=dong_code,
        method=ApplicationMethod.PAPER,
        person__relation=Relation.HEAD,
        household__closed_on=None,
    )
    found = found.select_related("household__tong", "person", "dong__district", "collected_by")
    return list(found.order_by("id")[:count])


def _form(application: Application) -> ApplicationForm:
    """The form an application was made from."""
    person, home = application.person, application.household
    contacts = {contact.kind: contact.value for contact in person.contacts.filter(ended_at=None)}
    return ApplicationForm(
        name=person.name,
        birth_date=person.birth_date,
        sex=person.sex,
        relation=person.relation,
        head_name=home.head_name,
        dong=application.dong,
        tong_number=home.tong.number,
        ban=home.ban,
        road_address=home.road_address,
        address_detail=home.address_detail,
        mobile=contacts[ContactKind.MOBILE],
        email=contacts.get(ContactKind.EMAIL, ""),
        services=tuple(application.wanted_services),
        topics=tuple(application.wanted_topics),
        channels=tuple(application.wanted_channels),
        consents=dict(application.consents.values_list("purpose", "given")),
    )


def unsure(known: list[Application], mobile: str) -> list[ApplicationForm]:
    """Forms nobody can place for sure: a head spelled another way, a member who moved within the building, a
    second head behind one phone."""
    spelled, moved, sharing = (_form(application) for application in known)
    other = people.GIVEN[(people.GIVEN.index(spelled.name[-1]) + 1) % len(people.GIVEN)]
    name = spelled.name[:-1] + other
    return [
        replace(spelled, name=name, head_name=name, mobile=mobile, email=""),
        replace(moved, address_detail=f"{moved.address_detail.split()[0]} 1901호"),
        replace(sharing, name=f"{sharing.name}솔", head_name=f"{sharing.name}솔", email=""),
    ]


def _wait(form: ApplicationForm, batch: IntakeBatch, form_no: str, colleague: User) -> WaitingApplication:
    intake = Intake(
        method=ApplicationMethod.PAPER,
        place=batch.place,
        collected_on=batch.issued_on + timedelta(days=2),
        collected_by=batch.leader,
        form_no=form_no,
        tell=False,
        is_typed=True,
    )
    form = replace(form, channels=("sms",), consents=dict.fromkeys(ConsentPurpose.values, True))
    return accept(form=form, intake=intake, by=colleague).waiting


def _draw(application: Application, colleague: User) -> DoubleEntry:
    form = _form(application)
    intake = Intake(
        method=ApplicationMethod.PAPER,
        place=application.place,
        collected_on=application.collected_on,
        collected_by=application.collected_by,
        form_no=application.form_no,
        is_typed=True,
    )
    _scan(application, form, intake, colleague)
    return DoubleEntry.objects.create(
        application=application, dong=application.dong, drawn_at=timezone.now(), first=seal(form, intake)
    )


def _scan(saved, form: ApplicationForm, intake: Intake, colleague: User) -> None:
    """What stands in for the paper: the values of the form on a page that says that it is invented."""
    page = Image.new("RGB", PAGE, "white")
    draw, typeface = (
        ImageDraw.Draw(page),
        ImageFont.truetype(str(settings.PRINT_FONTS / f"{REGULAR}.ttf"), 26),
    )
    for row, line in enumerate([NOTE, "", *_lines(form, intake.collected_on)]):
        draw.text((60, 80 + 64 * row), line, fill="black", font=typeface)
    file = BytesIO()
    page.save(file, "JPEG")
    upload = SimpleUploadedFile("form.jpg", file.getvalue(), "image/jpeg")
    put_beside(saved=saved, upload=upload, by=colleague)


def _lines(form: ApplicationForm, collected_on: date) -> list[str]:
    services = Service.objects.filter(code__in=form.services).values_list("name", flat=True)
    topics = Topic.objects.filter(code__in=form.topics).values_list("name", flat=True)
    channels = [str(Channel(channel).label) for channel in form.channels]
    yes = [str(ConsentPurpose(purpose).label) for purpose, given in form.consents.items() if given]
    return [
        f"통/반  {form.tong_number}/{form.ban}",
        f"이름  {form.name}    생년월일  {form.birth_date:%Y. %m. %d.}",
        f"세대주  {form.head_name}    관계  {Relation(form.relation).label}"
        f"    성별  {Sex(form.sex).label if form.sex else '-'}",
        f"주소  {form.road_address} {form.address_detail}",
        f"접수일  {collected_on:%Y. %m. %d.}",
        f"휴대전화  {phone.display(form.mobile)}    이메일  {form.email or '-'}",
        f"희망 서비스  {', '.join(services)}",
        f"관심분야  {', '.join(topics) or '-'}",
        f"받는 방법  {', '.join(channels)}",
        f"동의  {', '.join(yes)}",
    ]
