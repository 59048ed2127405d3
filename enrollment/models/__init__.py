from enrollment.models.api import ApiSubmission
from enrollment.models.application import Application, ReceiptCounter
from enrollment.models.area import District, Dong, Tong, TongLeader
from enrollment.models.burst import Burst, BurstNote
from enrollment.models.catalogue import Service, Topic
from enrollment.models.change import Change
from enrollment.models.claim import ClaimInvitation
from enrollment.models.consent import Consent, ConsentText
from enrollment.models.double_entry import DoubleEntry
from enrollment.models.duplicate import HouseholdMerge, PersonMerge, WaitingApplication
from enrollment.models.household import ContactPoint, Household, Person
from enrollment.models.household_count import (
    HouseholdCount,
    HouseholdCountImport,
    HouseholdCountUpload,
    Target,
)
from enrollment.models.import_file import ImportFile, ImportMapping, ImportRow
from enrollment.models.intake import IntakeBatch, IntakeForm
from enrollment.models.intake_summary import IntakeClock, IntakeDay, IntakeMonth
from enrollment.models.period import EnrollmentPeriod, HouseholdPeriod
from enrollment.models.reversal import Reversal
from enrollment.models.scan import FormScan
from enrollment.models.stay import FormerStay
from enrollment.models.summary import (
    ApplicationHour,
    DistrictDay,
    FunnelDay,
    HouseholdDay,
    HouseholdMonth,
    LeaderMonth,
    ServiceDay,
    TongDay,
    TongMonth,
)

__all__ = [
    "ApiSubmission",
    "Application",
    "ApplicationHour",
    "Burst",
    "BurstNote",
    "Change",
    "ClaimInvitation",
    "Consent",
    "ConsentText",
    "ContactPoint",
    "District",
    "DistrictDay",
    "Dong",
    "DoubleEntry",
    "EnrollmentPeriod",
    "FormScan",
    "FormerStay",
    "FunnelDay",
    "Household",
    "HouseholdCount",
    "HouseholdCountImport",
    "HouseholdCountUpload",
    "HouseholdDay",
    "HouseholdMerge",
    "HouseholdMonth",
    "HouseholdPeriod",
    "ImportFile",
    "ImportMapping",
    "ImportRow",
    "IntakeBatch",
    "IntakeClock",
    "IntakeDay",
    "IntakeForm",
    "IntakeMonth",
    "LeaderMonth",
    "Person",
    "PersonMerge",
    "ReceiptCounter",
    "Reversal",
    "Service",
    "ServiceDay",
    "Target",
    "Tong",
    "TongDay",
    "TongLeader",
    "TongMonth",
    "Topic",
    "WaitingApplication",
]
