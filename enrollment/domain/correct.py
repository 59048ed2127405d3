"""Putting right what was typed wrong, from the paper: the verbs of each thing, one audit row for all."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.application_form import ApplicationForm, Intake
from enrollment.domain import consent, contact, guardian, services
from enrollment.domain.household import lock, sync_period
from enrollment.domain.proof import Proof
from enrollment.domain.typed_values import CONSENT
from enrollment.domain.withdraw import withdraw_consent
from enrollment.enums import ApplicationMethod, ContactKind, ContactState
from enrollment.models import (
    Application,
    ContactPoint,
    EnrollmentPeriod,
    Household,
    HouseholdPeriod,
    Person,
    Tong,
)
from enrollment.queries.consent_texts import current_texts
from enrollment.queries.consents import given_purposes
from enrollment.signals import application_corrected
from portal.common import audit
from portal.common.address import address_key
from portal.common.crypto import blind_index
from portal.common.text import normalise_name

PERSON = {"name", "birth_date", "sex", "relation"}
HOME = {"head_name", "road_address", "address_detail"}
GUARDIAN = {"guardian_name", "guardian_phone", "guardian_relation"}
WISHES = {"topics", "channels"}

Typing = tuple[ApplicationForm, Intake]


@dataclass(frozen=True, slots=True)
class _Work:
    """One correction: the record, what it was typed as and should have been, and on what it rests."""

    application: Application
    household: Household
    person: Person
    fields: set[str]
    former: ApplicationForm
    right: ApplicationForm
    right_intake: Intake
    proof: Proof
    by: object


@transaction.atomic
def correct(
    *, application: Application, fields: list[str], former: Typing, right: Typing, by, double_entry_id: int
) -> None:
    """Make `fields` of the record what `right` says. What somebody changed since stays where it can.

    Raises ValidationError, and changes nothing, when a field is shared with other applications of the
    household: its address, head and first day are then put right by moving, merging or a new form.
    """
    household = lock(application.household_id)
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    person = Person.objects.select_for_update(of=("self",)).get(pk=application.person_id)
    proof = Proof(
        method=ApplicationMethod.PAPER,
        form_no=application.form_no,
        evidence={"double_entry": double_entry_id},
    )
    work = _Work(application, household, person, set(fields), former[0], right[0], right[1], proof, by)
    # What may rest on a consent comes between the giving and the taking back.
    _consents(work, given=True)
    for verb, names in _VERBS:
        if work.fields & names:
            verb(work)
    _consents(work, given=False)
    if work.fields & (WISHES | {"services"}):
        _wishes(work)
    audit.record(
        by=by,
        action="application.correct",
        obj=application,
        fields=sorted(fields),
        double_entry=double_entry_id,
    )


def _person(work: _Work) -> None:
    person, right = work.person, work.right
    if "name" in work.fields:
        person.name, person.name_key = right.name, normalise_name(right.name)
    if "birth_date" in work.fields:
        person.birth_date, person.birth_year = right.birth_date, right.birth_date.year
        person.birth_index = blind_index("birth_date", right.birth_date.isoformat())
    if "sex" in work.fields:
        person.sex = right.sex
    if "relation" in work.fields:
        person.relation = right.relation
    _save(person, _("이 세대에 같은 이름과 생년월일의 사람이 이미 있습니다. 세대 내역에서 확인해 주세요."))


def _home(work: _Work) -> None:
    _refuse_shared(work)
    home, right = work.household, work.right
    if "head_name" in work.fields:
        home.head_name, home.head_key = right.head_name, normalise_name(right.head_name)
    if "road_address" in work.fields:
        home.road_address = right.road_address
    if "address_detail" in work.fields:
        home.address_detail = right.address_detail
    home.address_key = address_key(
        home.road_address, home.address_detail, district_name=home.dong.district.name
    )
    _save(home, _("그 주소와 세대주의 세대가 이미 있습니다. 세대 내역에서 두 세대를 합쳐 주세요."))


def _tong(work: _Work) -> None:
    home, right = work.household, work.right
    home.tong = (
        Tong.objects.get(dong=home.dong, number=right.tong_number, valid_to=None)
        if right.tong_number
        else None
    )
    home.ban = right.ban
    home.save(update_fields=["tong", "ban", "updated_at"])


def _collected_on(work: _Work) -> None:
    """The day of the form is the day its services and its household count from."""
    _refuse_shared(work)
    former, day = work.application.collected_on, work.right_intake.collected_on
    work.application.collected_on = day
    work.application.save(update_fields=["collected_on"])
    running = {"starts_on": former, "ends_on": None}
    EnrollmentPeriod.objects.filter(source=work.application, **running).update(starts_on=day)
    HouseholdPeriod.objects.filter(household=work.household, **running).update(starts_on=day)


def _mobile(work: _Work) -> None:
    _contact(work, ContactKind.MOBILE, work.former.mobile, work.right.mobile)


def _email(work: _Work) -> None:
    _contact(work, ContactKind.EMAIL, work.former.email, work.right.email)


def _contact(work: _Work, kind: str, former: str, right: str) -> None:
    """What the person changed after the form was typed is newer than the paper and stays."""
    current = ContactPoint.objects.filter(person=work.person, kind=kind, ended_at=None).first()
    if current is not None and former and current.index != ContactPoint.index_of(kind, former):
        return
    if right and work.application.waits_for_guardian:
        contact.set_contact(work.person, kind=kind, value=right, at=timezone.now(), verified=False)
    elif right:
        contact.change_contact(person=work.person, kind=kind, value=right, proof=work.proof, by=work.by)
    elif current is not None:
        current.ended_at, current.state = timezone.now(), ContactState.ENDED
        current.save(update_fields=["ended_at", "state"])
        audit.record(by=work.by, action="contact.end", obj=current, reason="typed_wrong")


def _guardian(work: _Work) -> None:
    application, right = work.application, work.right.guardian
    if right and not application.guardian_relation:
        raise ValidationError(
            _("14세 미만의 신청을 성인으로 입력했습니다. 접수를 취소하고 새로 입력해 주세요.")
        )
    waited = application.waits_for_guardian
    application.guardian_name = right.name if right else None
    application.guardian_phone = right.phone if right else None
    application.guardian_relation = right.relation if right else ""
    application.guardian_token = None
    application.save(update_fields=["guardian_name", "guardian_phone", "guardian_relation", "guardian_token"])
    if application.waits_for_guardian:
        guardian.ask(application, by=work.by)
    elif waited:
        _start(work)


def _start(work: _Work) -> None:
    """Nobody needs to confirm after all: what the form asked for starts from its day."""
    day = work.application.collected_on
    services.start(work.person, work.application.wanted_services, application=work.application, day=day)
    sync_period(work.household, day=day, place=work.application.place)
    application_corrected.send(
        sender=Application, application=work.application, former_choices=set(), by=work.by
    )


def _services(work: _Work) -> None:
    if work.application.waits_for_guardian:
        return
    running = EnrollmentPeriod.objects.filter(person=work.person, ends_on=None)
    current = set(running.values_list("service__code", flat=True))
    wanted = (current - (set(work.former.services) - set(work.right.services))) | set(work.right.services)
    services.set_services(
        person=work.person, codes=sorted(wanted), on=timezone.localdate(), proof=work.proof, by=work.by
    )


def _consents(work: _Work, *, given: bool) -> None:
    """Those of the corrected answers that are yes, or those that are no; what holds already is left."""
    held = given_purposes(work.person)
    for purpose, answer in work.right.consents.items():
        if f"{CONSENT}{purpose}" not in work.fields or answer is not given or given is (purpose in held):
            continue
        if given:
            version = current_texts()[purpose].version
            consent.give(person=work.person, purpose=purpose, version=version, proof=work.proof, by=work.by)
        else:
            day = timezone.localdate()
            withdraw_consent(person=work.person, purpose=purpose, on=day, proof=work.proof, by=work.by)


def _wishes(work: _Work) -> None:
    """What the form asked for, as it should have been typed; subscriptions follow."""
    application, right = work.application, work.right
    former = {(topic, channel) for topic in work.former.topics for channel in work.former.channels}
    for field, codes in (
        ("services", right.services), ("topics", right.topics), ("channels", right.channels)
    ):  # fmt: skip
        if field in work.fields:
            setattr(application, f"wanted_{field}", list(codes))
    application.save(update_fields=["wanted_services", "wanted_topics", "wanted_channels"])
    if work.fields & WISHES:
        application_corrected.send(
            sender=Application, application=application, former_choices=former, by=work.by
        )


def _refuse_shared(work: _Work) -> None:
    if work.household.applications.exclude(pk=work.application.pk).exists():
        raise ValidationError(
            _(
                "이 세대에는 다른 신청도 있어 접수일, 주소, 세대주를 여기서 고칠 수 없습니다. "
                "세대 내역에서 고친 뒤 ‘따로 고쳤음’을 골라 주세요."
            )
        )


def _save(record: Person | Household, taken: str) -> None:
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError:
        raise ValidationError(taken) from None


_VERBS = (
    (_person, PERSON),
    (_home, HOME),
    (_tong, {"tong_ban"}),
    (_collected_on, {"collected_on"}),
    (_mobile, {"mobile"}),
    (_email, {"email"}),
    (_guardian, GUARDIAN),
    (_services, {"services"}),
)
"""In this order: a consent is taken back last, for services may rest on it until then."""
