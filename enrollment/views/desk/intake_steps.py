"""What can be done with a batch: one page for each step, all of one shape."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enrollment.domain import intake
from enrollment.form_numbers import written
from enrollment.forms import intake as forms
from enrollment.queries.intake import figures_of
from enrollment.views.desk.frame import own_batches
from portal.accounts.access import requires
from portal.accounts.enums import Permission


@dataclass(frozen=True, slots=True)
class Step:
    """A step: what it is called, what it asks, and the verb it calls."""

    title: Promise
    text: Promise
    button: Promise
    done: Promise
    form: type
    verb: str
    is_grave: bool = False
    ends_batch: bool = False


STEPS = {
    "return": Step(
        _("돌아온 신청서 인수하기"),
        _("통장이 가져온 신청서의 번호와 받은 날을 적습니다. 저장하면 인수증을 인쇄할 수 있습니다."),
        _("인수하기"),
        _("인수했습니다. 인수증을 인쇄해 함께 서명하고, 신청서를 입력해 주세요."),
        forms.ReturnForm,
        "take_back",
    ),
    "reject": Step(
        _("신청서 반려하기"),
        _("서명이 없거나 읽을 수 없어 입력할 수 없는 신청서의 번호와 사유를 적습니다."),
        _("반려하기"),
        _("반려했습니다. 고쳐서 다시 가져오면 반려를 거둘 수 있습니다."),
        forms.RejectForm,
        "reject",
        is_grave=True,
    ),
    "missing": Step(
        _("분실 처리하기"),
        _("돌아오지 않았거나 잃어버린 신청서의 번호와 사유를 적습니다. 찾으면 다시 인수할 수 있습니다."),
        _("분실로 처리하기"),
        _("분실로 처리했습니다."),
        forms.MissingForm,
        "declare_missing",
        is_grave=True,
    ),
    "take-up": Step(
        _("반려 거두기"),
        _("반려한 신청서 가운데 다시 입력할 수 있게 된 번호를 적습니다."),
        _("반려 거두기"),
        _("반려를 거두었습니다. 이제 입력할 수 있습니다."),
        forms.TakeUpForm,
        "take_up_again",
    ),
    "close": Step(
        _("묶음 마감하기"),
        _("발급한 장수와 입력, 반려, 분실을 더한 장수가 같을 때 마감할 수 있습니다."),
        _("마감하기"),
        _("묶음을 마감했습니다."),
        forms.CloseForm,
        "close",
    ),
    "cancel": Step(
        _("묶음 발급 취소하기"),
        _(
            "잘못 발급했고 한 장도 돌아오지 않은 묶음을 없앱니다. "
            "그 번호는 다시 쓸 수 있으니, 인쇄한 신청서는 버려 주세요."
        ),
        _("발급 취소하기"),
        _("묶음 발급을 취소했습니다. 사유는 감사기록에 남았습니다."),
        forms.ReasonForm,
        "cancel",
        is_grave=True,
        ends_batch=True,
    ),
    "reopen": Step(
        _("묶음 다시 열기"),
        _("마감한 묶음을 고쳐야 하는 사유를 적습니다. 사유는 묶음에 남습니다."),
        _("다시 열기"),
        _("묶음을 다시 열었습니다."),
        forms.ReasonForm,
        "reopen",
    ),
}


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk_intake_step(request, batch_id: int, step: str):
    """Ask what the step needs, then do it."""
    if step not in STEPS:
        raise Http404
    batch, asked = get_object_or_404(own_batches(request), pk=batch_id), STEPS[step]
    data = request.POST if request.method == "POST" else None
    takes_numbers = issubclass(asked.form, forms.NumbersForm)
    form = asked.form(data, batch=batch) if takes_numbers else asked.form(data)
    if data is not None and form.is_valid():
        try:
            getattr(intake, asked.verb)(batch=batch, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_problems(error)
        else:
            messages.success(request, asked.done)
            return redirect("desk_intake") if asked.ends_batch else redirect("desk_intake_batch", batch.pk)
    context = {
        "batch": batch,
        "asked": asked,
        "form": form,
        "figures": figures_of(batch),
        "choosable": written(form.known) if takes_numbers else "",
        "takes_numbers": takes_numbers,
    }
    return render(request, "desk/intake_step.html", context)
