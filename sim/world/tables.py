"""All tables of a run together, and how they are laid out before day 0."""

from __future__ import annotations

from collections import namedtuple

import numpy as np

from sim.world.diary import COHORT, DIARY
from sim.world.eventlog import EVENT
from sim.world.keys import PURPOSES
from sim.world.people import PERSON, TIE, TIES
from sim.world.posts import ACTION, FRESH_LENGTH, LISTS, LONG_FEED, POST, SECTION_LENGTH, TOPICS
from sim.world.reviews import MEASURABLE
from sim.world.setup import Setup

STATE = np.dtype(
    [
        ("key", "u8"),  # root key of this replication
        ("n_posts", "i8"),  # posts ever made: the next post's number
        ("n_events", "i8"),
        ("n_members", "i8"),
        ("n_today", "i8"),
        ("n_here", "i8"),  # of these, who visit in this hour
        ("n_going", "i8"),  # places of members of whom the evening decides, or who go
        ("n_queue", "i8"),
        ("n_waiting", "i8"),
        ("n_welcomes", "i8"),
        ("n_threads", "i8"),
        ("n_reports", "i8"),
        ("n_actions", "i8"),
        ("n_opened", "i8"),  # threads opened in the visit going on
        ("n_open", "i8"),  # open questions listed for who is on duty; -1 none listed in this hour yet
        ("n_known", "i8"),  # people who know the community and are in no queue
        ("n_on_duty", "i8"),
        ("n_promoted", "i8"),  # of these, by promotion
        ("n_managers", "i8"),
        ("n_approvals", "i8"),  # promotional posts that wait for approval
        ("n_section", "i8"),  # posts ever made in the section for promotion
        ("n_experts_in", "i8"),  # experts ever let in by a quota, and others
        ("n_others_in", "i8"),
        ("at_incident", "i8"),  # next slip of the programme
        ("n_newcomers", "i8"),  # people who ever joined, in that order
        ("n_named", "i8"),  # of these, the first so many were already named in an update
        ("at_aware", "i8"),  # next place in the order of awareness
        ("at_row", "i8"),  # next calendar row
        ("n_lost", "i8"),  # actions or threads dropped because a list was full; must stay 0
        ("ranked", "i8"),  # quarter of a day for which threads were ranked by topic
        ("first_new", "i8"),  # place in the list of threads from which on they are new
        ("at_quiet", "i8"),  # place in the list of members from which the host looks for those gone quiet
        ("feed_stale", "u1"),  # a thread was scored anew
        ("lists_stale", "u1"),  # a thread may be gone
        ("new_thread", "u1"),
        ("recording", "u1"),
        ("host_works", "u1"),  # the host lets something of a member appear: before the visitors of this hour
        ("rounds_due", "u1"),  # rounds called and not held yet (day.rounds)
        ("bank", "f8"),  # host minutes left from this week
        ("managers_bank", "f8"),  # the same of members who manage
        ("evasion", "f8"),  # share of what the filter caught that spammers have learnt to get past it
        ("spent", "f8"),  # host minutes spent since day 0
        ("kept_back", "f8"),  # minutes of today that rounds and removals wait for
        ("season", "f8"),  # logits that this week adds to visiting
        ("by_topic", "f8"),  # share of looks at lists of own topics
        ("momentum", "f8"),  # of the visit going on: logits by the own last post,
        ("got", "f8"),  # worth of what was read,
        ("bad", "f8"),  # items that harm,
        ("sold", "f8"),  # promotional load,
        ("items", "f8"),  # items read,
        ("others", "f8"),  # of these, by people not of one's own kind
        ("walked", "f8"),  # threads of the feed looked at,
        ("hidden", "f8"),  # of these, left out for this reader
        ("posts_pace", "f8"),  # visible posts a day, one-week memory
        ("active", "f8"),  # people who visit a day, one-week memory
        ("days_posts", "i8"),  # visible posts of today
        ("compared", "i8"),  # 1 + day on which members were last told how they compare; 0 never
        ("compare_due", "u1"),  # they are to be told
        ("care", "f8"),  # how well people on duty were cared for of late, 0..1
        ("measuring", "u1"),  # the minutes of this week's measuring were there
        ("reported", "u1"),  # the team reported today
        ("shortfall", "f8"),  # 1 - the last result that management saw
        ("doubt", "f8"),  # 1 - management's support
        ("event_left", "f8"),  # host minutes still to be worked off for the event that is due,
        ("event_share", "f8"),  # share who come to it,
        ("event_day", "i8"),  # day of the last event held
        ("alumni_left", "f8"),  # host minutes left for the round of writing to those who left,
        ("alumni_waiting", "i8"),  # people in it who were not looked at yet,
        ("at_alumni", "i8"),  # place in the list of newcomers that was looked at last
        ("rival_size", "f8"),  # of each rival community, as a share of all other uses of time
        ("rival_specificity", "f8"),  # 0 for all topics, 1 for one of them
        ("n_rivals", "i8"),  # rival communities
        ("within", "f8"),  # items of a subgroup read in the visit going on
        ("apart", "u1"),  # the lists of this hour are those of a general group and subgroups
        ("trained", "f8"),  # minutes of training the host has had
        ("shared", "f8"),  # share of control that owners have today,
        ("n_owners", "i8"),  # and how many they are
        ("prepared", "f8"),  # minutes in which the host prepared to help members move
        ("notices", "f8"),  # what the platform offers today, as in the programme, less what is lost
        ("digest", "f8"),
        ("popularity", "f8"),
        ("worthiness", "f8"),
        ("reactions", "u1"),
        ("profiles", "u1"),
        ("breadth", "i8"),  # topics the community is about: so many of those most wanted
        ("already_on", "f8"),  # share of the audience who are active where the community is before they hear of it
        ("planned_last", "i8"),  # 1 + day of the last planned post; 0 never
        ("planned_gap", "f8"),  # usual days from one to the next
        ("n_missed", "i8"),  # in a row that members expected and that did not come
        ("missed_today", "u1"),  # one of them today
        ("managing", "f8"),  # what today's managing costs each who manages
        ("measure_due", "u1"),  # this week's measuring waits for its minutes
        ("report_due", "u1"),  # a report to management waits for its minutes, or for what is measured
    ],
    align=True,
)

