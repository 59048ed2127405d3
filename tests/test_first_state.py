"""What Django leaves after a test that committed and what we leave are the same."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from enrollment.models import Dong, Person
from notices.models import Holiday
from portal.accounts.enums import RoleCode
from portal.accounts.models import Role
from portal.common.models import AuditEvent, StaleCell
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.first_state import FirstState, rows_of

pytestmark = pytest.mark.django_db(transaction=True)


def everything(state: FirstState) -> dict[str, bytes]:
    with connection.cursor() as cursor:
        return {table: rows_of(cursor, table) for table in state.tables}


def empty_as_django_does() -> None:
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False)


def test_nothing_is_left_and_nothing_is_missing():
    empty_as_django_does()
    state = FirstState()
    before = everything(state)
    enroll(name="Resident")
    staff(RoleCode.OFFICER)
    assert Person.objects.exists() and AuditEvent.objects.exists() and StaleCell.objects.exists()
    Role.objects.exclude(pk=Role.objects.last().pk).update(permissions=[])
    Holiday.objects.all().delete()
    Dong.objects.update(name_en="Changed")
    state.restore()
    assert everything(state) == before
    assert Role.objects.exists() and Holiday.objects.exists() and Dong.objects.exists()


def test_it_is_what_the_tests_before_and_after_find():
    """However many tests ran before: the reference data, but for the numbers of its rows."""
    found = {model: set(names(model)) for model in (Role, Holiday, Dong)}
    assert all(found.values())
    empty_as_django_does()
    assert found == {model: set(names(model)) for model in found}


def names(model):
    return model.objects.values_list("code" if model is not Holiday else "day", flat=True)


def test_rows_made_afterwards_get_numbers_of_their_own_and_triggers_are_on():
    state = FirstState()
    staff(RoleCode.OFFICER)
    taken = AuditEvent.objects.last().pk
    state.restore()
    staff(RoleCode.OFFICER)
    event = AuditEvent.objects.last()
    assert event.pk > taken
    with pytest.raises(IntegrityError, match="append"):
        AuditEvent.objects.filter(pk=event.pk).delete()
