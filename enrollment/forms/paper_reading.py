"""From the typed paper form to what the domain takes. While fields are in error their values are missing."""

from enrollment.application_form import ApplicationForm, Guardian, Intake
from enrollment.enums import ApplicationMethod, Relation

YES, NO = "yes", "no"


def application_form(form) -> ApplicationForm:
    """The application of a PaperForm."""
    data = form.cleaned_data
    tong, ban = data.get("tong_ban") or (None, None)
    road, detail = _address_lines(form)
    return ApplicationForm(
        name=data.get("name", ""),
        birth_date=data.get("birth_date"),
        sex=data.get("sex", ""),
        relation=data.get("relation", ""),
        head_name=_head_name(data),
        dong=form.chosen_dong,
        tong_number=tong,
        ban=ban,
        road_address=road,
        address_detail=detail,
        mobile=data.get("mobile", ""),
        email=data.get("email", ""),
        services=tuple(data.get("services", ())),
        topics=tuple(data.get("topics", ())),
        channels=tuple(data.get("channels", ())),
        consents={name.removeprefix("consent_"): data.get(name) == YES for name in form.consent_names},
        guardian=_guardian(form),
    )


def intake(form) -> Intake:
    """Where, when and by whom the paper of a PaperForm was collected.

    A guardian's signature is looked at; that the guardian consents is confirmed by a code, afterwards.
    """
    data = form.cleaned_data
    return Intake(
        method=ApplicationMethod.PAPER,
        place=data.get("place", ""),
        collected_on=data.get("collected_on"),
        collected_by=data.get("collected_by"),
        form_no=data.get("form_no", ""),
        submission_key=data.get("submission_key"),
    )


def _head_name(data: dict) -> str:
    """Who is the head need not be written twice."""
    name = data.get("head_name", "")
    return data.get("name", "") if not name and data.get("relation") == Relation.HEAD else name


def _address_lines(form) -> tuple[str, str]:
    """The road address in its canonical spelling; a unit written behind it belongs to the detail."""
    parsed, detail = form.cleaned_data.get("road_address"), form.cleaned_data.get("address_detail", "")
    if parsed is None:
        return "", detail
    city, district = parsed.city or form.district.city_name, parsed.district or form.district.name
    road = (city, district, parsed.street, parsed.number)
    return " ".join(part for part in road if part), " ".join(part for part in (parsed.detail, detail) if part)


def _guardian(form) -> Guardian | None:
    """Asked for children only: of others a guardian's data are not kept."""
    if not form.is_child:
        return None
    data = form.cleaned_data
    return Guardian(
        name=data.get("guardian_name", ""),
        phone=data.get("guardian_phone", ""),
        relation=data.get("guardian_relation", ""),
    )
