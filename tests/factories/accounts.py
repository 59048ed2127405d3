from datetime import date

import factory

from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from portal.accounts.roles import grant

DISTRICT = "1120000000"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"staff{n}@example.kr")
    name = factory.Sequence(lambda n: f"직원{n}")


def staff(role: RoleCode, area_path: str = DISTRICT, **fields) -> User:
    """A user holding `role` over `area_path`."""
    user = UserFactory(**fields)
    grant(user=user, role=role, area_path=area_path, starts_on=date(2012, 1, 1), by=None)
    return user
