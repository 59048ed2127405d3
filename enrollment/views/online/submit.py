"""The answers, handing them in, and what comes after."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enrollment.domain import funnel
from enrollment.enums import ApplicationMethod, ApplicationStatus, Channel
from enrollment.forms.online import DeclarationForm
from enrollment.models import Application, Service, Topic, WaitingApplication
from enrollment.prints import receipt as prints
from enrollment.views.online.answers import names, sections
from enrollment.views.online.draft import Draft, is_own_receipt, note_receipt, receipt_of
from enrollment.views.online.journey import CHECK
from enrollment.views.online.pages import JourneyView
from enrollment.views.online.submission import hand_in, problems_with_pages
from portal.common.pdf import pdf_response


class CheckView(JourneyView):
    step = CHECK
    template_name = "enroll/check.html"

    def dispatch(self, request, *args, **kwargs):
        if request.method == "POST" and (receipt_no := _receipt_of_page(request)):
            # The same page once more: it was handed in already, and says so with its number.
            return redirect("enroll_done", receipt_no)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        self.draft.mark_reached_check()
        return self.page(DeclarationForm(initial={"submission_key": self.draft.key}))

    def post(self, request):
        form = DeclarationForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        if form.cleaned_data["submission_key"] != self.draft.key:
            # A page of a draft that was begun anew since: show what would be handed in now.
            return redirect("enroll_check")
        try:
            accepted = hand_in(self.journey)
        except ValidationError as error:
            return self.page(form, problems=problems_with_pages(error, self.journey))
        if not accepted.repeated:
            funnel.count(funnel.DONE)
        note_receipt(request, self.draft.key, accepted.receipt_no)
        Draft.forget(request)
        return redirect("enroll_done", accepted.receipt_no)

    def page(self, form, problems=()):
        return self.show(form, sections=sections(self.journey), problems=problems)


def _receipt_of_page(request) -> str | None:
    try:
        return receipt_of(request, UUID(request.POST.get("submission_key", "")))
    except ValueError:
        return None


@never_cache
@require_safe
def done(request, receipt_no: str):
    """The receipt. Whoever holds only the number learns that it was given, nothing about whom."""
    own = is_own_receipt(request, receipt_no)
    context = {"receipt_no": receipt_no, "own": own}
    if waiting := _waiting(receipt_no):
        return render(request, "enroll/waiting.html", context | {"waiting": waiting})
    application = _online_application(receipt_no)
    if own:
        context |= receipt_facts(application)
    return render(request, "enroll/done.html", context)


@never_cache
@require_safe
def receipt(request, receipt_no: str):
    """The receipt as a file to keep, on the device it was handed in from."""
    application = _online_application(receipt_no)
    if not is_own_receipt(request, receipt_no):
        raise Http404
    response = HttpResponse(content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="receipt-{receipt_no}.txt"'
    text = render(request, "enroll/receipt.txt", receipt_facts(application)).content.decode()
    # Windows reads a text file as UTF-8 only with this mark.
    response.write("\ufeff" + text.strip() + "\n")
    return response


@never_cache
@require_safe
def receipt_pdf(request, receipt_no: str):
    """The receipt on paper, on the device it was handed in from."""
    application = _online_application(receipt_no)
    if not is_own_receipt(request, receipt_no):
        raise Http404
    content = prints.receipt_pdf(application, applicant=application.person.name)
    return pdf_response(content, f"receipt-{receipt_no}.pdf")


def receipt_facts(application: Application) -> dict:
    """What the applicant keeps of the application."""
    return {
        "application": application,
        "joined": application.status == ApplicationStatus.JOINED,
        "services": names(Service, application.wanted_services),
        "topics": names(Topic, application.wanted_topics),
        "channels": [str(Channel(channel).label) for channel in application.wanted_channels],
    }


def _waiting(receipt_no: str) -> WaitingApplication | None:
    """An application handed in online that nobody has placed yet, or that was not accepted."""
    without = WaitingApplication.objects.filter(method=ApplicationMethod.ONLINE, application=None)
    return without.filter(receipt_no=receipt_no).select_related("dong").first()


def _online_application(receipt_no: str) -> Application:
    online = Application.objects.filter(method=ApplicationMethod.ONLINE)
    return get_object_or_404(online.select_related("person", "dong__district"), receipt_no=receipt_no)
