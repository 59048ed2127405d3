"""Users, roles and who holds them. Residents appear by number only: their contacts are never shown."""

import secrets

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from portal.accounts import roles, second_factor
from portal.accounts.admin_permissions import ByPermission, RefusingForm
from portal.accounts.enums import Permission
from portal.accounts.models import Role, RoleAssignment, User
from portal.common import audit


class StaffChoice(forms.ModelChoiceField):
    """People of one name are told apart by the address they sign in with."""

    def label_from_instance(self, obj: User) -> str:
        return f"{obj} ({obj.email})"


def staff_only(db_field, options: dict) -> dict:
    """Options of a field that names a user: staff only, residents are not listed."""
    if db_field.related_model is not User:
        return options
    people = User.objects.filter(email__isnull=False).order_by("name", "email")
    return {**options, "queryset": people, "form_class": StaffChoice}


class UserForm(RefusingForm):
    """A staff account. It has no password until its owner sets one by mail."""

    class Meta:
        model = User
        fields = ["email", "name", "is_active"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


@admin.register(User)
class UserAdmin(ByPermission, admin.ModelAdmin):
    form = UserForm
    list_display = ["email", "name", "is_active", "is_staff", "joined_at", "last_login"]
    list_filter = ["is_active", "assignments__role"]
    search_fields = ["email", "name"]
    readonly_fields = ["joined_at", "last_login"]
    fields = ["email", "name", "is_active", "joined_at", "last_login"]
    actions = ["reset_second_factor"]

    def get_queryset(self, request):
        # Residents' accounts are managed from their household, not here.
        return super().get_queryset(request).filter(email__isnull=False)

    @transaction.atomic
    def save_model(self, request, obj, form, change) -> None:
        if not change:
            # A password nobody knows: "forgot my password" works, signing in does not.
            obj.set_password(secrets.token_urlsafe(32))
        super().save_model(request, obj, form, change)
        audit.record(
            by=request.user,
            action="user.change" if change else "user.create",
            obj=obj,
            fields=form.changed_data,
        )

    @admin.action(description=_("2단계 인증 초기화"))
    def reset_second_factor(self, request, queryset) -> None:
        for user in queryset:
            second_factor.reset(user=user, by=request.user)
        messages.success(request, _("2단계 인증을 초기화했습니다. 다음 로그인 때 다시 연결합니다."))


class RoleForm(RefusingForm):
    permissions = forms.MultipleChoiceField(
        label=_("권한"), choices=Permission.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Role
        fields = ["code", "name", "permissions", "requires_second_factor"]

    def clean_requires_second_factor(self) -> bool:
        """Those who manage accounts or watch over the logs keep their second factor."""
        required = self.cleaned_data["requires_second_factor"]
        if self.instance.code in roles.WITH_SECOND_FACTOR and not required:
            raise ValidationError(_("이 역할은 2단계 인증을 끌 수 없습니다. 표시를 다시 해 주세요."))
        return required


@admin.register(Role)
class RoleAdmin(ByPermission, admin.ModelAdmin):
    form = RoleForm
    list_display = ["called", "code", "requires_second_factor"]

    @admin.display(description=_("역할"), ordering="name")
    def called(self, obj) -> str:
        return obj.display_name

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []

    @transaction.atomic
    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        audit.record(by=request.user, action="role.change", obj=obj, permissions=obj.permissions)


class AssignmentForm(RefusingForm):
    area_path = forms.CharField(
        label=_("담당 구역"),
        max_length=40,
        help_text=_("구 코드, 구/동 코드 또는 구/동/통 번호입니다. (예: 1120000000/1120052000/1)"),
        validators=[
            RegexValidator(
                r"^\d{10}(/\d{10}(/\d{1,3})?)?$",
                _("구역이 올바르지 않습니다. 10자리 코드를 빗금(/)으로 이어 입력해 주세요."),
            )
        ],
    )

    class Meta:
        model = RoleAssignment
        fields = ["user", "role", "area_path", "starts_on", "ends_on"]

    def clean_area_path(self) -> str:
        area_path = self.cleaned_data["area_path"]
        if not import_string(settings.AREA_EXISTS)(area_path):
            raise ValidationError(_("등록되지 않은 구역입니다. 구·동 코드와 통 번호를 확인해 주세요."))
        return area_path

    def clean(self):
        found = super().clean()
        starts_on, ends_on = found.get("starts_on", self.instance.starts_on), found.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            raise ValidationError(
                {"ends_on": _("종료일이 시작일보다 빠릅니다. 시작일이나 그 뒤의 날을 입력해 주세요.")}
            )
        return found


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(ByPermission, admin.ModelAdmin):
    """Grants go through `roles`: they are ended, never changed, so that three years back can be told."""

    form = AssignmentForm
    list_display = ["user", "role", "area_path", "starts_on", "ends_on", "granted_by"]
    list_filter = ["role"]
    list_select_related = ["user", "role", "granted_by"]
    search_fields = ["user__email", "user__name", "area_path"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(db_field, request, **staff_only(db_field, kwargs))

    def get_readonly_fields(self, request, obj=None):
        return ["user", "role", "area_path", "starts_on"] if obj else []

    def get_changeform_initial_data(self, request):
        return {"starts_on": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def save_model(self, request, obj, form, change) -> None:
        if change:
            if obj.ends_on:
                roles.revoke(assignment=obj, ends_on=obj.ends_on, by=request.user)
            return
        granted = roles.grant(
            user=obj.user,
            role=obj.role.code,
            area_path=obj.area_path,
            starts_on=obj.starts_on,
            by=request.user,
        )
        if obj.ends_on:
            roles.revoke(assignment=granted, ends_on=obj.ends_on, by=request.user)
        obj.pk = granted.pk
