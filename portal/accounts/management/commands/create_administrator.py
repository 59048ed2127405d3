"""The first administrator of a new installation; every further account is made in the admin."""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from portal.accounts.roles import grant


class Command(BaseCommand):
    help = "관리자 계정을 만듭니다. 비밀번호는 로그인 화면의 '비밀번호를 잊었습니다'에서 메일로 정합니다."

    def add_arguments(self, parser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")

    @transaction.atomic
    def handle(self, *args, email: str, name: str, **options) -> None:
        email = email.strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError("이메일 주소가 올바르지 않습니다.") from None
        if User.objects.filter(email=email).exists():
            raise CommandError("이미 있는 계정입니다. 관리 화면에서 역할을 부여해 주세요.")
        user = User.objects.create_user(email, secrets.token_urlsafe(32), name=name)
        grant(
            user=user,
            role=RoleCode.ADMINISTRATOR,
            area_path=settings.DISTRICT_CODE,
            starts_on=timezone.localdate(),
            by=None,
        )
        self.stdout.write("관리자 계정을 만들었습니다.")
        self.stdout.write("/accounts/password/reset/ 에서 비밀번호를 정해 주세요.")
