"""What was typed into a field, in words a clerk compares with the paper."""

from django.utils.translation import gettext as _

from enrollment.domain.typed_values import CONSENT
from enrollment.enums import Channel, GuardianRelation, Relation, Sex
from enrollment.forms.paper import PaperForm
from enrollment.forms.paper_reading import YES
from enrollment.models import Dong, Service, Topic
from portal.common import phone

_CHOICES = {"sex": Sex, "relation": Relation, "guardian_relation": GuardianRelation}
_CATALOGUES = {"services": Service, "topics": Topic}
_GUARDIAN = "guardian_"


def field_labels(dong: Dong) -> dict[str, str]:
    """Field names in the words of the paper; consents and the guardian's fields say what they are of."""
    labels = {}
    for name, field in PaperForm(dongs=[dong]).fields.items():
        label = str(field.label or name)
        if name.startswith(CONSENT):
            label = _("동의: %(consent)s") % {"consent": label}
        elif name.startswith(_GUARDIAN):
            label = _("법정대리인 %(field)s") % {"field": label}
        labels[name] = label
    return labels


def words(name: str, value: str) -> str:
    """A canonical text as it is read; `-` for nothing."""
    if not value:
        return "-"
    if name in _CHOICES:
        return str(_CHOICES[name](value).label)
    if name in _CATALOGUES:
        found = {
            entry.code: str(entry) for entry in _CATALOGUES[name].objects.filter(code__in=value.split(","))
        }
        return ", ".join(found.get(code, code) for code in value.split(","))
    if name == "channels":
        return ", ".join(str(Channel(code).label) for code in value.split(","))
    if name.startswith(CONSENT):
        return _("예") if value == YES else _("아니요")
    return phone.display(value) if name in ("mobile", "guardian_phone") else value
