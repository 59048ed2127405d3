"""The home or head a household had before: a closed record that leads whoever is late to the household.

A form collected before a move may come in after it. It names the home that was left, and must neither open
that home anew nor be taken for sure: somebody decides (`domain.match`).
"""

from datetime import date

from django.utils import timezone

from enrollment.models import Household


def leave_behind(household: Household, *, target: Household | None = None, on: date | None = None) -> None:
    """Let the dwelling and head of `household`, as they are now, lead to it, or to the `target` it joins.

    Call it before they change, with the row held. Nobody belongs to the record that is left behind.
    """
    Household.objects.create(
        dong_id=household.dong_id,
        tong_id=household.tong_id,
        ban=household.ban,
        road_address=household.road_address,
        address_detail=household.address_detail,
        address_key=household.address_key,
        head_name=household.head_name,
        head_key=household.head_key,
        closed_on=on or timezone.localdate(),
        merged_into=target or household,
    )
