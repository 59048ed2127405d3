"""Sample data of the style guide page; every name and figure is invented."""

import datetime as dt

from django import forms
from django.core.paginator import Paginator

DONGS = [
    ("왕십리도선동", 0, 2),
    ("마장동", 0, 3),
    ("왕십리2동", 1, 1),
    ("행당1동", 1, 2),
    ("사근동", 1, 3),
    ("용답동", 1, 4),
    ("금호2·3가동", 2, 0),
    ("금호1가동", 2, 1),
    ("행당2동", 2, 2),
    ("송정동", 2, 4),
    ("옥수동", 3, 0),
    ("금호4가동", 3, 1),
    ("응봉동", 3, 2),
    ("성수1가2동", 3, 3),
    ("성수2가3동", 3, 4),
    ("성수1가1동", 4, 3),
    ("성수2가1동", 4, 4),
]
WATER = [(2, 3, "중랑천"), (4, 0), (4, 1, "한강"), (4, 2)]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="이름", help_text="주민등록에 적힌 대로 입력해 주세요.")
    phone = forms.CharField(
        label="휴대전화 번호",
        help_text="숫자만 11자리로 입력해 주세요. (예: 01012345678)",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "tel"}),
        error_messages={
            "required": "휴대전화 번호를 입력하지 않았습니다. "
            "숫자만 11자리로 입력해 주세요. (예: 01012345678)"
        },
    )
    dong = forms.ChoiceField(label="동", choices=[("", "골라 주세요")] + [(d[0], d[0]) for d in DONGS])
    channel = forms.ChoiceField(
        label="알림을 받을 방법",
        choices=[("email", "전자우편"), ("sms", "문자"), ("post", "우편")],
        widget=forms.RadioSelect,
        error_messages={"required": "알림을 받을 방법을 고르지 않았습니다. 하나를 골라 주세요."},
    )
    topics = forms.MultipleChoiceField(
        label="관심 분야",
        required=False,
        choices=[(t, t) for t in ("생활", "교육", "문화", "도서관", "건강", "일자리", "복지")],
        widget=forms.CheckboxSelectMultiple,
        help_text="여러 개를 고를 수 있습니다.",
    )
    memo = forms.CharField(label="남길 말", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    scan = forms.FileField(label="신청서 파일", required=False)
    agree = forms.BooleanField(
        label="개인정보 수집과 이용에 동의합니다.",
        error_messages={"required": "동의하지 않으면 신청할 수 없습니다. 내용을 읽고 동의해 주세요."},
    )


class SampleFilter(forms.Form):
    """Filters above a list."""

    dong = forms.ChoiceField(
        label="동", required=False, choices=[("", "모든 동")] + [(d[0], d[0]) for d in DONGS]
    )
    text = forms.CharField(label="찾을 말", required=False)


def samples(request) -> dict:
    """Context of the style guide: each component in its usual and in its worst state."""
    rates = [18.2 + index * 1.7 for index in range(len(DONGS))]
    as_of = dt.date(2013, 9, 26)
    return {
        "form": SampleForm(prefix="plain"),
        "bad_form": SampleForm({"bad-name": "가나다"}, prefix="bad"),
        "filters": SampleFilter(prefix="filter"),
        "as_of": as_of,
        "steps": [
            {"label": "대상 확인", "url": "#1"},
            {"label": "동의", "url": "#2"},
            {"label": "연락처", "url": "#3"},
            "주소",
            "서비스",
            "확인",
        ],
        "rows": [
            {"label": "이름", "value": "가나다", "change_url": "#name"},
            {"label": "알림 분야", "value": ["생활", "도서관"], "change_url": "#topics"},
            {"label": "전자우편", "value": "", "change_url": "#email"},
        ],
        "facts": [
            {"label": "접수번호", "value": "2013-0000123"},
            {"label": "접수한 날", "value": "2013. 9. 26."},
        ],
        "events": [
            {"label": "기안", "when": dt.datetime(2013, 9, 24, 10, 5), "by": "홍보담당", "state": "done"},
            {"label": "결재", "when": dt.datetime(2013, 9, 25, 9, 30), "state": "done"},
            {"label": "보내는 중", "text": "2,840명 가운데 1,204명에게 보냈습니다.", "state": "active"},
            {"label": "끝"},
        ],
        "tabs": [
            {"label": "전체", "url": "#all", "active": True, "count": 37},
            {"label": "보내는 중", "url": "#sending", "count": 2},
            {"label": "끝남", "url": "#done", "count": 35},
        ],
        "crumbs": [{"label": "구청 업무", "url": "/office/"}, {"label": "부품 모음"}],
        "shortcuts": [{"keys": "Alt + S", "label": "저장하기"}],
        "page": Paginator(range(400), 20).page(7),
        "days": [
            {"date": as_of - dt.timedelta(days=30 * back), "rate": 37.2 - back * 1.1}
            for back in range(8, -1, -1)
        ],
        "due": dt.date(2014, 6, 30),
        "dong_rates": [{"name": d[0], "rate": rate} for d, rate in zip(DONGS, rates, strict=True)],
        "tiles": [
            {
                "label": name,
                "row": row,
                "col": col,
                "value": round(rate, 1),
                "text": f"{rate:.1f}%",
                "url": "#",
            }
            for (name, row, col), rate in zip(DONGS, rates, strict=True)
        ],
        "water": WATER,
        "side_title": "구청 업무",
        "side_nav": [
            {"label": "할 일", "url": "#todo", "count": 3},
            {"label": "소식 보내기", "url": "#campaigns", "active": True},
            {"label": "보낼 문구", "url": "#texts"},
        ],
    }
