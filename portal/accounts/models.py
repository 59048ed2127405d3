"""Users, what they sign in with, and the roles they hold over an area."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import ApiScope, HandleKind, Permission, RoleCode
from portal.common import crypto
from portal.common.fields import EncryptedTextField


class UserManager(BaseUserManager):
    def create_user(self, email: str | None = None, password: str | None = None, **fields):
        """A user; residents have neither email nor password, only sign-in handles."""
        user = self.model(email=self.normalize_email(email).lower() if email else None, **fields)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Anyone who signs in. `email` is an office address; a resident's contact lives in `SignInHandle`."""

    email = models.EmailField(_("업무용 이메일"), unique=True, null=True, blank=True)
    name = models.CharField(_("이름"), max_length=80, blank=True)
    is_active = models.BooleanField(_("사용 중"), default=True)
    is_staff = models.BooleanField(_("관리 화면 접근"), default=False)
    joined_at = models.DateTimeField(_("만든 때"), default=timezone.now, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("사용자")
        verbose_name_plural = _("사용자")

    def __str__(self) -> str:
        return self.name or self.email or str(_("주민"))


class SignInHandle(models.Model):
    """A resident's phone or email to which sign-in codes go: encrypted, found by blind index."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="handles")
    kind = models.CharField(max_length=6, choices=HandleKind.choices)
    value = EncryptedTextField()
    index = models.CharField(max_length=64)
    verified_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "index"], name="handle_unique")]

    def blind_indexes(self) -> dict[str, str]:
        """Of what is encrypted, by the present key."""
        return {"index": crypto.blind_index(self.kind, self.value)}


class VerificationCode(models.Model):
    """A 6-digit code sent to a contact that has no account yet. Only a keyed hash of it is kept."""

    kind = models.CharField(max_length=6, choices=HandleKind.choices)
    index = models.CharField(max_length=64, db_index=True)
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)


class Role(models.Model):
    """A named set of permissions. Kept as data so that an office can divide its work its own way."""

    code = models.SlugField(_("코드"), unique=True)
    name = models.CharField(_("이름"), max_length=40)
    permissions = ArrayField(
        models.CharField(max_length=40, choices=Permission.choices), default=list, blank=True
    )
    requires_second_factor = models.BooleanField(_("2단계 인증 필수"), default=False)

    class Meta:
        verbose_name = _("역할")
        verbose_name_plural = _("역할")

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """A shipped role is called in the reader's language, until the office gives it a name of its own."""
        if self.code in RoleCode.values:
            with translation.override(settings.LANGUAGE_CODE):
                shipped_name = str(RoleCode(self.code).label)
            if self.name == shipped_name:
                return str(RoleCode(self.code).label)
        return self.name


class RoleAssignment(models.Model):
    """A role over an area for a term. Ended, never deleted: grants are kept three years.

    `area_path` is `district`, `district/dong` or `district/dong/tong`, e.g. `1120000000/1120052000/12`.
    """

    user = models.ForeignKey(
        User, verbose_name=_("사용자"), on_delete=models.PROTECT, related_name="assignments"
    )
    role = models.ForeignKey(
        Role, verbose_name=_("역할"), on_delete=models.PROTECT, related_name="assignments"
    )
    area_path = models.CharField(_("담당 구역"), max_length=40)
    starts_on = models.DateField(_("시작일"))
    ends_on = models.DateField(_("종료일"), null=True, blank=True)
    granted_by = models.ForeignKey(
        User, verbose_name=_("부여한 사람"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("역할 부여")
        verbose_name_plural = _("역할 부여")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "area_path"], condition=Q(ends_on=None), name="assignment_open_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="assignment_term"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role} · {self.area_path}"


class ApiClient(models.Model):
    """Another system that speaks to the API. Its token is shown once; only a digest of it is kept.

    `user` stands for the system in the access log and the audit trail and can sign in nowhere. A client is
    revoked, never deleted or changed: what it may do is what was granted when the token was issued.
    """

    name = models.CharField(_("시스템 이름"), max_length=60)
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="api_client")
    token_digest = models.CharField(max_length=64, unique=True)
    token_hint = models.CharField(_("토큰 앞부분"), max_length=12)
    scopes = ArrayField(models.CharField(max_length=30, choices=ApiScope.choices))
    area_path = models.CharField(_("담당 구역"), max_length=40)
    issued_by = models.ForeignKey(
        User, verbose_name=_("발급한 사람"), on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField(_("발급일시"), default=timezone.now)
    revoked_at = models.DateTimeField(_("중지일시"), null=True)
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    last_used_at = models.DateTimeField(_("마지막 사용"), null=True)

    class Meta:
        verbose_name = _("연계 시스템")
        verbose_name_plural = _("연계 시스템")
        ordering = ["revoked_at", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="api_client_revoked_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(scopes=[]), name="api_client_may_do_something"),
        ]

    def __str__(self) -> str:
        return self.name
