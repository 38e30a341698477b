"""Running under check: after every day, what must always hold is looked at from outside the compiled day.

The list, by number; each is checked after every day of a run with ``check=True``:

1. members = joined - left - banned since day 0 (founders join on day 0).
2. Identities are unique and never reused; fixed traits stay as they were drawn.
3. Lines balance: applications = accepted on review + refused + tired + still queued; accepted = let in + tired + waiting.
4. Every reply's parent exists, is older, lies in the same thread and was visible to the author in that hour.
5. A reply answers a post with a lower number: the graph of replies has no circle.
6. Nobody visits, posts, replies, reacts or invites before joining, after leaving or after a ban; whoever acts visits in that hour.
7. Where only invitations let in, nobody enters a line without one; batches never exceed their size or come on another day.
8. Host minutes spent never exceed those available since day 0; none are spent on a day without any.
9. Lines (applications, waiting, reports) are served in order: who was first and is still there stays first.
10. Nobody opens more threads in a visit than their attention, nor is shown more than a feed.
11. A removed post gets no reply or reaction in later hours; no post is removed twice.
12. No NaN or infinity in any state; stocks inside 0..1, costs not negative; counts whole and not negative; chances 0..1.
13. Strikes never fall except to zero by a ban; a banned person is no member.
14. Days and hours of events never go back.
15. The diary recomputed from event log and posts equals the diary: visits, visitors, joins, leavers, invitations, reactions,
    removals, posts by origin, posters of day, week and month, churn, returns, unanswered starts.
16. States add up: the diary's members, awake, asleep, aware, queued, waiting, on duty equal counts of people; observed roles add up to
    members; the list of members is the set of members; whoever will look again stands on one day's chain.
17. One start in a visit, one reaction per person and post, no more spam in a visit than ``spam_posts``; no action is lost.
18. Nobody answers, reacts to or invites themselves.

There are no votes, suspensions or appeals yet: of the general rules about them, what concerns bans, reactions
and single removals is what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sim import day
from sim.checks.acts import ActsLedger
from sim.checks.host import HostLedger
from sim.checks.own_rules import checked
from sim.checks.people import PeopleLedger
from sim.day.run import Run, Stepper
from sim.day.together import threads_for
from sim.errors import WorkError
from sim.world.setup import Setup

EVENT_ROOM = 1 << 16
LEDGERS = (PeopleLedger, HostLedger, ActsLedger)


class InvariantBroken(WorkError):
    """Something that must always hold did not.

    Attributes
    ----------
    day : int
        The day after which it was seen.
    number : int
        The first invariant broken, as numbered in ``sim.checks.checked``.
    what : str
        All that broke that day, one line each.
    breaches : tuple of (number, text)
        The same, apart.
    """

    def __init__(self, day: int, breaches: tuple[tuple[int, str], ...]) -> None:
        self.day = day
        self.breaches = breaches
        self.number = breaches[0][0]
        self.what = "\n".join(f"invariant {number}: {text}" for number, text in breaches)
        super().__init__(f"day {day}: {len(breaches)} broken\n{self.what}")

    def __reduce__(self) -> tuple[type, tuple[int, tuple[tuple[int, str], ...]]]:
        return type(self), (self.day, self.breaches)


def checked_run(
    setup: Setup, *, replication: int = 0, events: bool = False, rules: Mapping[str, Callable] | None = None
) -> Run:
    """Run as ``simulate`` does, a day at a time with the event log on, and check every invariant after every day.

    Raises
    ------
    InvariantBroken
        After the first day on which something broke, with everything that broke that day.
    """
    room = EVENT_ROOM
    while True:
        stepper = Stepper(setup, replication=replication, events=True, rules=rules, event_room=room)
        _pass(stepper)
        if stepper.events_lost == 0:
            run = stepper.result()
            return (
                run
                if events
                else Run(run.setup, run.replication, run.engine, run.diary, run.cohorts, None, run.seconds)
            )
        room *= 8


def _pass(stepper: Stepper) -> None:
    """Pass all days; stop early when the room for events is full."""
    ledgers = [ledger(stepper) for ledger in LEDGERS]
    while not stepper.finished:
        day, first = stepper.day, int(stepper.world.s["n_events"][0])
        stepper.advance(1)
        if stepper.events_lost:
            return
        events = stepper.world.events[first : int(stepper.world.s["n_events"][0])]
        broken = [breach for ledger in ledgers for breach in ledger.after(day, events)]
        if broken:
            raise InvariantBroken(day, tuple(sorted(broken)))


def plain_run(
    setup: Setup, *, replication: int = 0, events: bool | str = False, rules: Mapping[str, Callable] | None = None
) -> Run:
    """Run as the day does, unchecked; a large community without own rules with all processors there are, which changes nothing that comes out."""
    threads = 1 if rules else threads_for(setup.audience)
    return day.simulate(setup, replication=replication, events=events, rules=rules, threads=threads)


def simulate(
    setup: Setup,
    *,
    replication: int = 0,
    events: bool | str = False,
    check: bool = False,
    rules: Mapping[str, Callable] | None = None,
) -> Run:
    """Run one replication of a setup to its end.

    With ``check`` every invariant is checked after every day (slow) and the first breach raises `InvariantBroken`. With ``events`` the event
    log is kept ("posts": all but visits and reactions). Own ``rules``, by the name of the rule they replace, are tried on a grid of arguments first.
    """
    if rules:
        rules = checked(rules)
    run = checked_run if check else plain_run
    return run(setup, replication=replication, events=events, rules=rules)
