"""Putting right what was typed wrong, from the paper: the verbs of each thing, one audit row for all."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain import consent, contact, correct_day, correct_home, guardian, services
from enrollment.domain.correction import Typing, Work
from enrollment.domain.household import lock, sync_period
from enrollment.domain.proof import Proof
from enrollment.domain.typed_values import CONSENT
from enrollment.domain.withdraw import withdraw_consent
from enrollment.enums import ApplicationMethod, ContactKind, ContactState
from enrollment.models import Application, ContactPoint, EnrollmentPeriod, Person
from enrollment.queries.consent_texts import current_texts
from enrollment.queries.consents import given_purposes
from enrollment.signals import application_corrected
from portal.common import audit
from portal.common.crypto import blind_index
from portal.common.text import normalise_name

PERSON = {"name", "birth_date", "sex", "relation"}
GUARDIAN = {"guardian_name", "guardian_phone", "guardian_relation"}
WISHES = {"topics", "channels"}


@transaction.atomic
def correct(
    *, application: Application, fields: list[str], former: Typing, right: Typing, by, double_entry_id: int
) -> None:
    """Make `fields` of the record what `right` says. What somebody changed since stays where it can.

    Raises ValidationError, and changes nothing, when something stands in the way: it says what, and what to
    do instead.
    """
    household = lock(application.household_id)
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=application.person_id)
    proof = Proof(
        method=ApplicationMethod.PAPER,
        form_no=application.form_no,
        evidence={"double_entry": double_entry_id},
    )
    work = Work(application, household, person, set(fields), former[0], right[0], right[1], proof, by)
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


def _person(work: Work) -> None:
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


def _mobile(work: Work) -> None:
    _contact(work, ContactKind.MOBILE, work.former.mobile, work.right.mobile)


def _email(work: Work) -> None:
    _contact(work, ContactKind.EMAIL, work.former.email, work.right.email)


def _contact(work: Work, kind: str, former: str, right: str) -> None:
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


def _guardian(work: Work) -> None:
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


def _start(work: Work) -> None:
    """Nobody needs to confirm after all: what the form asked for starts from its day."""
    day = work.application.collected_on
    services.start(work.person, work.application.wanted_services, application=work.application, day=day)
    sync_period(work.household, day=day, place=work.application.place)
    application_corrected.send(
        sender=Application, application=work.application, former_choices=set(), by=work.by
    )


def _services(work: Work) -> None:
    if work.application.waits_for_guardian:
        return
    running = EnrollmentPeriod.objects.filter(person=work.person, ends_on=None)
    current = set(running.values_list("service__code", flat=True))
    wanted = (current - (set(work.former.services) - set(work.right.services))) | set(work.right.services)
    services.set_services(
        person=work.person, codes=sorted(wanted), on=timezone.localdate(), proof=work.proof, by=work.by
    )


def _consents(work: Work, *, given: bool) -> None:
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


def _wishes(work: Work) -> None:
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


def _save(person: Person, taken: str) -> None:
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise ValidationError(taken) from None


_VERBS = (
    (_person, PERSON),
    (correct_home.home, correct_home.HOME),
    (correct_home.tong, {"tong_ban"}),
    (correct_day.collected_on, {"collected_on"}),
    (_mobile, {"mobile"}),
    (_email, {"email"}),
    (_guardian, GUARDIAN),
    (_services, {"services"}),
)
"""In this order: a consent is taken back last, for services may rest on it until then."""
