"""How other systems come in: a bearer token, what it may do, how often."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, MethodNotAllowed
from rest_framework.permissions import BasePermission
from rest_framework.throttling import SimpleRateThrottle

from portal.accounts.access import act_with
from portal.accounts.api_clients import client_of, note_use
from portal.accounts.enums import ApiScope
from portal.accounts.models import ApiClient

SCHEME = b"bearer"


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`. `request.auth` is the client, `request.user` stands for it in logs."""

    def authenticate(self, request):
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != SCHEME:
            return None
        client = client_of(parts[1].decode("latin-1")) if len(parts) == 2 else None
        if client is None:
            raise AuthenticationFailed(_("모르는 토큰이거나 폐기된 토큰입니다."))
        note_use(client)
        granted = {permission for scope in client.scopes for permission in ApiScope(scope).permissions}
        act_with(client.user, granted, area_path=client.area_path)
        return client.user, client

    def authenticate_header(self, request) -> str:
        return "Bearer"


class HasScope(BasePermission):
    """The view names the scope of each method in `scopes`."""

    message = _("이 토큰으로 할 수 없는 요청입니다.")

    def has_permission(self, request, view) -> bool:
        if not isinstance(request.auth, ApiClient):
            return False
        if request.method not in view.scopes:
            raise MethodNotAllowed(request.method)
        return bool(set(view.scopes[request.method]) & set(request.auth.scopes))


class ClientThrottle(SimpleRateThrottle):
    """Each system has an allowance of its own."""

    scope = "system"

    def get_cache_key(self, request, view):
        if not isinstance(request.auth, ApiClient):
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.auth.pk}


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema) -> dict:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "The token an administrator issued to your system. It is shown once.",
        }
