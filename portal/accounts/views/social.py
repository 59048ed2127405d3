"""Taking a Kakao or Naver account off again."""

from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.access import signed_in


@signed_in
@require_POST
def disconnect(request, account_id: int):
    """A resident can always sign in by code, so the last connection may go as well."""
    get_object_or_404(SocialAccount, pk=account_id, user=request.user).delete()
    messages.success(request, _("연결을 끊었습니다. 인증번호로 언제든지 로그인할 수 있습니다."))
    return redirect("my")
