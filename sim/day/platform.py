"""The platform: what it offers today, and the day on which it closes."""

from __future__ import annotations

from sim.day.events import come_back_later, note
from sim.day.feed import forget_lists
from sim.day.feel import take_off
from sim.rules.inviting import tie_after
from sim.rules.moving import follow_chance
from sim.world.compiled import phase
from sim.world.eventlog import LEFT as GONE
from sim.world.keys import MOVE, key2, uniform
from sim.world.people import LEFT
from sim.world.programme import CLOSURE, NOTICES_LOST, PROFILES_LOST, REACTIONS_LOST

MOVE_ROUNDS = 5
"""How often those who have not moved look again at who of their ties has."""
MOVED_HABIT = 0.7
"""Share of habit that is left in another place: habits hang on their surroundings (Verplanken & Wood 2006: direction; size judged)."""
PREPARED_SHARE = 0.5
"""Share of a working day that preparing a move takes at most."""


@phase
def offer_today(w, day):
    """What the platform offers today: what the policy chose, less what is lost."""
    s = w.s[0]
    today = w.prog[day]
    s.notices = 0.0 if today.shock & NOTICES_LOST else today.notices
    s.digest = 0.0 if today.shock & NOTICES_LOST else today.digest
    s.popularity = today.popularity
    s.worthiness = today.worthiness
    s.reactions = 0 if today.shock & REACTIONS_LOST else today.reactions
    s.profiles = 0 if today.shock & PROFILES_LOST else today.profiles


@phase
def prepare_move(w, day):
    """Minutes to help members move, before other work: half a day at most, until each could be helped as far as the policy says."""
    s = w.s[0]
    today = w.prog[day]
    left = today.moving_help * w.p[0].minutes_move * s.n_members - s.prepared
    if left <= 0.0 or today.host_minutes <= 0.0:
        return
    minutes = PREPARED_SHARE * today.host_minutes
    minutes = left if left < minutes else minutes
    minutes = s.bank if s.bank < minutes else minutes
    s.bank -= minutes
    s.spent += minutes
    s.prepared += minutes
    w.diary[day].minutes_moving += minutes


@phase
def tied_to_moved(w, row, day, turn):
    """Strength of the ties of somebody to those who moved before this turn, added up."""
    p = w.p[0]
    ties = w.ties[row]
    total = 0.0
    for i in range(w.people[row].n_ties):
        t = ties[i]
        moved = w.sort_index[t.who]
        if moved > 0 and moved < turn:
            total += tie_after(t.strength, day - t.day, 0.0, p)
    return total


@phase
def choose_to_move(w, day, helped):
    """Who moves along (marked in ``sort_index`` by the turn): each by worth, habit, help and the ties that have moved, with one draw for all turns."""
    s = w.s[0]
    for row in range(w.people.shape[0]):
        w.sort_index[row] = 0
    for turn in range(1, MOVE_ROUNDS + 1):
        n_more = 0
        for i in range(s.n_members):
            row = w.members[i]
            if w.sort_index[row] > 0:
                continue
            q = w.people[row]
            chance = follow_chance(q.value, q.habit, tied_to_moved(w, row, day, turn), helped, w.p[0])
            if uniform(key2(s.key, MOVE, q.uid, day)) < chance:
                w.sort_index[row] = turn
                n_more += 1
        if n_more == 0:
            return


@phase
def close_platform(w, day):
    """In the evening of the day on which the platform closes members move to another or are lost; what was posted stays behind."""
    s = w.s[0]
    if w.prog[day].shock & CLOSURE == 0:
        return
    size = w.posts.shape[0]
    could = w.p[0].minutes_move * s.n_members
    helped = s.prepared / could if could > 0.0 else 0.0
    s.prepared = 0.0
    choose_to_move(w, day, helped if helped < 1.0 else 1.0)
    i = s.n_members - 1
    while i >= 0:
        row = w.members[i]
        i -= 1
        q = w.people[row]
        if w.sort_index[row] > 0:
            q.habit *= MOVED_HABIT
            w.diary[day].followed += 1
            continue
        take_off(w, row)
        q.state = LEFT
        w.diary[day].left += 1
        w.diary[day].stayed_behind += 1
        note(w, day * 24 + 23, q.key, GONE, row, -1, -1, -1, 0, 0)
        come_back_later(w, row, day, w.p[0].return_rate)
    for i in range(s.at_incident):
        x = w.posts[w.slips[i] & (size - 1)]
        if x.n == w.slips[i]:
            x.is_removed = 1
    s.n_threads = 0
    s.n_section = 0
    s.n_reports = 0
    forget_lists(w)
