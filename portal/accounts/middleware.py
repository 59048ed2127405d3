"""What a staff session must keep to: an end when nobody works at it, and the second factor."""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal.accounts import kept_form, second_factor
from portal.accounts.access import has_staff_role

LAST_WORK = "last_work"
WRITE_EVERY_SECONDS = 60


class IdleSignOutMiddleware:
    """Signs staff out after `STAFF_IDLE_SECONDS` without work; the request goes on as a visitor's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and has_staff_role(request.user):
            self._check(request, now=int(time.time()))
        if request.method == "POST":
            kept_form.forget_when_sent(request)
        return self.get_response(request)

    def _check(self, request, now: int) -> None:
        last = request.session.get(LAST_WORK)
        if last is not None and now - last > settings.STAFF_IDLE_SECONDS:
            request.signed_out_user_id = request.user.pk
            logout(request)
            messages.info(request, _("30분 동안 사용하지 않아 로그아웃했습니다. 다시 로그인해 주세요."))
            return
        # A page that refreshes a part of itself is not somebody working.
        is_refresh = request.method == "GET" and request.headers.get("HX-Request")
        if last is None or (now - last >= WRITE_EVERY_SECONDS and not is_refresh):
            request.session[LAST_WORK] = now


class SecondFactorMiddleware:
    """Roles that demand a second factor get nowhere without: first set it up, then give it."""

    ALWAYS_OPEN = frozenset(
        {
            "account_logout",
            "account_reauthenticate",
            "mfa_activate_totp",
            "mfa_reauthenticate",
            "set_language",
            "display",
        }
    )

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        user = request.user
        if not user.is_authenticated or request.resolver_match.view_name in self.ALWAYS_OPEN:
            return None
        if not second_factor.is_required(user) or second_factor.has_passed(request):
            return None
        if not second_factor.is_set_up(user):
            messages.info(request, _("이 역할은 2단계 인증이 필요합니다. 먼저 인증 앱을 연결해 주세요."))
            return redirect("mfa_activate_totp")
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
