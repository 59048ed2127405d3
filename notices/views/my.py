"""A resident's own page: the household at a glance, and what to receive."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enrollment.enums import ConsentPurpose
from enrollment.queries.people import is_here
from notices.domain import subscribe
from notices.enums import SubscriptionEnd
from notices.forms.my import TopicsForm
from notices.queries import my, my_notices, subscriptions
from portal.accounts.access import signed_in


@never_cache
@require_safe
@signed_in
def home(request):
    people = [my.overview(person) for person in my.people_of(request.user)]
    return render(request, "my/home.html", {"people": people, "unopened": my_notices.unopened(request.user)})


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def topics(request, pk: int):
    """Choose topics by channel for one of one's own people."""
    person = get_object_or_404(my.people_of(request.user), pk=pk)
    if not is_here(person):
        messages.info(request, _("이미 탈퇴했습니다. 다시 이용하려면 새로 신청해 주세요."))
        return redirect("my")
    if not subscriptions.has_consent(person, ConsentPurpose.PUBLIC_INFO):
        messages.warning(request, _("‘맞춤형 구정정보 안내’에 동의하지 않아 받을 소식을 고를 수 없습니다."))
        return redirect("my")
    form = TopicsForm(
        request.POST if request.method == "POST" else None,
        contacts=subscriptions.open_contacts(person),
        current=subscriptions.open_choices(person),
    )
    if request.method == "POST" and form.is_valid():
        opened, closed = subscribe.set_choices(
            person=person, choices=form.pairs(), by=request.user, reason=SubscriptionEnd.CHANGED
        )
        if opened or closed:
            messages.success(request, _("받을 소식을 바꿨습니다. 지금부터 바로 적용됩니다."))
        else:
            messages.info(request, _("바뀐 것이 없습니다."))
        return redirect("my")
    return render(request, "my/topics.html", {"form": form, "person": person})
