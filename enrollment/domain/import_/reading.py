"""From the cells of a row to an application form and its intake, with what is wrong and in which column.

No statement is made for a row: catalogues, tongs and leaders are read once and kept.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.application_form import ApplicationForm, Guardian, Intake
from enrollment.domain.import_ import words
from enrollment.domain.import_.areas import Areas
from enrollment.domain.import_.columns import squeeze
from enrollment.domain.import_.layout import Table
from enrollment.enums import ApplicationMethod, Relation
from enrollment.models import Dong, ImportFile
from enrollment.queries.alike import Traits
from enrollment.queries.known import Known
from enrollment.validators.application import broken_rules, needs_guardian
from enrollment.validators.home import address_problems, legal_dong_problems
from enrollment.validators.intake import own_collection
from enrollment.validators.problems import Problems, merge
from portal.common import address, phone
from portal.common.crypto import blind_index
from portal.common.dates import parse_birth_date, parse_date
from portal.common.text import clean, normalise_name

REMEMBERED = 1000
"""How many values of a field of few values are remembered."""
_STAND_IN_BIRTH = date(1980, 1, 1)
"""Stands in for a birth date that cannot be read, so that the other rules are still judged."""


@dataclass(slots=True)
class Reading:
    """A row read: the form when it could be made at all, its intake, and the problems by field."""

    form: ApplicationForm
    intake: Intake
    problems: Problems
    traits: Traits | None = None
    waits_for_guardian: bool = False


class Reader:
    """Reads the rows of one table of a file. `today` is the day of the pass."""

    def __init__(self, file: ImportFile, table: Table, known: Known, *, by):
        self.file, self.table, self.known, self.by = file, table, known, by
        self.today = timezone.localdate()
        self.areas = Areas(file, known)
        plain = {code: column for column, code in table.columns.items() if code and ":" not in code}
        self.plain = plain
        self.spread = {
            group: [
                (column, code.partition(":")[2])
                for column, code in table.columns.items()
                if code.startswith(f"{group}:")
            ]
            for group in ("service", "topic", "channel", "consent")
        }
        self.service_words = _catalogue_words(known.services.values())
        self.topic_words = _catalogue_words(known.topics.values())
        self.own: dict[int, str | None] = {}
        self.remembered: dict[str, dict] = defaultdict(dict)
        self.answers: dict = {}

    def read(self, cells: Sequence) -> Reading:
        """Judge one row by the rules every application obeys."""
        row = _Row(self, cells)
        form, intake = row.form(), row.intake()
        problems = row.problems
        unreadable = set(problems)
        if not unreadable & {"road_address", "dong"}:
            merge(problems, row.written_address_problems(form))
            unreadable = set(problems)
        for field, messages in broken_rules(form, intake, self.known).items():
            if field not in unreadable:
                problems.setdefault(field, []).extend(messages)
        if intake.collected_by and "collected_by" not in problems:
            merge(problems, self._own_collection(intake.collected_by))
        reading = Reading(form, intake, problems)
        if not problems:
            self._complete(reading)
        return reading

    def _complete(self, reading: Reading) -> None:
        form, intake = reading.form, reading.intake
        birth = form.birth_date.isoformat()
        traits = Traits(
            address_key=address.address_key(
                form.road_address, form.address_detail, district_name=form.dong.district.name
            ),
            head_key=normalise_name(form.head_name),
            name_key=normalise_name(form.name),
            birth_index=blind_index("birth_date", birth),
            phone_index=blind_index("mobile", form.mobile),
        )
        reading.traits = traits
        reading.waits_for_guardian = needs_guardian(form.birth_date, on=intake.collected_on)
        reading.intake = replace(intake, submission_key=row_key(form, intake, traits))

    def _own_collection(self, leader) -> Problems:
        if leader.pk not in self.own:
            self.own[leader.pk] = own_collection(leader, self.by)
        problem = self.own[leader.pk]
        return {"collected_by": [problem]} if problem else {}


def row_key(form: ApplicationForm, intake: Intake, traits: Traits) -> UUID:
    """Names what a row says, however its cells are spelled: the same again is the same application."""
    parts = (
        form.dong.code, traits.address_key, traits.head_key, traits.name_key, traits.birth_index, form.mobile,
        form.email, ",".join(sorted(form.services)), ",".join(sorted(form.topics)),
        ",".join(sorted(form.channels)), ",".join(sorted(f"{p}={int(g)}" for p, g in form.consents.items())),
        intake.collected_on.isoformat(), intake.form_no,
    )  # fmt: skip
    return UUID(blind_index("import_row", "\x1f".join(parts)))


class _Row:
    """The cells of one row, each read by the parser of its field."""

    def __init__(self, reader: Reader, cells: Sequence):
        self.reader, self.cells = reader, cells
        self.problems: Problems = {}
        self.parsed_address: address.RoadAddress | None = None

    def form(self) -> ApplicationForm:
        name = self.text("name")
        relation = self.read_often("relation", self._relation, "")
        head_name = self.text("head_name")
        if not head_name and (relation == Relation.HEAD or "relation" not in self.reader.plain):
            head_name = name if relation == Relation.HEAD else head_name
        if not relation and head_name and normalise_name(head_name) == normalise_name(name):
            relation = Relation.HEAD.value
        dong = self.read_often("dong", self._dong, None) or self.reader.areas.default
        if dong is None:
            self.problems.setdefault(
                "dong", [_("행정동을 알 수 없습니다. 동 열을 채우거나 맡은 동으로 올려 주세요.")]
            )
            dong = self.reader.areas.stand_in
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
            services=self._several("services", "service", self.reader.service_words, _no_service),
            consents=self._consents(),
            email=self.read("email", self._email, ""),
            sex=self.read_often("sex", lambda value: words.one_of(words.SEXES, value, _no_sex()), ""),
            tong_number=tong,
            ban=ban,
            topics=self._several("topics", "topic", self.reader.topic_words, _no_topic),
            channels=self._several("channels", "channel", words.CHANNELS, _no_channel),
            guardian=self._guardian(),
        )

    def intake(self) -> Intake:
        file = self.reader.file
        collected_on = self.read_often("collected_on", self._collected_on, self.reader.today)
        place = self.read_often("place", lambda value: words.one_of(words.PLACES, value, _no_place()), "")
        return Intake(
            method=ApplicationMethod.PAPER,
            place=place or file.place,
            collected_on=collected_on,
            collected_by=self.read("collected_by", lambda value: self._leader(value, collected_on), None),
            form_no=self.text("form_no")[:20],
            guardian_confirmed=self.read_often("guardian_signed", words.yes, False),
        )

    def value(self, field: str):
        column = self.reader.plain.get(field)
        return self.cells[column] if column is not None and column < len(self.cells) else None

    def text(self, field: str) -> str:
        value = self.value(field)
        if value is None:
            return ""
        text = clean(value if isinstance(value, str) else str(value))
        return "" if words.is_none(text) else text

    def read(self, field: str, parse, otherwise):
        """What `parse` makes of the cell; `otherwise`, with the problem kept, when it cannot be read."""
        try:
            return parse(self.value(field))
        except ValidationError as error:
            self.problems[field] = list(error.messages)
            return otherwise

    def read_often(self, field: str, parse, otherwise):
        """`read` for a field of few different values: what a value came to is remembered."""
        value = self.value(field)
        remembered = self.reader.remembered[field]
        if value in remembered:
            return remembered[value]
        found = self.read(field, parse, otherwise)
        if field not in self.problems and len(remembered) < REMEMBERED:
            remembered[value] = found
        return found

    def written_address_problems(self, form: ApplicationForm) -> Problems:
        """What only the address as written shows: its postcode, and the legal dong in brackets."""
        parsed, written = self.parsed_address, clean(str(self.value("road_address")))
        problems = {}
        if parsed.postcode:
            problems = address_problems(written, "", form.dong.district)
        return problems or legal_dong_problems(written, form.address_detail, form.dong, self.reader.known)

    def _birth_date(self, value):
        return parse_birth_date(value, self.reader.today)

    def _mobile(self, value):
        return phone.require_mobile(value)

    def _email(self, value) -> str:
        text = words.tight(value)
        return "" if words.is_none(text) else text

    def _relation(self, value) -> str:
        message = _(
            "세대주와의 관계를 알 수 없습니다. 세대주, 배우자, 자녀, 부모, 기타 가운데 하나로 적어 주세요."
        )
        return words.one_of(words.RELATIONS, value, message)

    def _collected_on(self, value) -> date:
        if value is None and self.reader.file.collected_on:
            return self.reader.file.collected_on
        return parse_date(value)

    def _address(self, value) -> tuple[str, str]:
        """Road line and detail; a unit written behind the road belongs to the detail."""
        detail = self.text("address_detail")
        if value is None:
            raise ValidationError(
                _("주소를 입력하지 않았습니다. 도로명주소로 입력해 주세요. (예: 고산자로 270)")
            )
        parsed = self.parsed_address = address.parse(str(value))
        district = self.reader.file.district
        line = (
            parsed.city or district.city_name,
            parsed.district or district.name,
            parsed.street,
            parsed.number,
        )
        detail = " ".join(part for part in (parsed.detail, detail) if part)
        return " ".join(part for part in line if part), detail

    def _dong(self, value) -> Dong | None:
        return self.reader.areas.dong(value, self.reader.table.dong)

    def _leader(self, value, day: date):
        if words.is_none(words.tight(value)):
            return None
        # The dong is read before: an unreadable one has its own problem.
        dong = self._dong_or_none()
        return self.reader.areas.leader(value, dong, day) if dong else None

    def _dong_or_none(self) -> Dong | None:
        try:
            return self._dong(self.value("dong")) or self.reader.areas.default
        except ValidationError:
            return None

    def _tong_and_ban(self) -> tuple[int | None, int | None]:
        both = self.read_often("tong_ban", lambda value: words.tong_and_ban(value, _no_tong()), (None, None))
        tong = self.read_often("tong", lambda value: words.number_of(value, _no_tong()), None)
        ban = self.read_often("ban", lambda value: words.number_of(value, _no_tong()), None)
        return tong or both[0], ban or both[1]

    def _several(self, field: str, group: str, known_words: dict[str, str], message) -> tuple[str, ...]:
        listed = self.read_often(field, lambda value: words.several_of(known_words, value, message()), ())
        marked = [code for column, code in self.reader.spread[group] if self._yes(column, field)]
        return tuple(dict.fromkeys((*listed, *marked))) if marked else listed

    def _consents(self) -> dict[str, bool]:
        """One answer for each consent that has a column; what the paper did not ask is not answered."""
        return {
            purpose: self._yes(column, f"consent_{purpose}")
            for column, purpose in self.reader.spread["consent"]
        }

    def _yes(self, column: int, field: str) -> bool:
        value = self.cells[column] if column < len(self.cells) else None
        answers = self.reader.answers
        if value in answers:
            return answers[value]
        try:
            answer = answers[value] = words.yes(value)
            return answer
        except ValidationError as error:
            self.problems[field] = list(error.messages)
            return False

    def _guardian(self) -> Guardian | None:
        name = self.text("guardian_name")
        if not name:
            return None
        mobile = self.read("guardian_phone", lambda value: phone.require_mobile(value) if value else "", "")
        message = _("법정대리인의 관계를 알 수 없습니다. 부모나 법정대리인으로 적어 주세요.")
        relation = self.read(
            "guardian_relation", lambda value: words.one_of(words.GUARDIANS, value, message), ""
        )
        return Guardian(name=name, phone=mobile, relation=relation)


def _catalogue_words(entries) -> dict[str, str]:
    """Words of a service or topic: its name, and the first word of it."""
    found = {}
    for entry in entries:
        for word in (squeeze(entry.name), entry.code, squeeze(entry.name.split()[0])):
            found.setdefault(word, entry.code)
    return found


def _no_service() -> str:
    return _("희망 서비스에 목록에 없는 말이 있습니다. 신청서의 서비스 이름으로 적어 주세요.")


def _no_topic() -> str:
    return _("관심분야에 목록에 없는 말이 있습니다. 신청서의 관심분야 이름으로 적어 주세요.")


def _no_channel() -> str:
    return _("수신방법을 알 수 없습니다. 문자나 이메일로 적어 주세요.")


def _no_sex() -> str:
    return _("성별을 알 수 없습니다. 남이나 여로 적거나 비워 두세요.")


def _no_place() -> str:
    return _("접수처를 알 수 없습니다. 통장 방문, 동 주민센터처럼 신청서를 받은 곳을 적어 주세요.")


def _no_tong() -> str:
    return _("통과 반을 읽을 수 없습니다. 숫자로 입력해 주세요. (예: 5/3 또는 5통 3반)")
