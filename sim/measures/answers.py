"""Whether people are answered: first posts, threads, questions, hours to the answer; pairs that answer both ways, and the core of the network."""

from __future__ import annotations

from sim.measures.measure import MONTH, Measure, from_events, month_of, ratio, share_in_all, share_of, sum_of
from sim.measures.tally import Tally

SOLVERS = ("members", "duty", "staff")


def answered(tally: Tally) -> float:
    """Share of members' threads answered within 7 days, last 90 days."""
    starts = tally.last("matured_starts")
    return ratio(starts - tally.last("matured_unanswered"), starts)


def answered_starts(tally: Tally) -> float:
    """Members' threads answered within 7 days, a day, last 90 days."""
    return ratio(tally.last("matured_starts") - tally.last("matured_unanswered"), tally.n_last)


def solved(tally: Tally) -> float:
    """Questions solved within 7 days by anybody, last 90 days."""
    return sum(tally.last(f"solved_by_{who}") for who in SOLVERS)


MEASURES = (
    Measure("answered", "share", +1, answered),
    Measure("unanswered", "share", -1, share_of("matured_unanswered", "matured_starts"), figure="unanswered"),
    Measure("unanswered_month", "posts_a_month", -1, month_of("matured_unanswered")),
    Measure("answered_starts", "posts_a_day", +1, answered_starts),
    Measure("missed_month", "posts_a_month", -1, month_of("missed")),
    Measure("first_answered", "share", +1, share_in_all("matured_first_answered", "matured_first")),
    Measure("first_answer_hours", "hours", -1, share_in_all("first_answer_hours", "matured_first_answered")),
    from_events("answer_hours_median", "hours", -1),
    from_events("answer_hours_p90", "hours", -1),
    from_events("replies_per_thread", "posts", +1),
    Measure("questions_month", "questions_a_month", 0, month_of("matured_questions")),
    Measure("solved_month", "questions_a_month", +1, lambda tally: MONTH * ratio(solved(tally), tally.n_last)),
    Measure("solved_share", "share", +1, lambda tally: ratio(solved(tally), tally.last("matured_questions"))),
    *(
        Measure(f"solved_{who}_month", "questions_a_month", direction, month_of(f"solved_by_{who}"))
        for who, direction in zip(SOLVERS, (+1, 0, 0), strict=True)
    ),
    *(
        Measure(f"solved_{who}_share", "share", direction, share_of(f"solved_by_{who}", "matured_questions"))
        for who, direction in zip(SOLVERS, (+1, 0, 0), strict=True)
    ),
    Measure("ideas_month", "ideas_a_month", +1, month_of("ideas")),
    Measure("quality_read", "index", +1, share_of("quality_read", "items_read"), smallest_absolute=0.01),
    Measure("suited_read", "share", +1, share_of("suited_read", "items_read"), smallest_absolute=0.02),
    Measure("first_asks_share", "share", 0, share_in_all("first_asks", "first_starts"), smallest_absolute=0.02),
    Measure("poll_answers_total", "times", 0, sum_of("poll_answers")),
    Measure("company_read_total", "times", 0, sum_of("company_read")),
    from_events("reciprocity", "share", +1, 0.02),
    from_events("core_k", "neighbours", +1),
    from_events("core_size", "people", +1),
    from_events("core_3_share", "share", +1, 0.02),
)
