"""A paper form of a batch: place, leader and dong are the batch's, and the number is one of its own."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from enrollment.enums import IntakeFormState
from enrollment.form_numbers import pick
from enrollment.forms.paper import PaperForm
from enrollment.forms.paper_reading import intake
from enrollment.models import Application, IntakeBatch
from enrollment.queries.intake import numbers
from enrollment.validators import intake as rules


class BatchPaperForm(PaperForm):
    """One sheet of `batch`; a number may be typed in full or by its running number alone (7 for A-0007)."""

    def __init__(self, *args, batch: IntakeBatch, **kwargs):
        self.batch = batch
        super().__init__(*args, dongs=[batch.dong], **kwargs)
        self.fields["form_no"].required = True
        self.fields["form_no"].error_messages["required"] = _(
            "서식 번호를 입력하지 않았습니다. 신청서에 적힌 번호를 입력해 주세요."
        )

    def _offer_dongs_and_leaders(self) -> None:
        for name in ("dong", "place", "collected_by"):
            del self.fields[name]

    def clean_form_no(self) -> str:
        known = numbers(self.batch, *IntakeFormState.values)
        try:
            (form_no,) = pick(self.cleaned_data["form_no"], known)
        except ValueError:
            raise ValidationError(_("서식 번호를 한 개만 입력해 주세요.")) from None
        return form_no

    def clean(self) -> dict:
        self.cleaned_data |= {"place": self.batch.place, "collected_by": self.batch.leader}
        super().clean()
        if "form_no" in self.cleaned_data and "collected_on" in self.cleaned_data:
            papers = self.batch.forms.select_related("batch", "application")
            paper = papers.get(form_no=self.cleaned_data["form_no"])
            if not self._is_page_of(paper.application):
                self.add_problems(rules.entry(paper, intake(self)))
        return self.cleaned_data

    def _is_page_of(self, application: Application | None) -> bool:
        """Whether this very page was accepted before: sent twice, it is told so, not refused."""
        key = self.cleaned_data.get("submission_key")
        return application is not None and key is not None and application.submission_key == key
