"""Households, their people and the contacts people asked to be reached at."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.enums import ContactKind, ContactState, Relation, Sex
from enrollment.models.area import Dong, Tong
from portal.common import crypto
from portal.common.fields import EncryptedDateField, EncryptedTextField
from portal.common.models import TimeStamped


class Household(TimeStamped):
    """A household known to the portal because somebody of it applied. Never a resident register.

    One household is one dwelling (`address_key`) and one head (`head_key`), whoever applies.
    """

    dong = models.ForeignKey(
        Dong, on_delete=models.PROTECT, related_name="households", db_index=False, db_constraint=False
    )
    tong = models.ForeignKey(
        Tong,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="households",
        db_constraint=False,
    )
    ban = models.PositiveSmallIntegerField(_("반"), null=True, blank=True)
    road_address = models.CharField(_("도로명주소"), max_length=120)
    address_detail = models.CharField(_("상세주소"), max_length=80, blank=True)
    address_key = models.CharField(max_length=255)
    head_name = models.CharField(_("세대주 이름"), max_length=40)
    head_key = models.CharField(max_length=40)
    closed_on = models.DateField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, help_text="When names and address were destroyed")
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address_key", "head_key"], condition=Q(closed_on=None), name="household_once"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(closed_on__isnull=False), name="household_merged_is_closed"
            ),
        ]
        indexes = [
            models.Index(fields=["dong"], name="household_dong"),
            models.Index(fields=["head_key"], name="household_head"),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="household_merged"
            ),
        ]

    @property
    def area_path(self) -> str:
        return f"{self.dong.district_id}/{self.dong_id}"

    @property
    def address(self) -> str:
        return f"{self.road_address}, {self.address_detail}" if self.address_detail else self.road_address


class Person(TimeStamped):
    """A member of a household who applied. Birth date encrypted; the year stays readable for age bands."""

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="people", db_constraint=False
    )
    name = models.CharField(_("이름"), max_length=40)
    name_key = models.CharField(max_length=40)
    birth_date = EncryptedDateField(null=True)
    birth_index = models.CharField(max_length=64)
    birth_year = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(max_length=6, choices=Sex.choices, blank=True)
    relation = models.CharField(max_length=8, choices=Relation.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="people",
        db_index=False,
    )
    erased_at = models.DateTimeField(null=True, help_text="When the personal data were destroyed")
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed", db_index=False
    )

    def blind_indexes(self) -> dict[str, str]:
        """Of what is encrypted, by the present key."""
        if self.birth_date is None:
            return {}
        return {"birth_index": crypto.blind_index("birth_date", self.birth_date.isoformat())}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "name_key", "birth_index"],
                condition=Q(merged_into=None),
                name="person_once",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None, birth_date__isnull=False, birth_year__isnull=False)
                | Q(
                    erased_at__isnull=False,
                    birth_date__isnull=True,
                    birth_year=None,
                    name="",
                    user=None,
                ),
                name="person_kept_or_erased",
            ),
        ]
        indexes = [
            models.Index(fields=["name_key", "birth_index"], name="person_lookup"),
            models.Index(fields=["user"], condition=Q(user__isnull=False), name="person_user"),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="person_merged"
            ),
        ]


class ContactPoint(models.Model):
    """A phone or email of a person. One open contact of each kind; old ones stay as history."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts", db_constraint=False)
    kind = models.CharField(max_length=6, choices=ContactKind.choices)
    value = EncryptedTextField()
    index = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=ContactState.choices, default=ContactState.ACTIVE)
    verified_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(ended_at=None), name="contact_open_once"
            )
        ]
        indexes = [models.Index(fields=["index"], name="contact_index")]

    def blind_indexes(self) -> dict[str, str]:
        """Of what is encrypted, by the present key."""
        return {"index": self.index_of(self.kind, self.value)} if self.value else {}

    @staticmethod
    def index_of(kind: str, value: str) -> str:
        """The blind index under which a normalised phone or lower-case email is found."""
        return crypto.blind_index(kind, value)
