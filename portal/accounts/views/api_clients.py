"""Issuing and revoking the tokens of other systems."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.access import requires
from portal.accounts.api_clients import issue, revoke
from portal.accounts.enums import ApiScope, Permission
from portal.accounts.models import ApiClient
from portal.common import resident_number

ISSUED = "api_client_issued"


class IssueForm(forms.Form):
    use_required_attribute = False

    name = forms.CharField(
        label=gettext_lazy("시스템 이름"),
        help_text=gettext_lazy(
            "기관과 시스템을 알 수 있게 적어 주세요. 이름이 같으면 같은 시스템입니다. "
            "(예: 도서관 회원 시스템)"
        ),
        max_length=60,
        error_messages={"required": gettext_lazy("시스템 이름을 입력하지 않았습니다. 이름을 입력해 주세요.")},
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("할 수 있는 일"),
        choices=ApiScope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("할 수 있는 일을 고르지 않았습니다. 한 가지 이상 골라 주세요.")
        },
    )
    area_path = forms.CharField(
        label=gettext_lazy("담당 구역"),
        help_text=gettext_lazy(
            "구 코드나 구/동 코드입니다. 발송에는 구 코드가 있어야 합니다. (예: 1120000000/1120052000)"
        ),
        max_length=21,
        error_messages={
            "required": gettext_lazy("담당 구역을 입력하지 않았습니다. 구 코드나 구/동 코드를 입력해 주세요.")
        },
    )

    def clean_name(self) -> str:
        resident_number.refuse(self.cleaned_data["name"])
        return self.cleaned_data["name"]

    def clean_area_path(self) -> str:
        area_path = self.cleaned_data["area_path"].strip()
        if area_path.count("/") > 1 or not import_string(settings.AREA_EXISTS)(area_path):
            raise ValidationError(_("등록되지 않은 구역입니다. 구·동 코드와 통 번호를 확인해 주세요."))
        return area_path


@requires(Permission.MANAGE_USERS)
@never_cache
@require_http_methods(["GET", "POST"])
def api_clients(request):
    """All systems, a form for a new one, and the token of the one issued just now."""
    if request.method == "POST":
        form = IssueForm(request.POST)
        if form.is_valid():
            client, token = issue(**form.cleaned_data, by=request.user)
            # In the encrypted session for one page: messages may travel in a cookie.
            request.session[ISSUED] = {"name": client.name, "token": token}
            return redirect("api_clients")
    else:
        form = IssueForm(initial={"area_path": settings.DISTRICT_CODE})
    clients = list(ApiClient.objects.select_related("issued_by").order_by("revoked_at", "name"))
    called = import_string(settings.AREA_NAMES)({client.area_path for client in clients})
    rows = [
        {
            "client": client,
            "area": called[client.area_path],
            "scopes": [ApiScope(scope).label for scope in client.scopes],
        }
        for client in clients
    ]
    issued = request.session.pop(ISSUED, None)
    return render(request, "accounts/api_clients.html", {"form": form, "rows": rows, "issued": issued})


@requires(Permission.MANAGE_USERS)
@never_cache
@require_http_methods(["GET", "POST"])
def api_client_revoke(request, client_id: int):
    """Ask, then refuse the system from now on."""
    client = get_object_or_404(ApiClient, pk=client_id, revoked_at=None)
    if request.method == "POST":
        revoke(client=client, by=request.user)
        messages.success(request, _("‘%(name)s’의 사용을 중지했습니다.") % {"name": client.name})
        return redirect("api_clients")
    context = {"client": client, "cancel_url": reverse("api_clients")}
    return render(request, "accounts/api_client_revoke.html", context)
