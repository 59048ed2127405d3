"""The rights of Django's admin, answered by the roles of this portal."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import models
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portal.accounts.access import areas, covers
from portal.accounts.enums import Permission
from portal.common import resident_number


class RefusingForm(forms.ModelForm):
    """No resident registration number in any text an administrator types (PIPA article 24-2)."""

    def clean(self):
        found = super().clean() or self.cleaned_data
        for name, value in list(found.items()):
            if isinstance(value, str) and resident_number.contains(value):
                self.add_error(name, ValidationError(resident_number.MESSAGE, code="resident_number"))
        return found


class ByPermission:
    """Mixin of a ModelAdmin: whoever holds `permission` over the whole district may see, add and change.

    Its records are of the district, so the right over one dong opens none of them. Nobody deletes.
    """

    permission = Permission.MANAGE_USERS
    form = RefusingForm
    # Plain controls of the house: Django's own need scripts and styles of theirs.
    formfield_overrides = {
        models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
        models.TimeField: {"widget": forms.TimeInput(format="%H:%M", attrs={"type": "time"})},
        models.CharField: {"widget": forms.TextInput},
        models.EmailField: {"widget": forms.EmailInput},
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 5})},
        models.PositiveIntegerField: {"widget": forms.NumberInput},
        models.PositiveSmallIntegerField: {"widget": forms.NumberInput},
    }
    show_facets = admin.ShowFacets.NEVER
    actions_selection_counter = False

    def _allows(self, request) -> bool:
        return covers(areas(request.user, self.permission), settings.DISTRICT_CODE)

    def has_module_permission(self, request) -> bool:
        return self._allows(request)

    def has_view_permission(self, request, obj=None) -> bool:
        return self._allows(request)

    def has_add_permission(self, request, obj=None) -> bool:
        return self._allows(request)

    def has_change_permission(self, request, obj=None) -> bool:
        return self._allows(request)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Without the links that open other records in small windows."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def response_add(self, request, obj, post_url_continue=None):
        return self._saved(request)

    def response_change(self, request, obj):
        return self._saved(request)

    def _saved(self, request):
        messages.success(request, _("저장했습니다."))
        return redirect(self._address("changelist"))

    def changelist_view(self, request, extra_context=None):
        if request.method == "POST" and not (
            request.POST.get("action") and request.POST.getlist(ACTION_CHECKBOX_NAME)
        ):
            messages.warning(request, _("하지 않았습니다. 목록에서 고르고 할 일을 정한 뒤 눌러 주세요."))
            return redirect(request.get_full_path())
        return super().changelist_view(request, extra_context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if self.get_object(request, unquote(object_id)) is None:
            messages.warning(request, _("찾는 것이 없습니다. 목록에서 다시 골라 주세요."))
            return redirect(self._address("changelist"))
        return super().change_view(request, object_id, form_url, extra_context)

    def _address(self, page: str) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
