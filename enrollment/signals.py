"""What enrollment tells the layers above, inside the transaction of the change."""

from django.dispatch import Signal

application_accepted = Signal()
"""`application`: an Application just accepted. Wanted topics and channels stand on it."""

consent_withdrawn = Signal()
"""`person`, `purpose`: a consent was withdrawn; queued messages that rest on it must stop."""

application_reversed = Signal()
"""`application`, `kept_choices` (set of topic code and channel): an application was taken back as if it had never
been made; subscriptions it opened end, except those another application of the person asked for."""

person_left = Signal()
"""`person`, `reason` (EndReason): the person's last enrollment period ended."""
