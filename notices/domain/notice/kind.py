"""Kinds of addressed notices and the versions of their terms.

Terms in use are never reworded: a round keeps the version it began with, the next one gets the newest.
"""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.enums import ConsentPurpose
from notices.models import NoticeKind, NoticeTerms
from notices.notice_terms import Field, Rung, as_json, fields_of, rungs_of
from notices.queries.kinds import latest_terms
from notices.validators import notice_terms
from portal.common import audit

NOT_FOR_NOTICES = gettext_lazy("통지서 전자송달에 동의를 받는 서비스가 아닙니다. 다른 서비스를 골라 주세요.")

KIND_FIELDS = (
    "name",
    "name_en",
    "description",
    "description_en",
    "service",
    "addressee",
    "not_in_elections",
    "is_active",
)
_FIXED_BY_ROUNDS = ("service", "addressee")
"""Whose consent the rounds of a kind rest on."""

TERMS_FIELDS = (
    "legal_basis",
    "legal_basis_en",
    "serve_days_before",
    "paper_days_before",
    "fields",
    "ladder",
    "title",
    "body",
    "text",
    "alimtalk_template",
    "attaches_pdf",
    "evidence_years",
    "contact_office",
    "contact_phone",
)


@transaction.atomic
def create_kind(*, by, code: str, **fields) -> NoticeKind:
    """A new kind; it can be used once `publish_terms` gave it terms. `fields`: some of `KIND_FIELDS`.

    Raises ValidationError by field.
    """
    kind = NoticeKind(code=code, **_allowed(fields, KIND_FIELDS))
    _check(kind)
    kind.save()
    audit.record(by=by, action="notice_kind.create", obj=kind, code=code)
    return kind


@transaction.atomic
def change_kind(*, kind: NoticeKind, by, **fields) -> NoticeKind:
    """Change what is not a matter of terms; the code stays. Raises ValidationError by field."""
    kind = NoticeKind.objects.select_for_update().get(pk=kind.pk)
    changed = [name for name, value in _allowed(fields, KIND_FIELDS).items() if getattr(kind, name) != value]
    fixed = [name for name in _FIXED_BY_ROUNDS if name in changed]
    if fixed and kind.rounds.exists():
        message = _("이미 회차를 만든 종류라 바꿀 수 없습니다. 새 종류를 만들어 주세요.")
        raise ValidationError({name: [message] for name in fixed})
    for name in changed:
        setattr(kind, name, fields[name])
    _check(kind)
    if changed:
        kind.save()
        audit.record(by=by, action="notice_kind.change", obj=kind, fields=changed)
    return kind


@transaction.atomic
def publish_terms(
    *, kind: NoticeKind, by, fields: Sequence[Field], ladder: Sequence[Rung], **others
) -> NoticeTerms:
    """Add the next version of the terms, which new rounds get from now on.

    `others`: the rest of `TERMS_FIELDS`. Raises ValidationError by field, also when nothing differs from the
    version in force.
    """
    NoticeKind.objects.select_for_update().get(pk=kind.pk)
    others = {"text": "", "alimtalk_template": None, "attaches_pdf": False, **_allowed(others, TERMS_FIELDS)}
    values = {**others, "fields": tuple(fields), "ladder": tuple(ladder)}
    checked = {name: value for name, value in values.items() if name != "attaches_pdf"}
    if found := notice_terms.problems(**checked):
        raise ValidationError(found)
    last = latest_terms(kind)
    if last and values == as_values(last):
        raise ValidationError(_("지금 판과 똑같습니다. 바뀐 내용을 입력해 주세요."))
    terms = NoticeTerms(
        kind=kind,
        version=last.version + 1 if last else 1,
        created_by=by,
        **{**values, "fields": as_json(fields), "ladder": as_json(ladder)},
    )
    terms.clean_fields(exclude={"kind", "created_by", "fields", "ladder", "text"})
    terms.save()
    audit.record(by=by, action="notice_terms.publish", obj=terms, kind=kind.code, version=terms.version)
    return terms


def as_values(terms: NoticeTerms) -> dict:
    """What `publish_terms` was given for this version."""
    values = {name: getattr(terms, name) for name in TERMS_FIELDS}
    return {**values, "fields": fields_of(terms), "ladder": rungs_of(terms)}


def _check(kind: NoticeKind) -> None:
    kind.full_clean()
    if kind.service.consent_purpose != ConsentPurpose.E_NOTICE:
        raise ValidationError({"service": [NOT_FOR_NOTICES]})


def _allowed(fields: dict, names: Sequence[str]) -> dict:
    """Raises TypeError for a name that is none of `names`."""
    if wrong := set(fields) - set(names):
        raise TypeError(f"not known here: {', '.join(sorted(wrong))}")
    return fields
