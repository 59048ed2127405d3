"""The rights of Django's admin, answered by the roles of this portal."""

from portal.accounts.access import may
from portal.accounts.enums import Permission


class ByPermission:
    """Mixin of a ModelAdmin: whoever holds `permission` may see, add and change; nobody deletes."""

    permission = Permission.MANAGE_USERS

    def has_module_permission(self, request) -> bool:
        return may(request.user, self.permission)

    def has_view_permission(self, request, obj=None) -> bool:
        return may(request.user, self.permission)

    def has_add_permission(self, request, obj=None) -> bool:
        return may(request.user, self.permission)

    def has_change_permission(self, request, obj=None) -> bool:
        return may(request.user, self.permission)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
