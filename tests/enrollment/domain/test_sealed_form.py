"""A form put aside comes back exactly as it was handed in, and is unreadable in between."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from enrollment.application_form import Guardian
from enrollment.domain.sealed_form import seal, unseal
from enrollment.domain.waiting import filled_in
from tests.factories.desk import tong_leader
from tests.factories.enrollment import application_form, enroll, intake

pytestmark = pytest.mark.django_db


def test_everything_comes_back_as_it_was():
    form = application_form(
        guardian=Guardian(name="보호자가", phone="01000000009", relation="parent"), tong_number=5, ban=2
    )
    paper = intake(
        method="paper", place="door_to_door", collected_by=tong_leader(), form_no="A-1",
        submission_key=uuid4(), collected_on=date(2026, 1, 7), verified_kinds=frozenset({"mobile"}),
    )  # fmt: skip
    assert unseal(seal(form, paper), dong=form.dong) == (form, paper)


def test_what_waits_is_encrypted_at_rest():
    home = {"road_address": "성동구 고산자로 270", "address_detail": "101동 1203호"}
    enroll(**home, name="김가나")
    waiting = enroll(**home, name="김가너").waiting
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM enrollment_waitingapplication")
        stored = bytes(cursor.fetchone()[0])
    assert "김가너".encode() not in stored
    assert filled_in(waiting)[0].name == "김가너"
