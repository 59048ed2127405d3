"""The paper application form as a clerk types it, checked by the rules every application obeys."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enrollment.forms import paper_reading
from enrollment.forms.paper_sheet import PaperSheet
from enrollment.models import District, Dong, Service, Topic
from enrollment.queries.consent_texts import current_texts
from enrollment.queries.desk import active_leaders
from enrollment.validators import application as rules
from enrollment.validators.home import address_problems, legal_dong_problems
from portal.common.address import RoadAddress
from portal.common.dates import parse_date
from portal.common.text import clean

_FIELD_OF_RULE = {"tong_number": "tong_ban", "ban": "tong_ban"}


class PaperForm(PaperSheet):
    """One paper form for a clerk of `dongs`; with a single dong there is none to choose."""

    def __init__(self, *args, dongs, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.dongs = list(dongs)
        self._offer_dongs_and_leaders()
        self.fields["services"].choices = [(s.code, s) for s in Service.objects.filter(is_open=True)]
        self.fields["topics"].choices = [(t.code, t) for t in Topic.objects.filter(is_open=True)]
        self._add_consents()
        self.order_fields([name for name in self.fields if not name.startswith("guardian_")])

    def _offer_dongs_and_leaders(self) -> None:
        offered = self.dongs
        if len(self.dongs) == 1:
            del self.fields["dong"]
        else:
            known = Dong.objects.filter(pk__in=[dong.pk for dong in self.dongs]).select_related("district")
            self.fields["dong"].queryset = known
            chosen = str(self["dong"].value() or "")
            offered = [dong for dong in self.dongs if dong.pk == chosen] or self.dongs
        leaders = self.fields["collected_by"]
        leaders.several_dongs = len(offered) > 1
        leaders.queryset = active_leaders(offered, self._written_day())
        self._renew_leaders_on_change()

    def _renew_leaders_on_change(self) -> None:
        """With scripts, another dong or intake date brings its own leaders at once."""
        for name in ("collected_on", "dong"):
            if name in self.fields:
                self.fields[name].widget.attrs |= {
                    "hx-get": reverse("desk_leaders"),
                    "hx-trigger": "change",
                    "hx-include": "#id_collected_on, #id_dong, #id_collected_by",
                    "hx-target": "#id_collected_by",
                }

    def _written_day(self) -> date:
        """The day that decides which leaders are offered: the intake date, today while there is none."""
        try:
            return parse_date(self["collected_on"].value())
        except ValidationError:
            return timezone.localdate()

    def _add_consents(self) -> None:
        """A yes and a no for each text in force; a clerk copies what the paper says, so nothing is preset."""
        self.consent_names = []
        for purpose, text in current_texts().items():
            name, label = f"consent_{purpose}", text.in_language("title")
            message = _("‘%(consent)s’에 동의하는지 고르지 않았습니다. 신청서에 표시된 대로 골라 주세요.")
            self.consent_names.append(name)
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=[(paper_reading.YES, _("예")), (paper_reading.NO, _("아니요"))],
                widget=forms.RadioSelect,
                error_messages={"required": message % {"consent": label}},
            )
            self.fields[name].is_required_consent = text.is_required

    def start_at(self, name: str, *, described_by: str = "") -> None:
        """Let the cursor wait in a field; what `described_by` names is read out with it."""
        attributes = self.fields[name].widget.attrs
        attributes["autofocus"] = True
        if described_by:
            attributes["aria-describedby"] = f"{self[name].auto_id}_helptext {described_by}"

    @property
    def consent_fields(self) -> list:
        return [self[name] for name in self.consent_names]

    @property
    def guardian_is_asked(self) -> bool:
        """Whether the guardian block must be seen: there is something in it, or the applicant is a child."""
        names = ("guardian_name", "guardian_phone", "guardian_relation", "guardian_confirmed")
        return any(self[name].value() or self.errors.get(name) for name in names) or self.is_child

    @property
    def is_child(self) -> bool:
        """Whether the birth date typed is of somebody whose guardian must consent."""
        data = getattr(self, "cleaned_data", {})
        born = data.get("birth_date")
        return bool(born and rules.needs_guardian(born, on=data.get("collected_on")))

    def clean_road_address(self) -> RoadAddress:
        """Judge the address as it is written: the canonical spelling no longer shows city and postcode."""
        problems = address_problems(self._written_address(), "", self.district)
        if problems:
            raise ValidationError(problems["road_address"])
        return self.cleaned_data["road_address"]

    def _written_address(self) -> str:
        return clean(self["road_address"].value() or "")

    def clean(self) -> dict:
        """Run each shared rule whose own fields are readable, so that one look shows every slip."""
        super().clean()
        unreadable = set(self.errors)
        for names, check in self._checks(paper_reading.application_form(self), paper_reading.intake(self)):
            if not unreadable & set(names):
                self.add_problems(check())
        if self.is_child and not self.cleaned_data.get("guardian_confirmed"):
            message = _("14세 미만은 법정대리인이 서명해야 합니다. 신청서의 서명을 확인하고 표시해 주세요.")
            self.add_error("guardian_confirmed", message)
        return self.cleaned_data

    def _checks(self, form, intake) -> list[tuple]:
        """The shared rules, each with the fields it reads."""
        guardian = ("guardian_name", "guardian_phone", "guardian_relation")
        return [
            (("collected_on",), lambda: rules.intake_dates(intake)),
            (("name", "birth_date"), lambda: rules.person(form)),
            (("name", "relation", "head_name"), lambda: rules.head(form)),
            (("birth_date", "collected_on"), lambda: rules.signed_after_birth(form, intake)),
            (("dong", "collected_on"), lambda: rules.since_opening(form, intake)),
            (("dong", "tong_ban"), lambda: rules.tong(form)),
            (("dong", "road_address"), lambda: self._legal_dong(form)),
            (("mobile", "email", "channels"), lambda: rules.reachable(form)),
            (self.consent_names, lambda: rules.consents(form)),
            (("services", "topics", "channels", *self.consent_names), lambda: rules.wishes(form)),
            (("birth_date", "collected_on", *guardian), lambda: rules.guardian(form, on=intake.collected_on)),
        ]

    def _legal_dong(self, form) -> dict:
        return legal_dong_problems(self._written_address(), form.address_detail, form.dong)

    @property
    def chosen_dong(self) -> Dong | None:
        """The dong the form is entered for; None while none is chosen."""
        return self.dongs[0] if len(self.dongs) == 1 else self.cleaned_data.get("dong")

    @property
    def district(self) -> District:
        return (self.chosen_dong or self.dongs[0]).district

    def add_problems(self, problems: dict[str, list[str]]) -> None:
        """Put messages of the shared rules at the fields of this page; what has no field goes on top."""
        for name, messages in problems.items():
            field = _FIELD_OF_RULE.get(name, name)
            self.add_error(field if field in self.fields else None, messages)
