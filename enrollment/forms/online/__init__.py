"""The pages of an online application as forms, one topic each.

Each form takes what was typed, and what it accepts counts as done: a page that is judged again later (a text
changed, a birth date was corrected) is judged by the same rules.
"""

from enrollment.forms.online.check import DeclarationForm
from enrollment.forms.online.code import CodeForm
from enrollment.forms.online.consents import ConsentsForm
from enrollment.forms.online.household import HouseholdForm
from enrollment.forms.online.person import ContactForm, GuardianForm, PersonForm
from enrollment.forms.online.wishes import WishesForm

__all__ = [
    "CodeForm",
    "ConsentsForm",
    "ContactForm",
    "DeclarationForm",
    "GuardianForm",
    "HouseholdForm",
    "PersonForm",
    "WishesForm",
]
