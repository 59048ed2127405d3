import pytest
from django.core.management import CommandError, call_command

from portal.accounts.access import may
from portal.accounts.enums import Permission
from portal.accounts.models import User

pytestmark = pytest.mark.django_db


def test_first_administrator_manages_users_of_the_district():
    call_command("create_administrator", "First@Example.kr", name="가상관리", verbosity=0)
    user = User.objects.get(email="first@example.kr")
    assert may(user, Permission.MANAGE_USERS)
    assert user.assignments.get().area_path == "1120000000"
    # A usable password is what lets "forgot my password" answer; nobody knows this one.
    assert user.has_usable_password()


@pytest.mark.parametrize("email", ["nobody", "taken@example.kr"])
def test_wrong_or_taken_address_is_refused(email):
    User.objects.create_user("taken@example.kr", "sotong-test-1")
    with pytest.raises(CommandError):
        call_command("create_administrator", email)
    assert User.objects.count() == 1
