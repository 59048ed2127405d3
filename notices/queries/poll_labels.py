"""The groups of a poll in words."""

from django.utils.translation import gettext as _

from enrollment.models import Dong
from notices.enums.poll import AgeBand, Route
from notices.poll_form import Question
from notices.queries.poll_results import OTHERS


class Labels:
    """Names of dongs, age bands and routes in the reader's language."""

    def __init__(self, district_code: str):
        dongs = Dong.objects.filter(district_id=district_code)
        self._names = {
            "dong": {dong.code: dong.display_name for dong in dongs},
            "age": {band.value: str(band.label) for band in AgeBand},
            "route": {route.value: str(route.label) for route in Route},
        }

    def group(self, by: str, key: str) -> str:
        """A row of a table by `dong`, `age` or `route`."""
        if not key:
            return _("따로 밝히지 않는 사람들")
        if key == OTHERS:
            return _("안내받지 않은 사람들")
        return self._names[by].get(key, key)


def choice_label(question: Question, code: str) -> tuple[str, str]:
    """A choice, or a point of a scale with the words at its end, and the language of the words."""
    if question.choices:
        words = question.choice(code).said
        return words.text, words.lang
    words = None
    if code == question.codes[0]:
        words = question.low_said
    elif code == question.codes[-1]:
        words = question.high_said
    if words is None or not words.text:
        return _("%(point)s점") % {"point": code}, ""
    return f"{_('%(point)s점') % {'point': code}} ({words.text})", words.lang
