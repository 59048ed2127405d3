"""The files of open data. Names and columns stay; whatever changes what a column means is a new `VERSION`."""

from django.utils.translation import gettext_lazy as _

from portal.dashboards.open_data import reading
from portal.dashboards.open_data.dataset import Dataset, Field, FieldType

VERSION = "1"

_RATE = (
    Field("enrolled_households", FieldType.INTEGER, _("신청 세대. 밝히지 않으면 빈칸"), True),
    Field("households", FieldType.INTEGER, _("전체 세대. 등록된 수가 없으면 빈칸"), True),
    Field("rate_percent", FieldType.NUMBER, _("신청률(%), 소수 첫째 자리까지"), True),
    Field("is_hidden", FieldType.BOOLEAN, _("작은 수여서 밝히지 않는지")),
    Field("households_on", FieldType.DATE, _("전체 세대를 센 날"), True),
    Field("households_source", FieldType.STRING, _("전체 세대의 출처"), True),
    Field("rule", FieldType.STRING, _("세는 방법의 코드 (rules 파일)")),
)
_MONTH_END = Field("month_end", FieldType.DATE, _("달의 마지막 날. 이날이 끝날 때의 수치"))
_RULE = Field("rule", FieldType.STRING, _("세는 방법의 코드 (rules 파일)"))
_DONG = (
    Field("dong_code", FieldType.STRING, _("행정동 코드 (10자리)")),
    Field("dong_name", FieldType.STRING, _("행정동 이름")),
)

DATASETS = (
    Dataset(
        "rates_by_month",
        _("월별 신청률"),
        _("구 전체의 신청률. 접수를 시작한 달부터 끝난 달마다 한 줄"),
        ("month_end", "district_code"),
        (
            _MONTH_END,
            Field("district_code", FieldType.STRING, _("구 코드 (10자리)")),
            Field("district_name", FieldType.STRING, _("구 이름")),
            *_RATE,
        ),
        reading.rates_by_month,
    ),
    Dataset(
        "rates_by_dong",
        _("동별 신청률"),
        _("행정동마다의 신청률. 끝난 달마다 동의 수만큼의 줄"),
        ("month_end", "dong_code"),
        (_MONTH_END, *_DONG, *_RATE),
        reading.rates_by_dong,
    ),
    Dataset(
        "rates_by_place",
        _("접수처별 신청률"),
        _("어디에서 신청했는지에 따른 신청 세대. 나누는 수는 구 전체 세대"),
        ("month_end", "place"),
        (
            _MONTH_END,
            Field("place", FieldType.STRING, _("접수처 코드")),
            Field("place_name", FieldType.STRING, _("접수처 이름")),
            *_RATE,
        ),
        reading.rates_by_place,
    ),
    Dataset(
        "campaigns",
        _("소식 발송"),
        _("달과 관심분야마다 보낸 소식의 수와 연인원. 발송을 시작한 달에 셈"),
        ("month", "topic_code"),
        (
            Field("month", FieldType.YEARMONTH, _("발송을 시작한 달")),
            Field("topic_code", FieldType.STRING, _("관심분야 코드")),
            Field("topic", FieldType.STRING, _("관심분야 이름")),
            Field("campaigns", FieldType.INTEGER, _("발송 횟수")),
            Field("cumulative_recipients", FieldType.INTEGER, _("연인원. 한 사람이 여러 번 받으면 여러 번")),
            Field("delivered", FieldType.INTEGER, _("도달 건수. 더 올 결과가 있으면 빈칸"), True),
            Field("is_final", FieldType.BOOLEAN, _("더 올 수신 결과가 없는지")),
            _RULE,
        ),
        reading.campaigns,
    ),
    Dataset(
        "savings",
        _("전자통지 절감"),
        _("본인이 전자로 열람한 통지와 절감. 통지가 적은 달은 다음 달과 함께 한 줄"),
        ("first_month",),
        (
            Field("first_month", FieldType.YEARMONTH, _("열람한 첫 달")),
            Field("last_month", FieldType.YEARMONTH, _("열람한 마지막 달")),
            Field("notices_seen", FieldType.INTEGER, _("열람한 통지")),
            Field("hours", FieldType.NUMBER, _("절감한 시간")),
            Field("person_days", FieldType.NUMBER, _("하루 8시간으로 나눈 날")),
            Field("print_won", FieldType.INTEGER, _("절감한 인쇄비(원)")),
            Field("postage_won", FieldType.INTEGER, _("절감한 우편료(원)")),
            _RULE,
        ),
        reading.savings,
    ),
    Dataset(
        "savings_assumptions",
        _("절감 가정"),
        _("통지 한 건이 절감하는 시간과 돈. 열람한 날에 쓰이던 줄을 곱함"),
        ("starts_on", "kind"),
        (
            Field("starts_on", FieldType.DATE, _("적용 시작일")),
            Field("kind", FieldType.STRING, _("통지 종류 코드. 모든 종류에 쓰면 all")),
            Field("minutes", FieldType.NUMBER, _("한 건을 전달하는 시간(분)")),
            Field("print_won", FieldType.INTEGER, _("한 건의 인쇄비(원)")),
            Field("postage_won", FieldType.INTEGER, _("한 건의 우편료(원)")),
            Field("source", FieldType.STRING, _("근거")),
        ),
        reading.savings_assumptions,
    ),
    Dataset(
        "household_counts",
        _("전체 세대수"),
        _("신청률을 나누는 수. 동과 센 날마다 한 줄, 고쳐진 뒤의 값"),
        ("as_of", "source", "dong_code"),
        (
            Field("as_of", FieldType.DATE, _("센 날")),
            *_DONG,
            Field("households", FieldType.INTEGER, _("주민등록 세대수")),
            Field("source", FieldType.STRING, _("출처")),
            _RULE,
        ),
        reading.household_counts,
    ),
    Dataset(
        "rules",
        _("세는 방법"),
        _("모든 수치를 세는 방법을 한국어와 영어로"),
        ("code",),
        (
            Field("code", FieldType.STRING, _("코드")),
            Field("subject", FieldType.STRING, _("주제")),
            Field("title_ko", FieldType.STRING, _("이름 (한국어)")),
            Field("text_ko", FieldType.STRING, _("세는 방법 (한국어)")),
            Field("title_en", FieldType.STRING, _("이름 (영어)")),
            Field("text_en", FieldType.STRING, _("세는 방법 (영어)")),
        ),
        reading.rules,
    ),
)
BY_NAME = {dataset.name: dataset for dataset in DATASETS}
