"""The programme: all policies written out, a days x levers table that is settled before the run.

The day only reads it. A column nobody wrote holds its default, which means "no policy at all"; so a policy that does nothing
leaves the programme, and therefore the run, bit for bit as it was.

Columns of ``Programme.table`` (one row a day; day 0 is a Monday)
-----------------------------------------------------------------
access : 0 open, 1 on request, 2 invitation only
public_reading : 0..1, share of posts an outsider can read before joining
application_effort : logits of effort asked at application
fit_threshold : z-score; applicants whose seen fit is below it are refused; -9 refuses nobody
batch_size : people admitted on a batch day; 0 admits everybody accepted at once
batch_day : 1 on days on which people are admitted
rules_shown : 0..1, goal and rules are shown at entry
welcome : 0 none, 1 automatic, 2 personal
introductions : 1 when an introductions place exists
spotlight : 1 on days an update naming newcomers is sent
profile_nudge : 0..1, strength with which newcomers are told why a profile matters
host_minutes : minutes the host has on this day
priority : (6,) order of the host's tasks, codes in ``TASKS``
spare : (4,) what minutes go to that nothing waits for, in order, codes in ``SPARE``; 4 nothing
stance : 0 passive, 1 reactive, 2 active
answer_after : hours a thread waits before the host answers it
patrol_minutes : minutes of the host's day spent looking for what nobody reported
filter_sensitivity : 0..1, chance that the automatic filter holds back a spam post
filter_false : 0..1, chance that it holds back a good post
explanations : 1 when removals come with a reason
ban_after : strikes (removed posts, weighed and fading) at which someone is banned; 0 never
ambassadors : people on duty
ambassador_choice : 0 by lot, 1 by known activity, 2 volunteers
ambassador_minutes : minutes a week each spends on duty
ambassador_invites : logits added to their inviting
invite_ease : logits added to members' inviting
ambassador_replace : 1 when those who step down are replaced every 30 days
input_day : 1 on days on which people on duty are asked what the community should offer
start_after_visits : visits before one may start a thread
start_after_reply : 1 when one may start a thread only after having replied
expert_share : 0..1, share of places for experts; below 0 no quota
size_cap : members at which nobody is let in any more; 0 no cap
selling : members' promotional posts: 0 free, 1 in a section of their own, 2 disclosed, 3 by approval, 4 banned
host_promo : 0..1, share of the planned posts that sell
company_share : 0..1, share of the other planned posts that are about the organisation itself
company_benefit : 0..1, share of those that bring members something as well
off_topic : 0 left alone, 1 removed for all, 2 each reader gets a feed of the own topics
graduated : 1 when sanctions begin with a warning and a pause
mute_days : days a pause lasts
prune_days : days of silence after which a thread leaves the feed; 0 never by policy
drop_expired : 1 when what is out of date leaves the feed
report_ease : logits added to members' reporting
report_thanks : 1 when those who report are thanked
hide_after : reports by members at which a post is hidden at once; 0 never
filter_update : 1 on days on which the filter is brought up to date
recognise_day : 1 on days of a round of recognition
recognise_number : people recognised in a round
recognise_by : 0 by own posts, 1 by appreciation, 2 by lot, 3 the quietest
compare_day : 1 on days on which members are told how much the median member did
promote_role : 0 nobody, 1 to ambassador, 2 to manager
promote_day : 1 on days on which members are reviewed
promote_number : people wanted in the role
promote_by : 0 by own posts, 1 by appreciation, 2 by lot
promote_posts : own posts of late one needs to be considered
promote_tenure : days of membership one needs to be considered
promote_minutes : minutes a week each gives
filter_taught : 1 when the filter learns from the spam that people take away
measured : (7,) what is measured, codes in ``MEASURABLE``; 7 nothing
measuring_minutes : minutes a week that measuring takes, due on Mondays
report_day : 1 on days on which the team reports to management
reported : what is reported: 0 nothing, else 1 + the code in ``MEASURABLE``
report_target : what management expects of it
report_minutes : minutes one report takes
event_day : 1 on days of an offline event
event_share : 0..1, share of members awake who come to it, where the community is worth what else they could do
event_minutes : minutes of the host that an event takes
event_follow : 1 when a post looks back on it afterwards
subgroups : 1 when there is a subgroup for each topic beside the general group
host_skill : 0..1, skill of the host before any training; 0.5 an ordinary one
training_minutes : minutes of training the host takes in all
voice : in whose name the host speaks: 0 nothing settled, 1 personal, 2 company, 3 agreed
control : 0..1, share of control that members have who own the community with the host
owners : how many of them there are; none without a share of control
owner_minutes : minutes a week each of them gives
notices : 0..1, share of answers and mentions of which the platform sends a notice
digest : 0..1, share of the usual mail to all that it sends
popularity : weight of replies and reactions in its feed, as a multiple of the usual
worthiness : weight of quality in its feed, as a multiple of the usual
reactions : 1 when posts can be reacted to
profiles : 1 when members have profiles
shock : bits of what befalls the platform: 1 it closes, 2 no notices and mail, 4 no reactions, 8 no profiles
moving_help : 0..1, share of the help each member would need to move that the host prepares
joined : 1 when the community is one that was there before, with a host of its own
alumni_day : 1 on days on which a round of writing to members who left begins
alumni_minutes : minutes of the host for such a round
posting_guide : 1 when newcomers are shown how to ask, and to say so when they sell

Reviews (``Programme.reviews``, ``turns``, ``turned``) are rules by which a run itself changes columns of ``ADAPTIVE`` while it goes on.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

import numpy as np

from sim.errors import ProgrammeConflict
from sim.world.reviews import ADAPTIVE, MAX_REVIEWS, REVIEW, TURN

COLUMNS: tuple[tuple[str, str, tuple[int, ...], object], ...] = (
    ("access", "u1", (), 0),
    ("public_reading", "f8", (), 1.0),
    ("application_effort", "f8", (), 0.0),
    ("fit_threshold", "f8", (), -9.0),
    ("batch_size", "i4", (), 0),
    ("batch_day", "u1", (), 1),
    ("rules_shown", "f8", (), 0.0),
    ("welcome", "u1", (), 0),
    ("introductions", "u1", (), 0),
    ("spotlight", "u1", (), 0),
    ("profile_nudge", "f8", (), 0.0),
    ("host_minutes", "f8", (), 0.0),
    ("priority", "u1", (6,), (0, 1, 2, 3, 4, 5)),
    ("spare", "u1", (4,), (0, 1, 2, 4)),
    ("stance", "u1", (), 1),
    ("answer_after", "f8", (), 24.0),
    ("patrol_minutes", "f8", (), 0.0),
    ("filter_sensitivity", "f8", (), 0.0),
    ("filter_false", "f8", (), 0.0),
    ("explanations", "u1", (), 0),
    ("ban_after", "i4", (), 0),
    ("ambassadors", "i4", (), 0),
    ("ambassador_choice", "u1", (), 0),
    ("ambassador_minutes", "f8", (), 0.0),
    ("ambassador_invites", "f8", (), 0.0),
    ("invite_ease", "f8", (), 0.0),
    ("ambassador_replace", "u1", (), 0),
    ("input_day", "u1", (), 0),
    ("start_after_visits", "i4", (), 0),
    ("start_after_reply", "u1", (), 0),
    ("expert_share", "f8", (), -1.0),
    ("size_cap", "i4", (), 0),
    ("selling", "u1", (), 0),
    ("host_promo", "f8", (), 0.0),
    ("off_topic", "u1", (), 0),
    ("graduated", "u1", (), 0),
    ("mute_days", "i4", (), 0),
    ("prune_days", "i4", (), 0),
    ("drop_expired", "u1", (), 0),
    ("report_ease", "f8", (), 0.0),
    ("report_thanks", "u1", (), 0),
    ("hide_after", "i4", (), 0),
    ("filter_update", "u1", (), 0),
    ("recognise_day", "u1", (), 0),
    ("recognise_number", "i4", (), 0),
    ("recognise_by", "u1", (), 0),
    ("compare_day", "u1", (), 0),
    ("promote_role", "u1", (), 0),
    ("promote_day", "u1", (), 0),
    ("promote_number", "i4", (), 0),
    ("promote_by", "u1", (), 0),
    ("promote_posts", "f8", (), 0.0),
    ("promote_tenure", "i4", (), 0),
    ("promote_minutes", "f8", (), 0.0),
    ("filter_taught", "u1", (), 0),
    ("measured", "u1", (7,), (7,) * 7),
    ("measuring_minutes", "f8", (), 30.0),
    ("report_day", "u1", (), 0),
    ("reported", "u1", (), 0),
    ("report_target", "f8", (), 100.0),
    ("report_minutes", "f8", (), 60.0),
    ("event_day", "u1", (), 0),
    ("event_share", "f8", (), 0.0),
    ("event_minutes", "f8", (), 480.0),
    ("event_follow", "u1", (), 0),
    ("subgroups", "u1", (), 0),
    ("host_skill", "f8", (), 0.5),
    ("training_minutes", "f8", (), 0.0),
    ("voice", "u1", (), 0),
    ("control", "f8", (), 0.0),
    ("owners", "i4", (), 0),
    ("owner_minutes", "f8", (), 0.0),
    ("notices", "f8", (), 1.0),
    ("digest", "f8", (), 1.0),
    ("popularity", "f8", (), 1.0),
    ("worthiness", "f8", (), 1.0),
    ("reactions", "u1", (), 1),
    ("profiles", "u1", (), 1),
    ("shock", "u1", (), 0),
    ("moving_help", "f8", (), 0.0),
    ("joined", "u1", (), 0),
    ("alumni_day", "u1", (), 0),
    ("alumni_minutes", "f8", (), 120.0),
    ("posting_guide", "u1", (), 0),
    ("company_share", "f8", (), 0.0),
    ("company_benefit", "f8", (), 0.0),
)
TABLE = np.dtype([(name, code, shape) for name, code, shape, _ in COLUMNS])
CALENDAR = np.dtype([("day", "i4"), ("kind", "u1"), ("minutes", "f8")])
CHANNEL = np.dtype(
    [
        ("conversion", "f8"),
        ("fit", "f8"),
        ("prelaunch", "f8"),
        ("prelaunch_days", "f8"),
        ("invites", "u1"),
        ("used", "u1"),
    ]
)
INCIDENT = np.dtype(
    [("day", "i4"), ("severity", "f8"), ("response", "u1"), ("response_hours", "f8"), ("visible_days", "i4")]
)
MAX_CHANNELS = 8

POST_KINDS = ("talk", "question", "challenge", "exclusive", "introduction", "update", "promo", "spam")
CALENDAR_KINDS = ("talk", "question", "challenge", "exclusive", "update", "promo", "poll")
POLL_KIND = len(POST_KINDS)
"""Code of a poll in the calendar: a thread of talk that asks which topics interest its readers."""
SPARE = ("answers", "threads", "patrol", "messages")
TASKS = ("applications", "removals", "welcomes", "answers", "calendar", "approvals")
SPARE_ANSWERS, SPARE_THREADS, SPARE_PATROL, SPARE_MESSAGES = range(4)
TASK_APPLICATIONS, TASK_REMOVALS, TASK_WELCOMES, TASK_ANSWERS, TASK_CALENDAR, TASK_APPROVALS = range(6)

# What the numbers in a column of codes mean.
OPEN_TO_ALL, ON_REQUEST, BY_INVITATION = range(3)
NO_WELCOME, AUTOMATIC, PERSONAL = range(3)
PASSIVE, REACTIVE, ACTIVE = range(3)
OFF_ALLOWED, OFF_REMOVED, OFF_PERSONAL = range(3)
FREE, SECTION, DISCLOSED, BY_APPROVAL, BANNED = range(5)
SILENCE, ANSWER, APOLOGY = range(3)
BY_STRIKES, GRADUATED = range(2)
DUTY_BY_LOT, DUTY_BY_ACTIVITY, DUTY_VOLUNTEERS = range(3)
BY_POSTS, BY_STANDING, BY_LOT, BY_QUIET = range(4)
NOBODY, AMBASSADOR, MANAGER = range(3)
UNSETTLED, OWN_NAMES, COMPANY, AGREED = range(4)
CLOSURE, NOTICES_LOST, REACTIONS_LOST, PROFILES_LOST = 1, 2, 4, 8

CERTAIN = 40.0
"""Hazard that stands for certainty: exp(-40) is below the smallest step of a 53-bit draw."""


def hazard_of(share: float) -> float:
    """Return the cumulated hazard ``-ln(1 - share)`` that reaches ``share`` of those not yet reached.

    Written with + - x / only, so that the same bytes come out on every processor.

    Checks: 0 gives 0; 0.5 gives ln 2 = 0.693147...; 1 gives ``CERTAIN``.
    """
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"share must lie between 0 and 1, got {share}")
    if share == 0.0:
        return 0.0
    if share == 1.0:
        return CERTAIN
    halvings, mantissa = 0, share
    if share > 0.5:  # 1 - share = mantissa_left * 2 ** -halvings, with mantissa_left in (0.5, 1]
        left, exponent = math.frexp(1.0 - share)
        halvings, mantissa = -exponent, 1.0 - left
    z = mantissa / (2.0 - mantissa)
    term, total = z, 0.0
    for k in range(20):
        total += term / (2 * k + 1)
        term *= z * z
    return min(2.0 * total + halvings * 0.6931471805599453, CERTAIN)


def rows_of(rows: Sequence[tuple[float, ...]], kind: np.dtype) -> np.ndarray:
    """Return rows as records without anything between their fields but zeros."""
    records = np.zeros(len(rows), kind)
    for n, row in enumerate(rows):
        records[n] = row
    return records


class Programme:
    """What the host decides, for every day of the run.

    Parameters
    ----------
    days : int
        Length of the run.

    Attributes
    ----------
    table : structured array (days,)
        Settings, one row a day (dtype ``TABLE``).
    reach : float64 (days, 8)
        Hazard per day with which each channel tells somebody who does not know the community yet.
    channels : structured (8,)
        Conversion, fit, cumulated hazard before launch and its length in days (dtype ``CHANNEL``).
    index : int
        Position of the policy now writing; set by whoever settles the programme, used in conflicts.
    """

    def __init__(self, days: int) -> None:
        if days < 1:
            raise ValueError(f"a run has at least one day, got {days}")
        self.days = int(days)
        self.index = 0
        self.table = np.zeros(self.days, TABLE)
        for name, _, _, default in COLUMNS:
            self.table[name] = default
        self.reach = np.zeros((self.days, MAX_CHANNELS), np.float64)
        self.channels = np.zeros(MAX_CHANNELS, CHANNEL)
        self.channel_names: list[str] = []
        self._calendar: list[tuple[int, int, float]] = []
        self._incidents: list[tuple[int, float, int, float, int]] = []
        self._reviews: list[tuple[float, ...]] = []
        self._turns: list[tuple[int, int, int]] = []
        self._turned: list[np.ndarray] = []
        self._owner = {name: np.full(self.days, -1, np.int32) for name in TABLE.names}
        self._kinds: dict[int, str] = {}

    def set(self, column: str, value: object, *, kind: str, from_day: int = 0, until_day: int | None = None) -> None:
        """Write ``value`` (a scalar, or an array over the day range) into a column from ``from_day`` until ``until_day``.

        Raises
        ------
        ProgrammeConflict
            When another policy already decides this column on one of these days.
        """
        until = self._range(from_day, until_day)
        owner = self._owner[column][from_day:until]
        taken = np.flatnonzero((owner >= 0) & (owner != self.index))
        if taken.size:
            first = int(taken[0])
            other = int(owner[first])
            run = taken[owner[taken] == other]
            raise ProgrammeConflict(
                column, self._kinds[other], other, kind, self.index, from_day + first, from_day + int(run[-1]) + 1
            )
        owner[:] = self.index
        self._kinds[self.index] = kind
        self.table[column][from_day:until] = value

    def join(self) -> None:
        """Let the community be one that was there before: it has members of long standing and a host of its own."""
        self.table["joined"] = 1

    def befall(self, bits: int, from_day: int, until_day: int | None) -> None:
        """Let something befall the platform, on top of what else does: bits of the column ``shock``."""
        self.table["shock"][from_day : self._range(from_day, until_day)] |= np.uint8(bits)

    def prepare(self, share: float, from_day: int, until_day: int) -> None:
        """Prepare a move: the largest share of help that any policy asks for on a day."""
        days = self.table["moving_help"][from_day:until_day]
        np.maximum(days, share, out=days)

    def add_calendar(self, day: int, post_kind: str | int, minutes: float) -> None:
        """Plan one host post of ``post_kind`` on ``day``, taking ``minutes`` of the host."""
        kinds = (*POST_KINDS, "poll")
        code = kinds.index(post_kind) if isinstance(post_kind, str) else int(post_kind)
        if kinds[code] not in CALENDAR_KINDS:
            raise ValueError(f"{kinds[code]} is not a kind of calendar post")
        if not 0 <= day < self.days:
            raise ValueError(f"day {day} lies outside the run of {self.days} days")
        self._calendar.append((int(day), code, float(minutes)))

    @property
    def calendar(self) -> np.ndarray:
        """Host posts planned, sorted by day, kind and minutes, so that the order of policies does not matter."""
        return np.array(sorted(self._calendar), CALENDAR)

    def add_incident(self, day: int, severity: float, response: int, response_hours: float, visible_days: int) -> None:
        """Foresee a slip of the host on ``day``: how bad (0..1), the response (0 silence, 1 answer, 2 apology), hours until it
        [hours], and days until the slip is taken down (0: it stays)."""
        if not 0 <= day < self.days:
            raise ValueError(f"day {day} lies outside the run of {self.days} days")
        self._incidents.append((int(day), float(severity), int(response), float(response_hours), int(visible_days)))

    @property
    def incidents(self) -> np.ndarray:
        """Slips of the host, sorted by day (dtype ``INCIDENT``)."""
        return np.array(sorted(self._incidents), INCIDENT)

    def add_review(self, rule: Sequence[float], turns: Sequence[tuple[str, bool, np.ndarray]]) -> None:
        """Agree on a review: a row of ``REVIEW``, and for each column it changes its name, whether only where nobody is on duty, and its
        value on every day, float (days,)."""
        if len(self._reviews) == MAX_REVIEWS:
            raise ValueError(f"at most {MAX_REVIEWS} reviews")
        for column, if_nobody, values in turns:
            self._turns.append((len(self._reviews), ADAPTIVE.index(column), int(if_nobody)))
            self._turned.append(np.asarray(values, np.float64))
        self._reviews.append(tuple(rule))

    @property
    def reviews(self) -> np.ndarray:
        """Reviews in the order in which they were agreed on (dtype ``REVIEW``)."""
        return rows_of(self._reviews, REVIEW)

    @property
    def turns(self) -> np.ndarray:
        """The columns that reviews change (dtype ``TURN``)."""
        return rows_of(self._turns, TURN)

    @property
    def turned(self) -> np.ndarray:
        """What each of these columns is changed to on every day, float64 (turns, days)."""
        return np.array(self._turned, np.float64).reshape(len(self._turned), self.days)

    def add_channel(
        self,
        name: str,
        reach_per_day: np.ndarray,
        conversion: float,
        fit: float,
        prelaunch_reach: float,
        prelaunch_days: int,
        pushes: Sequence[tuple[int, int, float]] = (),
        *,
        invites: bool = False,
    ) -> None:
        """Open a channel through which outsiders come to know the community.

        ``reach_per_day`` is the share of those still unaware who are told on each day (float array (days,), 0..1), ``prelaunch_reach`` the
        share told before day 0, spread over ``prelaunch_days``; ``conversion`` is in logits, added to the joining of people told this way;
        ``fit`` shifts the fit of the people reached, in z-scores. ``pushes`` are campaigns (first day, days, share). ``invites`` says that
        to be told this way is to be invited by the host.
        """
        slot = len(self.channel_names)
        if slot == MAX_CHANNELS:
            raise ValueError(f"at most {MAX_CHANNELS} channels")
        per_day = np.asarray(reach_per_day, np.float64)
        if per_day.shape != (self.days,):
            raise ValueError(f"reach_per_day needs one value a day ({self.days}), got shape {per_day.shape}")
        hazards = {float(share): hazard_of(float(share)) for share in np.unique(per_day)}
        self.reach[:, slot] = [hazards[float(share)] for share in per_day]
        for first, length, share in pushes:
            until = self._range(first, first + length)
            self.reach[first:until, slot] += hazard_of(share) / length
        self.channels[slot] = (conversion, fit, hazard_of(prelaunch_reach), prelaunch_days, invites, 1)
        self.channel_names.append(name)

    def hash(self) -> str:
        """Return the sha256 of everything the programme says (not of who said it)."""
        digest = hashlib.sha256(np.int64(self.days).tobytes())
        for array in (self.table, self.calendar, self.incidents, self.reach, self.channels):
            digest.update(array.tobytes())
        for array in (self.reviews, self.turns, self.turned):
            digest.update(array.tobytes())
        return digest.hexdigest()

    def _range(self, from_day: int, until_day: int | None) -> int:
        until = self.days if until_day is None else until_day
        if not 0 <= from_day < until <= self.days:
            raise ValueError(f"days {from_day} to {until} do not lie inside the run of {self.days} days")
        return until
