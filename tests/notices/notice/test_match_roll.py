"""Whom the rows of a roll name, and when an officer is asked."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from enrollment.enums import ContactState
from enrollment.models import Consent, ContactPoint, District, Dong, Person
from notices.enums.notice import Addressee, FieldScope, FieldType, RollVerdict, RowNote
from notices.notice_terms import Field
from tests.factories.notices import addressee, kind_of, terms_of
from tests.notices.rolls import DONG, draft, notes, read, row, rows_of, sheet, verdicts

pytestmark = pytest.mark.django_db


V = RollVerdict


class TestMatching:
    def test_a_namesake_born_that_day_elsewhere_is_asked_about(self):
        addressee(name="하나가", birth_date=date(1990, 5, 6), road_address="왕십리로 10")
        made = draft(row("하나가", "19900506", address="고산자로 99, 1동 1호"))
        assert (verdicts(made), notes(made)) == ([V.UNSURE], [[RowNote.OTHER_HOME]])
        assert rows_of(made)[0].person is None

    def test_the_same_number_says_that_somebody_moved(self):
        who = addressee(
            name="하나가", birth_date=date(1990, 5, 6), road_address="왕십리로 10", mobile="01000008801"
        )
        made = draft(row("하나가", "19900506", address="고산자로 99", mobile="010-0000-8801"))
        assert rows_of(made)[0].person == who

    def test_two_of_one_name_and_birth_date_are_told_apart_by_home_or_asked_about(self):
        one = addressee(name="하나가", birth_date=date(1990, 5, 6), road_address="왕십리로 10")
        other = addressee(name="딴사람", birth_date=date(1990, 5, 6), road_address="왕십리로 20")
        Person.objects.filter(pk=other.pk).update(name="하나가", name_key="하나가")
        here = f"{one.household.road_address}, {one.household.address_detail}"
        made = draft(row("하나가", "19900506", address=here))
        assert rows_of(made)[0].person == one
        made = draft(row("하나가", "19900506", address="고산자로 1"))
        assert notes(made) == [[RowNote.SEVERAL]]
        assert len(rows_of(made)[0].candidates) == 2

    def test_without_a_birth_date_a_number_or_the_very_dwelling_will_do(self):
        by_phone = addressee(name="하나가", mobile="01000008801")
        by_home = addressee(name="둘나가", road_address="왕십리로 77", address_detail="101동 1203호")
        addressee(name="셋다가", road_address="왕십리로 78", address_detail="101동 1203호")
        made = draft(
            row("하나가", None, mobile="010 0000 8801", address=None),
            row("둘나가", None, address="성동구 왕십리로 77 101-1203"),
            row("셋다가", None, address="왕십리로 78"),
            row("넷라가", None, address="왕십리로 78"),
        )
        assert verdicts(made) == [V.MATCHED, V.MATCHED, V.UNSURE, V.UNKNOWN]
        assert [notice.person for notice in rows_of(made)][:2] == [by_phone, by_home]
        assert notes(made)[2] == [RowNote.ONLY_HOME]

    def test_another_name_on_the_same_number_and_birth_date_is_asked_about(self):
        addressee(name="하나가", birth_date=date(1990, 5, 6), mobile="01000008801")
        made = draft(row("하너가", "19900506", mobile="01000008801"))
        assert (verdicts(made), notes(made)) == ([V.UNSURE], [[RowNote.OTHER_NAME]])

    def test_only_with_service_consent_and_contact(self):
        people = [
            addressee(name=name, birth_date=date(1990, 5, 6)) for name in ("하나가", "둘나가", "셋다가")
        ]
        withdrawn = people[0].consents.filter(purpose="e_notice").get()
        Consent.objects.create(
            person=people[0],
            text=withdrawn.text,
            purpose="e_notice",
            given=False,
            method="online",
            at=withdrawn.at,
        )
        ContactPoint.objects.filter(person=people[1]).update(state=ContactState.DEAD)
        homes = [f"{one.household.road_address}, {one.household.address_detail}" for one in people]
        made = draft(
            *(row(one.name, "19900506", address=home) for one, home in zip(people, homes, strict=True))
        )
        assert verdicts(made) == [V.NO_CONSENT, V.NO_CONSENT, V.MATCHED]
        assert notes(made) == [[RowNote.NOT_AGREED], [RowNote.NO_CONTACT], []]

    def test_of_another_district_nobody_is_found(self):
        who = addressee(name="하나가", birth_date=date(1990, 5, 6))
        other = Dong.objects.create(
            code="1121551000",
            district=District.objects.get_or_create(code="1121500000", name="광진구")[0],
            name="다른동",
        )
        who.household.dong = other
        who.household.save()
        assert (
            verdicts(draft(row("하나가", "19900506", address=None, mobile=None), row("나", "19900506")))[1]
            == V.UNKNOWN
        )

    def test_statements_grow_with_batches_and_not_with_rows(self, django_assert_max_num_queries):
        terms = terms_of()
        few = sheet(*(row(f"가나{n}", "19900506") for n in range(3)))
        many = sheet(*(row(f"가나{n}", "19900506") for n in range(900)))
        with django_assert_max_num_queries(80) as first:
            draft(data=few, terms=terms)
        with django_assert_max_num_queries(len(first)):
            draft(data=many, terms=terms)


class TestGuardian:
    HEADINGS = ("연번", "아동 성명", "아동 생년월일", "보호자 성명", "보호자 연락처", "주소", "동", "학교")

    def terms(self):
        fields = (
            Field("child", "어린이 이름", "Child", FieldScope.PERSON, FieldType.TEXT),
            Field("school", "학교", "School", FieldScope.PERSON, FieldType.TEXT),
        )
        kind = kind_of("test_school", addressee=Addressee.GUARDIAN)
        return terms_of(kind, fields=fields, body="{이름} 님, {어린이 이름} {학교}", title="취학통지서")

    def test_the_guardian_gets_it_and_twins_are_two_notices(self):
        guardian = addressee(name="하나가", mobile="01000008801")
        made = draft(
            data=sheet(
                (1, "하은별", "20190506", "하나가", "010-0000-8801", "왕십리로 10", DONG, "가나초"),
                (2, "하은솔", "20190506", "하나가", "010-0000-8801", "왕십리로 10", DONG, "가나초"),
                (3, "하은솔", "20190506", "하나가", "010-0000-8801", "왕십리로 10", DONG, "가나초"),
                (4, "둘은별", "20190507", "둘나가", None, "왕십리로 11", DONG, "가나초"),
                headings=self.HEADINGS,
            ),
            terms=self.terms(),
            values={},
        )
        assert verdicts(made) == [V.MATCHED, V.MATCHED, V.REFUSED, V.UNKNOWN]
        first, second, third, fourth = rows_of(made)
        assert (first.person, second.person, third.person) == (guardian, guardian, None)
        assert [json.loads(one.values)["child"] for one in (first, second)] == ["하은별", "하은솔"]
        assert (first.name, fourth.name) == ("하나가", "둘나가")
        assert first.birth_date is None, "what was written is the child's"

    def test_a_single_name_column_is_the_child_and_no_roll_of_guardians(self):
        with pytest.raises(ValidationError) as refused:
            read(sheet(("하은별", "왕십리로 1", "가나초"), headings=("성명", "주소", "학교")), self.terms())
        assert refused.value.error_dict["file"][0].code == "no_table"