TABLES = (
    "p s roots people ties row_of posts prog calendar reach channels diary cohorts members today today_hours queue waiting welcomes "
    "newcomers approvals section heard topic_share incidents slips aware_order due_head threads scores reports actions action_keys "
    "action_index events day_first posted_last lists list_scores n_feed n_fresh cursor opened open_list sort_keys sort_index mix presets "
    "reviews turns turned held_until fired_on readings elsewhere tallies"
).split()

World = namedtuple("World", TABLES)


BLOCK = 4096
"""Members of whom one sum is made: sums of sums are the same whoever makes them."""
OPENED = 64
"""Most threads of one visit that are told apart."""


def power_of_two(at_least: int) -> int:
    """The smallest power of two that is not below ``at_least``."""
    return 1 << max(0, int(at_least - 1).bit_length())


def from_a_line(rows: int, kind: np.dtype) -> np.ndarray:
    """An empty table that begins at the start of a line of a processor's memory (64 bytes)."""
    room = np.zeros(rows * kind.itemsize + 64, np.uint8)
    first = -room.ctypes.data % 64
    return room[first : first + rows * kind.itemsize].view(kind)


def lay_out(setup: Setup, parameters: np.ndarray, mix: np.ndarray, presets: np.ndarray, event_room: int) -> World:
    """Empty tables for one run; nobody is born yet.

    ``event_room`` is the number of events that fit (0 records none).
    """
    people, days = setup.audience, setup.days
    ring = power_of_two(max(8192, people // 4))
    programme = setup.programme
    posts = np.zeros(ring, POST)
    posts["n"] = -1
    actions = max(16384, people // 4)
    state = np.zeros(1, STATE)
    state["breadth"] = setup.breadth
    state["already_on"] = setup.already_on
    state["n_rivals"], state["rival_size"], state["rival_specificity"] = setup.rivals
    cumulated = np.cumsum(programme.reach, axis=0) if days else np.zeros((0, 8))
    return World(
        p=parameters,
        s=state,
        roots=np.zeros(PURPOSES, np.uint64),  # key of each purpose under the root key, hashed once
        people=from_a_line(people, PERSON),
        ties=np.zeros((people, TIES), TIE),
        row_of=np.zeros(people, np.int32),
        posts=posts,
        prog=programme.table.copy(),  # a run changes its own
        calendar=programme.calendar,
        reach=np.ascontiguousarray(cumulated),
        channels=programme.channels,
        diary=np.zeros(days, DIARY),
        cohorts=np.zeros(days, COHORT),
        members=np.zeros(people, np.int32),
        today=np.zeros(people, np.int32),
        today_hours=np.zeros(people, np.int32),
        queue=np.zeros(people, np.int32),
        waiting=np.zeros(people, np.int32),
        welcomes=np.zeros(people, np.int32),
        newcomers=np.zeros(people, np.int32),
        approvals=np.zeros(people, ACTION),
        section=np.zeros(SECTION_LENGTH, np.int64),
        heard=np.zeros(TOPICS, np.float64),
        topic_share=np.zeros(TOPICS, np.float64),
        incidents=programme.incidents,
        slips=np.full(len(programme.incidents), -1, np.int64),
        aware_order=np.zeros(people, np.int32),
        due_head=np.full(days + 1, -1, np.int32),
        threads=np.zeros(ring, np.int64),
        scores=np.zeros(ring, np.float64),  # of the threads, place by place
        reports=np.zeros(ring, np.int64),
        actions=np.zeros(actions, ACTION),
        action_keys=np.zeros(actions, np.uint64),
        action_index=np.zeros(actions, np.int32),
        events=np.zeros(event_room, EVENT),
        day_first=np.zeros(days + 1, np.int64),
        posted_last=np.zeros(days + 1, np.int64),
        lists=np.zeros((LISTS, LONG_FEED + FRESH_LENGTH), np.int64),  # the best first, from LONG_FEED on what is new
        list_scores=np.zeros((LISTS, LONG_FEED), np.float64),
        n_feed=np.zeros(LISTS, np.int64),
        n_fresh=np.zeros(LISTS, np.int64),
        cursor=np.zeros(LISTS, np.int64),
        opened=np.zeros(OPENED, np.int64),
        open_list=np.zeros(64, np.int64),
        sort_keys=np.zeros(people, np.uint64),
        sort_index=np.zeros(people, np.int32),
        mix=mix,
        presets=presets,
        reviews=programme.reviews,
        turns=programme.turns,
        turned=programme.turned,
        held_until=np.zeros(
            len(programme.reviews), np.int64
        ),  # first day on which what a review changed no longer holds
        fired_on=np.zeros(len(programme.reviews), np.int64),
        readings=np.zeros((days, len(MEASURABLE)), np.float64),  # what the team can read each evening; NaN: it cannot
        elsewhere=np.zeros(TOPICS, np.float64),  # part of each topic that can be read at rivals too
        tallies=np.zeros(1 + people // BLOCK, DIARY),  # of each block of members, on the evening going on
    )
