"""Applications as other systems write and read them, by the words of the glossary."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from enrollment.api import examples
from enrollment.application_form import ApplicationForm, Guardian, Intake
from enrollment.enums import (
    ApplicationMethod,
    ApplicationStatus,
    Channel,
    ConsentPurpose,
    GuardianRelation,
    IntakePlace,
    RejectReason,
    Relation,
    Sex,
)
from enrollment.models import Dong
from portal.accounts.access import covers
from portal.common import phone
from portal.common.strict import PlainText, StrictBoolean, StrictSerializer
from portal.common.text import clean

SUBMITTED = [*ApplicationStatus.choices, ("waiting", _("확인 중"))]
STATUSES = [*SUBMITTED, ("refused", _("접수하지 않음"))]
REASONS = [*RejectReason.choices, ("expired", _("기한이 지나 닫힘"))]
PLACES = [choice for choice in IntakePlace.choices if choice[0] != IntakePlace.ONLINE]


@extend_schema_serializer(examples=[examples.SUBMIT, examples.SUBMIT_CHILD])
class ApplicationIn(StrictSerializer):
    """One application form. Codes of services, topics and dongs are those of the district."""

    name = PlainText(max_length=40, help_text="The applicant")
    birth_date = serializers.DateField(help_text="YYYY-MM-DD")
    sex = serializers.ChoiceField(Sex.choices, required=False, allow_blank=True, default="")
    relation = serializers.ChoiceField(Relation.choices, help_text="To the head of the household")
    head_name = PlainText(max_length=40)
    dong = serializers.RegexField(r"^\d{10}$", help_text="Code of the administrative dong, 10 digits")
    tong_number = serializers.IntegerField(
        min_value=1, max_value=999, required=False, allow_null=True, default=None
    )
    ban = serializers.IntegerField(min_value=1, max_value=99, required=False, allow_null=True, default=None)
    road_address = PlainText(max_length=120)
    address_detail = PlainText(max_length=80, required=False, allow_blank=True, default="")
    mobile = serializers.CharField(max_length=30, help_text="A mobile number in any spelling")
    email = serializers.CharField(max_length=254, required=False, allow_blank=True, default="")
    services = serializers.ListField(child=serializers.SlugField(max_length=30), max_length=30)
    topics = serializers.ListField(
        child=serializers.SlugField(max_length=30), max_length=30, required=False, default=list
    )
    channels = serializers.ListField(
        child=serializers.ChoiceField(Channel.wish_choices()), max_length=2, required=False, default=list
    )
    consents = serializers.DictField(
        child=StrictBoolean(),
        help_text="Each purpose asked, and whether it was agreed to: " + ", ".join(ConsentPurpose.values),
    )
    guardian_name = PlainText(max_length=40, required=False, allow_blank=True, default="")
    guardian_phone = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
    guardian_relation = serializers.ChoiceField(
        GuardianRelation.choices, required=False, allow_blank=True, default=""
    )
    place = serializers.ChoiceField(PLACES, help_text="Where the applicant handed the form in")
    collected_on = serializers.DateField(help_text="The day the applicant signed or sent it")
    form_no = PlainText(max_length=20, required=False, allow_blank=True, default="")

    def validate_dong(self, code: str) -> Dong:
        area_path = self.context["area_path"]
        dong = Dong.objects.filter(code=code).select_related("district").first()
        if dong is None or not covers([area_path], f"{dong.district_id}/{dong.code}"):
            raise serializers.ValidationError(
                _("이 토큰으로 신청할 수 있는 행정동이 아닙니다. 코드를 확인해 주세요.")
            )
        return dong

    def validate_mobile(self, value: str) -> str:
        return phone.require_mobile(value)

    def validate_guardian_phone(self, value: str) -> str:
        return phone.require_mobile(value) if value.strip() else ""

    def validate_email(self, value: str) -> str:
        return clean(value).replace(" ", "").lower()

    def form(self) -> ApplicationForm:
        found = dict(self.validated_data)
        for name in ("place", "collected_on", "form_no"):
            found.pop(name)
        named = {name: found.pop(f"guardian_{name}") for name in ("name", "phone", "relation")}
        for name in ("services", "topics", "channels"):
            found[name] = tuple(dict.fromkeys(found[name]))
        return ApplicationForm(**found, guardian=Guardian(**named) if any(named.values()) else None)

    def intake(self) -> Intake:
        found = self.validated_data
        return Intake(
            method=ApplicationMethod.API,
            place=found["place"],
            collected_on=found["collected_on"],
            form_no=found["form_no"],
        )


@extend_schema_serializer(examples=[examples.SUBMITTED, examples.SUBMITTED_WAITING])
class Submitted(serializers.Serializer):
    """What the system keeps of its request."""

    receipt_no = serializers.CharField(help_text="The number the applicant is told")
    status = serializers.ChoiceField(SUBMITTED)
    joined_household = serializers.BooleanField(help_text="Whether the household was known already")
    waits_for_guardian = serializers.BooleanField(
        help_text="Nothing of it starts before the guardian of the child has confirmed"
    )


class ServicePeriod(serializers.Serializer):
    service = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)


@extend_schema_serializer(examples=[examples.APPLICATION])
class ApplicationOut(serializers.Serializer):
    """An application. Personal values are masked unless the token may read them plainly.

    While a clerk still looks whose household it is, when it was refused, and when it was taken back, only
    receipt number, status, method, dong, form number and `entered_at` are told. Of a person who lives
    outside the area of the token no personal value is told.
    """

    receipt_no = serializers.CharField()
    status = serializers.ChoiceField(STATUSES)
    reason = serializers.ChoiceField(REASONS, allow_null=True, help_text="Why it was refused")
    method = serializers.ChoiceField(ApplicationMethod.choices)
    place = serializers.ChoiceField(IntakePlace.choices, allow_null=True)
    dong = serializers.CharField(help_text="Code")
    collected_on = serializers.DateField(allow_null=True)
    entered_at = serializers.DateTimeField()
    form_no = serializers.CharField(allow_blank=True)
    masked = serializers.BooleanField()
    name = serializers.CharField(allow_null=True)
    birth_date = serializers.CharField(allow_null=True)
    relation = serializers.ChoiceField(Relation.choices, allow_null=True)
    head_name = serializers.CharField(allow_null=True)
    address = serializers.CharField(allow_null=True)
    mobile = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True)
    services = ServicePeriod(many=True)
    topics = serializers.ListField(child=serializers.CharField())
    channels = serializers.ListField(child=serializers.CharField())
    consents = serializers.DictField(child=serializers.BooleanField())
    waits_for_guardian = serializers.BooleanField()


class ChangeOut(serializers.Serializer):
    receipt_no = serializers.CharField(help_text="Of the application; of a leaving or move its own")
    change = serializers.ChoiceField(["accepted", "reversed", "refused", "left", "moved"])
    at = serializers.DateTimeField()
    on = serializers.DateField(allow_null=True, help_text="Of a leaving or move, the day it holds from")
    status = serializers.ChoiceField(
        STATUSES, allow_null=True, help_text="Of the application as it is now; null of a leaving or move"
    )
    reason = serializers.ChoiceField(REASONS, allow_null=True, help_text="Why it was refused")
    method = serializers.ChoiceField(ApplicationMethod.choices)
    dong = serializers.CharField(
        allow_null=True, help_text="Code; after a move the new one, null outside the area of the token"
    )
    applications = serializers.ListField(
        child=serializers.CharField(), help_text="Receipt numbers of the applications it concerns"
    )


@extend_schema_serializer(examples=[examples.CHANGES])
class ChangesOut(serializers.Serializer):
    """Changes in the order in which they can be read, without personal values."""

    changes = ChangeOut(many=True)
    next = serializers.CharField(help_text="Give this as `since` next time")
    more = serializers.BooleanField(help_text="Whether more is there right now")


class ChangesQuery(serializers.Serializer):
    since = serializers.CharField(required=False, allow_blank=True, default="", max_length=100)
    limit = serializers.IntegerField(min_value=1, max_value=500, required=False, default=100)
