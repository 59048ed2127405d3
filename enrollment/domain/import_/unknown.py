"""What is said of a word nobody knows: each a message for its cell."""

from django.utils.translation import gettext as _


def formula() -> str:
    return _("수식이 든 칸입니다. 수식은 계산하지 않습니다. 값으로 바꾸어 주세요.")


def service() -> str:
    return _("희망 서비스에 목록에 없는 말이 있습니다. 신청서의 서비스 이름으로 적어 주세요.")


def topic() -> str:
    return _("관심분야에 목록에 없는 말이 있습니다. 신청서의 관심분야 이름으로 적어 주세요.")


def channel() -> str:
    return _("수신방법을 알 수 없습니다. 문자나 이메일로 적어 주세요.")


def sex() -> str:
    return _("성별을 알 수 없습니다. 남이나 여로 적거나 비워 두세요.")


def place() -> str:
    return _("접수처를 알 수 없습니다. 통장 방문, 동 주민센터처럼 신청서를 받은 곳을 적어 주세요.")


def tong() -> str:
    return _("통과 반을 읽을 수 없습니다. 숫자로 입력해 주세요. (예: 5/3 또는 5통 3반)")


def relation() -> str:
    return _("세대주와의 관계를 알 수 없습니다. 세대주, 배우자, 자녀, 부모, 기타 가운데 하나로 적어 주세요.")


def guardian_relation() -> str:
    return _("법정대리인의 관계를 알 수 없습니다. 부모나 법정대리인으로 적어 주세요.")


def dong() -> str:
    return _("행정동을 알 수 없습니다. 동 열을 채우거나 맡은 동으로 올려 주세요.")
