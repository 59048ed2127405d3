"""What enrollment tells the layers above, inside the transaction of the change."""

from django.dispatch import Signal

application_accepted = Signal()
"""`application`: an Application just accepted. Wanted topics and channels stand on it. `tell`: whether
the applicant gets the receipt number by message."""

applications_imported = Signal()
"""`application_ids`, `by` (User or None), `tell`: applications of people not known before, written by the
set. Listeners work by the set too: there may be a thousand."""

consent_withdrawn = Signal()
"""`person`, `purpose`, `by` (User or None): a consent was withdrawn; queued messages that rest on it
must stop."""

guardian_confirmed = Signal()
"""`application`: the guardian of a child confirmed; what the form asked for starts now."""

people_erased = Signal()
"""`person_ids`: their personal data are being destroyed; whoever keeps more of them destroys it too."""

application_corrected = Signal()
"""`application`, `former_choices` (set of topic code and channel), `by`: what its form asked for had
been typed wrong and stands right on it now."""

application_reversed = Signal()
"""`application`, `kept_choices` (set of topic code and channel), `by` (User or None): an application was
taken back as if it had never been made; subscriptions it opened end, except those another application of the
person asked for."""

person_left = Signal()
"""`person`, `reason` (EndReason), `by` (User or None): the person's last enrollment period ended."""

application_waits = Signal()
"""`waiting`: a WaitingApplication just put aside, `form`: its ApplicationForm, `tell` (bool): whether the
applicant hears that it was received."""

application_refused = Signal()
"""`waiting`: a WaitingApplication just decided against, `form`: its ApplicationForm, erased after this,
`tell` (bool): whether the applicant hears why."""

application_expired = Signal()
"""`waiting`: a WaitingApplication nobody decided in time, `form`: its ApplicationForm, erased after this,
`tell` (bool): whether the applicant hears of it."""

people_merged = Signal()
"""`merge`: a PersonMerge just made. What rests on the absorbed person passes to the kept one."""

people_split = Signal()
"""`merge`: a PersonMerge just taken back. What it passed on goes back."""
