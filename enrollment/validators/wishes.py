"""What the applicant wants: services, topics and channels, each resting on its own consent."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from enrollment.enums import Channel, ConsentPurpose
from enrollment.queries.known import Known
from enrollment.validators.problems import Problems


def wish_problems(
    services: Iterable[str],
    topics: Iterable[str],
    channels: Iterable[str],
    consents: dict[str, bool],
    known: Known | None = None,
) -> Problems:
    """At least one open service, each with its consent; topics with theirs, and a channel to arrive by."""
    known = known or Known()
    problems = service_problems(services, consents, known)
    if topics:
        problems |= _topic_problems(topics, consents, known)
    if set(channels) - set(Channel.wishes()):
        problems["channels"] = [_("지금 쓸 수 없는 받는 방법이 있습니다. 목록에서 다시 골라 주세요.")]
    elif topics and not channels:
        problems["channels"] = [
            _("받는 방법을 고르지 않았습니다. 문자나 이메일 가운데 한 가지 이상 골라 주세요.")
        ]
    return problems


def service_problems(
    services: Iterable[str], consents: dict[str, bool], known: Known | None = None
) -> Problems:
    """What is wrong with the chosen services, at `services`."""
    codes = list(dict.fromkeys(services))
    if not codes:
        return {"services": [_("희망 서비스를 고르지 않았습니다. 한 가지 이상 골라 주세요.")]}
    offered = (known or Known()).services
    chosen = [offered[code] for code in codes if code in offered]
    if len(chosen) < len(codes):
        return {"services": [_("지금 신청할 수 없는 서비스가 있습니다. 목록에서 다시 골라 주세요.")]}
    refused = [service for service in chosen if not consents.get(service.consent_purpose)]
    if not refused:
        return {}
    message = _(
        "‘%(service)s’은(는) ‘%(consent)s’에 동의해야 신청할 수 있습니다. 동의하거나 선택을 빼 주세요."
    )
    return {
        "services": [
            message % {"service": service, "consent": ConsentPurpose(service.consent_purpose).label}
            for service in refused
        ]
    }


def _topic_problems(topics: Iterable[str], consents: dict[str, bool], known: Known) -> Problems:
    if not known.topics.keys() >= set(topics):
        return {"topics": [_("지금 고를 수 없는 관심분야가 있습니다. 목록에서 다시 골라 주세요.")]}
    if not consents.get(ConsentPurpose.PUBLIC_INFO):
        message = _(
            "관심분야 소식은 ‘맞춤형 구정정보 안내’에 동의해야 받을 수 있습니다. 동의하거나 선택을 빼 주세요."
        )
        return {"topics": [message]}
    return {}
