"""The rights of Django's admin, answered by the roles of this portal."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

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
