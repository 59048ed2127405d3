"""The fast path writes what typing the same form at the desk writes, column by column."""

from datetime import date

import pytest
from django.apps import apps
from django.db import connection

from enrollment.domain import intake
from enrollment.domain.apply import accept
from enrollment.domain.import_.judging import Judge
from enrollment.enums import IntakeFormState
from enrollment.models import Application, Dong, HouseholdPeriod, IntakeForm, Person, WaitingApplication
from notices.models import DirectMessage
from tests.factories import tables
from tests.factories.desk import OWN_DONG, tong_leader

pytestmark = pytest.mark.django_db

WRITTEN = (
    "enrollment.Household", "enrollment.Person", "enrollment.ContactPoint", "enrollment.Application",
    "enrollment.Consent", "enrollment.EnrollmentPeriod", "enrollment.HouseholdPeriod", "notices.Subscription",
)  # fmt: skip
OF_THE_MOMENT = {"id", "receipt_no", "submission_key"}


def as_list(*people):
    return tables.xlsx_file({"명단": [list(tables.HEADER), *tables.rows_of(people)]})


def everything():
    """All rows of the tables an application touches, without times and numbers; ids become their order."""
    found = {}
    for label in WRITTEN:
        model = apps.get_model(label)
        fields = [f for f in model._meta.concrete_fields if f.name not in OF_THE_MOMENT]
        fields = [f for f in fields if f.get_internal_type() != "DateTimeField"]
        found[label] = sorted(
            tuple(_comparable(row, field) for field in fields) for row in model._base_manager.all()
        )
    actions = ("application.accept", "subscription.change")
    audit = apps.get_model("common.AuditEvent").objects.filter(action__in=actions)
    found["audit"] = sorted((row.action, row.object_type, str(row.detail), row.actor_id) for row in audit)
    found["messages"] = sorted(
        (row.purpose, row.channel, row.address, row.subject, row.text.split("접수번호")[0])
        for row in DirectMessage.objects.all()
    )
    return found


def _comparable(row, field):
    value = getattr(row, field.attname)
    related = field.related_model
    if related and value and related._meta.label in WRITTEN:
        ids = list(related._base_manager.order_by("id").values_list("id", flat=True))
        return f"{field.name} {ids.index(value)}"
    return f"{field.name} {value}"


def forms_of(file):
    judge = Judge(file, by=file.uploaded_by)
    judged = judge.judge(judge.read_all(file.rows.order_by("id")))
    return [(item.reading.form, item.reading.intake) for item in judged]


def test_an_import_equals_typing(upload, bring_in, clerk, tongs):
    leader = tong_leader(number=12)
    people = [
        tables.applicant(1, 통=5, 반=3, **{"서식 번호": "A-0001"}),
        tables.applicant(2, **{"홍보 동의": "X", "관심분야": "문화", "수신방법": "문자, 이메일"}),
        tables.applicant(3, 통=12, 이메일=None),
    ]
    header = [*tables.HEADER, "수집 통장"]
    named = (None, None, leader.name)
    rows = [header, *([*row, name] for row, name in zip(tables.rows_of(people), named, strict=True))]
    file = bring_in(tables.xlsx_file({"명단": rows}))
    assert [row.verdict for row in file.rows.order_by("id")] == ["accepted"] * 3, file.rows.first().problems
    imported = everything()
    _start_over()
    file = upload(tables.xlsx_file({"명단": rows}), "같은 명단.xlsx")
    for form, taken_in in forms_of(file):
        accept(form=form, intake=taken_in, by=clerk)
    assert everything() == imported


def _start_over():
    names = ", ".join(apps.get_model(label)._meta.db_table for label in WRITTEN)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            f"TRUNCATE {names}, enrollment_importfile, notices_directmessage, common_auditevent CASCADE"
        )


def test_a_family_in_one_file_is_one_household(bring_in):
    head = tables.applicant(1, 접수일="2026. 1. 7.")
    wife = head | {"성명": "나나나", "생년월일": "19600202", "세대주와의 관계": "처"}
    wife |= {"휴대전화": "010-0009-0001"}
    son = wife | {"성명": "다다다", "세대주와의 관계": "아들", "휴대전화": "010-0009-0002"}
    son |= {"접수일": "2026. 1. 5."}
    bring_in(as_list(head, wife | {"이메일": None}, son | {"이메일": None}))
    assert Application.objects.filter(status="joined").count() == 2
    period = HouseholdPeriod.objects.get()
    assert (period.starts_on.day, period.ends_on) == (5, None)


def test_the_same_person_twice_in_one_file_is_one_person(bring_in):
    first = tables.applicant(1)
    second = first | {"접수일": "2026. 1. 7.", "휴대전화": "010-0009-0009"}
    bring_in(as_list(first, second))
    assert Person.objects.count() == 1 and Application.objects.count() == 2
    assert Person.objects.get().contacts.get(kind="mobile", ended_at=None).value == "01000090009"


def test_an_unsure_row_waits_for_review_and_is_not_counted(bring_in):
    bring_in(as_list(tables.applicant(1)))
    misspelt = tables.applicant(1, 성명="가람람", 세대주="가람람")
    file = bring_in(as_list(misspelt))
    assert file.rows.get().verdict == "review"
    assert WaitingApplication.objects.count() == 1 and Application.objects.count() == 1
    again = bring_in(as_list(misspelt, tables.applicant(9)))
    assert [row.verdict for row in again.rows.order_by("id")] == ["repeated", "accepted"]


def test_a_child_waits_for_the_guardian(bring_in):
    header = [*tables.HEADER, "법정대리인 성명", "법정대리인 연락처", "법정대리인 관계"]
    child = tables.applicant(1, **{"생년월일": "20180304", "세대주와의 관계": "자녀", "세대주": "가나다"})
    row = [*tables.rows_of([child])[0], "가나다", "010-0009-0001", "부모"]
    file = bring_in(tables.xlsx_file({"명단": [header, row]}))
    assert file.rows.get().verdict == "accepted", file.rows.get().problems
    assert Application.objects.get().waits_for_guardian
    assert not HouseholdPeriod.objects.exists()


def test_a_form_of_a_batch_is_marked_as_entered(bring_in, clerk):
    leader = tong_leader(number=5)
    batch = intake.issue(leader=leader, count=2, issued_on=date(2026, 1, 4), by=clerk, first_no="B-0001")
    file = bring_in(as_list(tables.applicant(1, **{"서식 번호": "B-0001"})))
    assert [problem["field"] for problem in file.rows.get().problems] == ["form_no"]  # not taken back yet
    intake.take_back(batch=batch, form_nos=["B-0001"], returned_on=date(2026, 1, 6), by=clerk)
    bring_in(as_list(tables.applicant(1, **{"서식 번호": "B-0001"}), tables.applicant(2)))
    paper = IntakeForm.objects.get(form_no="B-0001")
    assert paper.state == IntakeFormState.ENTERED
    assert paper.application.collected_by == leader


def test_nobody_is_told_when_the_clerk_says_so(bring_in):
    bring_in(as_list(tables.applicant(1)), tell_applicants=False)
    assert Application.objects.exists() and not DirectMessage.objects.exists()


def test_a_row_of_another_dong_is_refused(bring_in):
    header = [*tables.HEADER, "행정동"]
    other = Dong.objects.exclude(code=OWN_DONG).first()
    rows = [header, [*tables.rows_of([tables.applicant(1)])[0], other.name]]
    assert [p["field"] for p in bring_in(tables.xlsx_file({"명단": rows})).rows.get().problems] == ["dong"]
