"""Terms of a kind of notice for tests, as `publish_terms` takes them."""

from enrollment.enums import Channel
from notices.enums.notice import FieldScope, FieldType
from notices.notice_terms import Field, Rung

PLACE = Field("place", "교육 장소", "Place", FieldScope.ROUND, FieldType.TEXT)
STARTS_AT = Field("starts_at", "시작 시각", "Starts at", FieldScope.ROUND, FieldType.TIME)
UNIT = Field("unit", "소속", "Unit", FieldScope.PERSON, FieldType.TEXT, required=False)
LADDER = (
    Rung(Channel.EMAIL, 0),
    Rung(Channel.SMS, 24),
    Rung(Channel.SMS, 72, is_reminder=True),
)


def terms_values(**changes) -> dict:
    values = {
        "legal_basis": "시험 법률 제1조",
        "legal_basis_en": "Act of tests, article 1",
        "serve_days_before": 7,
        "paper_days_before": 10,
        "fields": (PLACE, STARTS_AT, UNIT),
        "ladder": LADDER,
        "title": "시험 통지서",
        "body": "{이름} 님, {행사일} {시작 시각}까지 {교육 장소}(으)로 오시기 바랍니다.",
        "text": "통지서가 왔습니다. {주소}",
        "alimtalk_template": None,
        "attaches_pdf": False,
        "evidence_years": 5,
        "contact_office": "시험 담당",
        "contact_phone": "02-2286-5000",
    }
    return values | changes
