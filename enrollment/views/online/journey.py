"""The order of the pages, and which of them are done."""

from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from enrollment.forms.online import (
    ConsentsForm,
    ContactForm,
    GuardianForm,
    HouseholdForm,
    PersonForm,
    WishesForm,
)
from enrollment.views.online.draft import Draft

CHECK = "check"
FORMS = {
    "consents": ConsentsForm,
    "person": PersonForm,
    "guardian": GuardianForm,
    "contact": ContactForm,
    "household": HouseholdForm,
    "services": WishesForm,
}
CODE_ROLES = {"guardian_code": "guardian", "mobile_code": "mobile", "email_code": "email"}
TOPICS = (
    (_("동의"), ("consents",)),
    (_("신청인"), ("person", "guardian", "guardian_code")),
    (_("연락처"), ("contact", "mobile_code", "email_code")),
    (_("세대와 주소"), ("household",)),
    (_("서비스"), ("services",)),
    (_("확인과 제출"), (CHECK,)),
)
ORDER = tuple(step for _title, steps in TOPICS for step in steps)


class Journey:
    """A draft seen as a row of pages. Build a new one after the draft has changed."""

    def __init__(self, draft: Draft):
        self.draft = draft
        self._valid: dict = {}

    def form(self, step: str, data=None):
        """The form of a page: of `data` when given, else of what the draft holds, else blank."""
        return FORMS[step](self.draft.page(step) if data is None else data, **self._context(step))

    def _context(self, step: str) -> dict:
        if step == "household":
            return {"applicant_name": self.answers("person").get("name", "")}
        if step == "services":
            return {"consents": self.consents, "email": self.answers("contact").get("email", "")}
        return {}

    def answers(self, step: str) -> dict:
        """Clean values of a page that is done, nothing otherwise."""
        form = self.valid_form(step)
        return form.cleaned_data if form else {}

    def valid_form(self, step: str):
        """The form of a page whose answers stand, or None; each page is judged once."""
        if step not in self._valid:
            form = self.form(step) if self.draft.page(step) is not None else None
            self._valid[step] = form if form is not None and form.is_valid() else None
        return self._valid[step]

    @cached_property
    def consents(self) -> dict[str, bool]:
        form = self.valid_form("consents")
        return form.answers if form else {}

    @cached_property
    def needs_guardian(self) -> bool:
        form = self.valid_form("person")
        return bool(form) and form.is_child

    def contact(self, role: str) -> str:
        """The number or address a code goes to; empty when there is none."""
        if role == "guardian":
            return self.answers("guardian").get("guardian_phone", "") if self.needs_guardian else ""
        return self.answers("contact").get(role, "")

    def is_asked(self, step: str) -> bool:
        """Whether the page belongs to this application: a guardian for children, a code for each contact."""
        if step == "guardian":
            return self.needs_guardian
        return bool(self.contact(CODE_ROLES[step])) if step in CODE_ROLES else True

    def is_done(self, step: str) -> bool:
        if step in CODE_ROLES:
            role = CODE_ROLES[step]
            return self.draft.is_confirmed(role, self.contact(role))
        return self.valid_form(step) is not None

    @cached_property
    def first_undone(self) -> str:
        """Where the applicant has to go on: the first page not done, the answers when all are."""
        return next(
            (step for step in ORDER if step != CHECK and self.is_asked(step) and not self.is_done(step)),
            CHECK,
        )

    def may_open(self, step: str) -> bool:
        """Pages up to the first one not done, and no code that has been typed already."""
        if step in CODE_ROLES and (not self.is_asked(step) or self.is_done(step)):
            return False
        return self.is_asked(step) and ORDER.index(step) <= ORDER.index(self.first_undone)

    def after(self, step: str) -> str:
        """The page to go to when `step` is done."""
        if self.draft.reached_check:
            return self.first_undone
        following = ORDER[ORDER.index(step) + 1 :]
        return next(other for other in following if other == CHECK or self.may_open(other))

    def before(self, step: str) -> str | None:
        """The page in front of `step`; None for the first."""
        earlier = reversed(ORDER[: ORDER.index(step)])
        return next((other for other in earlier if self.is_asked(other) and other not in CODE_ROLES), None)

    def indicator(self, step: str) -> tuple[list[dict], int]:
        """Topics with the address of their first page, and the number of the present one."""
        current = next(number for number, (_title, steps) in enumerate(TOPICS, start=1) if step in steps)
        return [{"label": title, "url": url_of(steps[0])} for title, steps in TOPICS], current


def url_of(step: str) -> str:
    return reverse(f"enroll_{step}")
