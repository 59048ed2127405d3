"""The cells of one row, each read by the parser of its field: a form, an intake, and what cannot be read."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from enrollment.application_form import ApplicationForm, Guardian, Intake
from enrollment.domain.import_ import unknown, words
from enrollment.domain.import_.fields import Fields
from enrollment.enums import ApplicationMethod, Relation
from enrollment.models import Dong
from enrollment.validators.home import address_problems, legal_dong_problems
from enrollment.validators.problems import Problems
from portal.common import address, phone
from portal.common.dates import parse_birth_date, parse_date
from portal.common.text import clean, normalise_name

_STAND_IN_BIRTH = date(1980, 1, 1)
"""Stands in for a birth date that cannot be read, so that the other rules are still judged."""


class Row(Fields):
    """One row: a form and an intake, with a stand-in for what cannot be read."""

    parsed_address: address.RoadAddress | None = None

    def form(self) -> ApplicationForm:
        name = self.text("name")
        relation = self.read_often("relation", self._relation, "")
        head_name = self.text("head_name")
        if not head_name and (relation == Relation.HEAD or "relation" not in self.setting.plain):
            head_name = name if relation == Relation.HEAD else head_name
        if not relation and head_name and normalise_name(head_name) == normalise_name(name):
            relation = Relation.HEAD.value
        dong = self.read_often("dong", self._dong, None) or self.setting.areas.default
        if dong is None:
            self.problems.setdefault("dong", [unknown.dong()])
            dong = self.setting.areas.stand_in
        tong, ban = self._tong_and_ban()
        road, detail = self.read("road_address", self._address, ("", ""))
        birth = self.read("birth_date", self._birth_date, _STAND_IN_BIRTH)
        return ApplicationForm(
            name=name,
            birth_date=birth,
            relation=relation,
            head_name=head_name,
            dong=dong,
            road_address=road,
            address_detail=detail,
            mobile=self.read("mobile", self._mobile, ""),
            services=self.several("services", "service", self.setting.service_words, unknown.service),
            consents=self._consents(),
            email=self.read("email", self._email, ""),
            sex=self.read_often("sex", lambda value: words.one_of(words.SEXES, value, unknown.sex()), ""),
            tong_number=tong,
            ban=ban,
            topics=self.several("topics", "topic", self.setting.topic_words, unknown.topic),
            channels=self.several("channels", "channel", words.CHANNELS, unknown.channel),
            guardian=self._guardian(),
        )

    def intake(self) -> Intake:
        file = self.setting.file
        collected_on = self.read_often("collected_on", self._collected_on, self.setting.today)
        place = self.read_often("place", lambda value: words.one_of(words.PLACES, value, unknown.place()), "")
        return Intake(
            method=ApplicationMethod.PAPER,
            place=place or file.place,
            collected_on=collected_on,
            collected_by=self.read("collected_by", lambda value: self._leader(value, collected_on), None),
            form_no=self.text("form_no"),
            guardian_confirmed=self.read_often("guardian_signed", words.yes, False),
        )

    def written_address_problems(self, form: ApplicationForm) -> Problems:
        """What only the address as written shows: its postcode, and the legal dong in brackets."""
        parsed, written = self.parsed_address, clean(str(self.value("road_address")))
        problems = {}
        if parsed.postcode:
            problems = address_problems(written, "", form.dong.district)
        return problems or legal_dong_problems(written, form.address_detail, form.dong, self.setting.known)

    def _birth_date(self, value):
        return parse_birth_date(value, self.setting.today)

    def _mobile(self, value):
        return phone.require_mobile(value)

    def _email(self, value) -> str:
        text = words.tight(value)
        return "" if words.is_none(text) else text

    def _relation(self, value) -> str:
        return words.one_of(words.RELATIONS, value, unknown.relation())

    def _collected_on(self, value) -> date:
        if value is None and self.setting.file.collected_on:
            return self.setting.file.collected_on
        return parse_date(value)

    def _address(self, value) -> tuple[str, str]:
        """Road line and detail; a unit written behind the road belongs to the detail."""
        detail = self.text("address_detail")
        if value is None:
            raise ValidationError(
                _("주소를 입력하지 않았습니다. 도로명주소로 입력해 주세요. (예: 고산자로 270)")
            )
        parsed = self.parsed_address = address.parse(str(value))
        district = self.setting.file.district
        line = (
            parsed.city or district.city_name,
            parsed.district or district.name,
            parsed.street,
            parsed.number,
        )
        detail = " ".join(part for part in (parsed.detail, detail) if part)
        return " ".join(part for part in line if part), detail

    def _dong(self, value) -> Dong | None:
        return self.setting.areas.dong(value, self.setting.table.dong)

    def _leader(self, value, day: date):
        if words.is_none(words.tight(value)):
            return None
        # The dong is read before: an unreadable one has its own problem.
        dong = self._dong_or_none()
        return self.setting.areas.leader(value, dong, day) if dong else None

    def _dong_or_none(self) -> Dong | None:
        try:
            return self._dong(self.value("dong")) or self.setting.areas.default
        except ValidationError:
            return None

    def _tong_and_ban(self) -> tuple[int | None, int | None]:
        both = self.read_often(
            "tong_ban", lambda value: words.tong_and_ban(value, unknown.tong()), (None, None)
        )
        tong = self.read_often("tong", lambda value: words.number_of(value, unknown.tong()), None)
        ban = self.read_often("ban", lambda value: words.number_of(value, unknown.tong()), None)
        return tong or both[0], ban or both[1]

    def _consents(self) -> dict[str, bool]:
        """One answer for each consent that has a column; what the paper did not ask is not answered."""
        return {
            purpose: self.yes(column, f"consent_{purpose}")
            for column, purpose in self.setting.spread["consent"]
        }

    def _guardian(self) -> Guardian | None:
        name = self.text("guardian_name")
        if not name:
            return None
        mobile = self.read("guardian_phone", lambda value: phone.require_mobile(value) if value else "", "")
        relation = self.read(
            "guardian_relation",
            lambda value: words.one_of(words.GUARDIANS, value, unknown.guardian_relation()),
            "",
        )
        return Guardian(name=name, phone=mobile, relation=relation)
