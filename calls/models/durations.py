"""Durations in a call: waits on the telephone, when a sweep steps in, when something is given up."""

from datetime import timedelta

# What a phone hears; in seconds, as the documents give them to the provider.
NOTICE_KEY_SECONDS = 1
"""For a key after a notice; a key is taken during it too. Whoever presses none hears what follows at once."""
MENU_KEY_SECONDS = 5
CODE_SECONDS = 6
CLIP_PAUSE_SECONDS = 4
"""With the sentence before it about six seconds: so often the provider asks what is next."""
PRESS_1_SECONDS = 8
JOIN_SECONDS = 5
"""How long a member waits for the caller to come out of the queue before we look what happened."""
BUYER_RINGS_SECONDS = 40
HOLD_MENU_SECONDS = 6
COLLEAGUES_RING_SECONDS = 3
"""So often a phone that waits for a colleague asks whether one was found."""
EVERY_PHONE_RINGS_SECONDS = 60
MANAGER_RINGS_SECONDS = 30
TEST_RINGS_SECONDS = 25

# Ringing: a round lasts for as long as the ring group says (`ProblemCall.ring_seconds`), beginning with the first ring.
FIRST_RING = timedelta(seconds=2)
"""From the dialling of a phone to its first ring."""
ROUND_UNPLACED = timedelta(seconds=5)
"""Phones that were not placed so long after their round began wait for a worker that is not there."""
ROUND_GIVEN_UP = timedelta(seconds=20)
"""A phone that was not placed for so long is not going to ring."""
ROUND_IN_DOUBT = timedelta(seconds=3)
"""The provider reports a phone that it placed sooner than that, though its answer was lost."""
WHISPER = timedelta(seconds=20)
"""A phone that was picked up this long ago may still be listening to the whisper."""
PROVIDER_UNREACHED = timedelta(seconds=8)
"""A provider that was not reached is tried again for so long; then the phone counts as failed."""
PROVIDER_TOO_FAST = timedelta(seconds=20)
"""The same of one that was asked too much: less than a round, so that the caller is rung otherwise in time."""
JOINING = timedelta(seconds=25)
"""Whoever pressed 1 is joined within two seconds of the caller's being in the queue."""
LONGEST_NOTICE = timedelta(minutes=5)
"""A member may press 1 while the caller still hears what is said before the queue."""
RETURNS_WITHIN = timedelta(minutes=1)
"""A caller who falls out of the queue again and again in this time is held by none."""
RECENT_CART = timedelta(days=3)
"""A caller without a code is matched with a cart of this age at most."""

# Handing over
TAKER_NEWS = timedelta(seconds=8)
"""The two are apart: by then we know whether the taker hung up or put the caller on hold."""
NEWS_TRIES = 3
"""So many seconds a phone that came out of a talk waits for the news of why it ended."""
ASK_PHONE_AGAIN = timedelta(seconds=5)
TO_ANSWER = timedelta(seconds=12)
"""Beyond the ringing: whoever picked up at the last moment may still hear the whisper."""
HARDLY_MET = timedelta(seconds=3)
"""A colleague who was gone so soon after the caller came has not talked with them."""
STAR = timedelta(minutes=2)
"""So long the caller is on hold by a star after which no key is pressed."""
REQUESTED_TRANSFER = timedelta(seconds=20)
"""A caller who has not come into the hold music after this long still talks with the taker."""
UNHEARD_TRANSFER = timedelta(seconds=20)
"""A transfer that goes on for longer may have lost the news that somebody hung up: the provider is asked."""

LONGEST_PAUSE = timedelta(minutes=3)
"""Of a recording. Nobody reads out a card for longer; whoever forgets to go on loses no more of the call than this."""

# Sweeps
LOST_TASK = timedelta(seconds=3)
"""A worker that was told comes sooner."""
PLACING = timedelta(minutes=1)
"""A worker that claimed a leg and said nothing for so long was killed: whether it rang is in doubt."""
LEG = timedelta(seconds=90)
"""A phone rings for a minute at most and hears the whisper for ten seconds."""
CLOCKS_DIFFER = timedelta(seconds=5)
LEG_IN_DOUBT = timedelta(minutes=5)
"""A leg in doubt that was never heard of has not rung."""
SILENCE = timedelta(minutes=10)
"""A manager's phone of which the provider cannot be asked for so long counts as down."""
LONGEST_CALL = timedelta(hours=4, minutes=10)
"""The provider ends every call after four hours."""
UNHEARD_CALL = timedelta(minutes=3)
"""From then on the provider is asked whether a call that has not ended is still going on."""
ATTEMPT = timedelta(minutes=3)
"""A call of an attempt is in our rows at once; so long after it nothing is on its way any more."""
CALLBACK_IN_DOUBT = timedelta(seconds=90)
"""So long after the end of a call the provider is asked in vain; then the callback is owed rather than forgotten."""

# Comparison with the provider's list of calls
REPORTS_TRAVEL = timedelta(seconds=20)
"""The status callbacks of a call that has just ended may still be on their way."""
BORN_LATE = timedelta(seconds=15)
"""A row that began so long after its call was made by a late status callback: no webhook of ours heard the caller."""
LISTED_LATE = timedelta(minutes=2)
"""A call may appear in the provider's list a little after it began."""
LONGEST_OUTAGE = timedelta(hours=24)
