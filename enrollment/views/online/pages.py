"""The pages of the journey: read what is typed, keep it, go on."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from enrollment.domain import funnel
from enrollment.views.online.code_sending import send_unless_underway
from enrollment.views.online.draft import Draft
from enrollment.views.online.journey import Journey, url_of


@method_decorator(never_cache, name="dispatch")
class JourneyView(View):
    """A page that is open only when those before it are done; `step` names it."""

    step = ""
    template_name = ""

    def dispatch(self, request, *args, **kwargs):
        self.draft = Draft.of(request)
        if self.draft is None:
            return self.without_draft(request)
        self.journey = Journey(self.draft)
        if not self.journey.may_open(self.step):
            return redirect(url_of(self.journey.first_undone))
        if self.draft.reach(self.step):
            funnel.count(self.step)
        return super().dispatch(request, *args, **kwargs)

    def without_draft(self, request):
        return redirect("enroll")

    def show(self, form, **context):
        steps, current = self.journey.indicator(self.step)
        before = self.journey.before(self.step)
        frame = {
            "form": form,
            "steps": steps,
            "current": current,
            "back_url": url_of(before) if before else "",
            "journey": self.journey,
        }
        return render(self.request, self.template_name, {**frame, **context})

    def go_on(self):
        return redirect(url_of(Journey(self.draft).after(self.step)))


class StepView(JourneyView):
    """A page with a form. What was typed before is shown again, with its errors if it no longer stands."""

    keeps_unfinished = False
    """Whether choices with errors are kept too: only for pages without free text."""

    def get(self, request):
        return self.show(self.journey.form(self.step))

    def post(self, request):
        form = self.journey.form(self.step, request.POST)
        valid = form.is_valid()
        if valid or self.keeps_unfinished:
            self.draft.keep(self.step, form.typed())
        if not valid:
            return self.show(form)
        return self.proceed(form)

    def proceed(self, form):
        return self.go_on()


class ConsentsView(StepView):
    step = "consents"
    template_name = "enroll/consents.html"


class PersonView(StepView):
    step = "person"
    template_name = "enroll/person.html"


class HouseholdView(StepView):
    step = "household"
    template_name = "enroll/household.html"


class ServicesView(StepView):
    step = "services"
    template_name = "enroll/services.html"
    keeps_unfinished = True


class ContactView(StepView):
    """Contacts count once their code came back: the first code goes out when the page is sent."""

    step = "contact"
    template_name = "enroll/contact.html"
    field_of_role = {"mobile": "mobile", "email": "email"}

    def proceed(self, form):
        journey = Journey(self.draft)
        for role, field in self.field_of_role.items():
            if journey.contact(role) and not journey.is_done(f"{role}_code"):
                try:
                    send_unless_underway(self.request, journey, role)
                except ValidationError as error:
                    form.add_error(field, error)
                    return self.show(form)
                break
        return self.go_on()


class GuardianView(ContactView):
    step = "guardian"
    template_name = "enroll/guardian.html"
    field_of_role = {"guardian": "guardian_phone"}

    def show(self, form, **context):
        texts = self.journey.valid_form("consents").texts
        given = [texts[purpose].in_language("title") for purpose, yes in self.journey.consents.items() if yes]
        return super().show(form, given_consents=given, **context)
