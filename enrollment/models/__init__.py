from enrollment.models.application import (
    Application,
    EnrollmentPeriod,
    HouseholdPeriod,
    ReceiptCounter,
    Service,
    Topic,
)
from enrollment.models.area import District, Dong, Tong, TongLeader
from enrollment.models.change import Change
from enrollment.models.consent import Consent, ConsentText
from enrollment.models.household import ContactPoint, Household, Person
from enrollment.models.household_count import (
    HouseholdCount,
    HouseholdCountImport,
    HouseholdCountUpload,
    Target,
)
from enrollment.models.intake import IntakeBatch, IntakeForm

__all__ = [
    "Application",
    "Change",
    "Consent",
    "ConsentText",
    "ContactPoint",
    "District",
    "Dong",
    "EnrollmentPeriod",
    "Household",
    "HouseholdCount",
    "HouseholdCountImport",
    "HouseholdCountUpload",
    "HouseholdPeriod",
    "IntakeBatch",
    "IntakeForm",
    "Person",
    "ReceiptCounter",
    "Service",
    "Target",
    "Tong",
    "TongLeader",
    "Topic",
]
