"""Form numbers of a chunk: each is used once, and one of a batch is that of a paper to be entered."""

from django.utils.translation import gettext as _

from enrollment.domain.import_.judged import Judged
from enrollment.domain.import_.seen import FormNumber, Seen
from enrollment.enums import ReviewState
from enrollment.models import Application, IntakeForm, WaitingApplication
from enrollment.validators import application as rules
from enrollment.validators import intake as paper_rules


def check_form_numbers(judged: list[Judged], seen: Seen, *, by) -> None:
    """Refuse numbers used before, in the portal or in this file, and papers that cannot be entered now.

    A row on the paper of a batch learns which.
    """
    numbered = [item for item in judged if item.is_good and item.reading.intake.form_no]
    waiting = WaitingApplication.objects.filter(state=ReviewState.WAITING)
    used = _used(Application.objects, numbered) | _used(waiting, numbered)
    papers = _papers(numbered)
    for item in numbered:
        form, intake = item.reading.form, item.reading.intake
        number = form.dong.code, intake.form_no
        if number in used:
            item.refuse(rules.form_number(form, intake))
        elif number in seen.form_numbers:
            message = _("같은 서식 번호가 이 파일에 두 번 있습니다. 번호를 확인해 주세요.")
            item.refuse({"form_no": [message]})
        elif paper := papers.get(number):
            item.paper = paper
            own = paper_rules.own_collection(paper.batch.leader, by)
            if problems := paper_rules.entry(paper, intake) or ({"form_no": [own]} if own else {}):
                item.refuse(problems)
        seen.form_numbers.add(number)


def _used(objects, numbered: list[Judged]) -> set[FormNumber]:
    found = objects.filter(
        dong__in={item.reading.form.dong.code for item in numbered},
        form_no__in=[item.reading.intake.form_no for item in numbered],
    )
    return set(found.values_list("dong_id", "form_no")) if numbered else set()


def _papers(numbered: list[Judged]) -> dict[FormNumber, IntakeForm]:
    if not numbered:
        return {}
    found = IntakeForm.objects.filter(
        dong__in={item.reading.form.dong.code for item in numbered},
        form_no__in=[item.reading.intake.form_no for item in numbered],
    ).select_related("batch__leader__tong", "application")
    return {(paper.dong_id, paper.form_no): paper for paper in found}
