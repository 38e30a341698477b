"""Every measure written down a second time from its definition in words: plain Python over named series, nothing shared with `sim.measures`."""

from __future__ import annotations

from math import fsum, isnan, nan

TASKS = (
    "applications",
    "removals",
    "welcomes",
    "answers",
    "calendar",
    "patrol",
    "approvals",
    "rounds",
    "messages",
    "threads",
    "upkeep",
    "measuring",
    "reporting",
    "training",
    "moving",
)
WAITING_FOR_HOST = ("applications", "removals", "welcomes", "answers", "calendar", "approvals")


def dips(posters) -> dict[str, float]:
    """The deepest and the longest dip below the most there were until then; a dip is more than a tenth."""
    deepest, longest, since = nan, nan, None
    most = 0.0
    for day, n in enumerate(posters):
        most = max(most, n)
        if most == 0:
            continue
        deepest = max(0.0 if isnan(deepest) else deepest, 1 - n / most)
        since = None if n >= 0.9 * most else day if since is None else since
        longest = max(0.0 if isnan(longest) else longest, 0.0 if since is None else (day + 1 - since) / 7)
    return {"dip_depth": deepest, "dip_weeks": longest}


class Plain:
    """The series of a run by name, and of those who joined by day of joining; sums are exact."""

    def __init__(self, series, cohorts) -> None:
        self.series = {name: [float(x) for x in values] for name, values in series.items()}
        self.cohorts = {name: [float(x) for x in values] for name, values in cohorts.items()}
        self.days = len(self.series["members"])

    def whole(self, *names: str) -> float:
        """Sum over the run."""
        return fsum(x for name in names for x in self.series[name])

    def late(self, *names: str) -> float:
        """Sum over the last 90 days."""
        return fsum(x for name in names for x in self.series[name][-90:])

    def mean(self, *names: str) -> float:
        """Mean a day over the last 90 days, or over all of a shorter run."""
        return part(self.late(*names), min(90, self.days))

    def felt(self, name: str) -> float:
        """Mean over those of the last 90 days on which anybody was awake."""
        values = [x for x, awake in zip(self.series[name][-90:], self.series["awake"][-90:], strict=True) if awake > 0]
        return part(fsum(values), len(values))

    def per_joiner(self, name: str, complete: int) -> float:
        """Per joiner, over days of joining after which so many days lie within the run, that day included."""
        days = [day for day in range(self.days) if day + complete <= self.days]
        return part(fsum(self.cohorts[name][day] for day in days), fsum(self.cohorts["joined"][day] for day in days))

    def alive(self, day: int) -> float:
        """1 when a member posted in the 30 days up to this day, else 0."""
        if self.days < max(day, 1):
            return nan
        return float(any(self.series["posts_own"][d] > 0 for d in range(day) if d >= day - 30))

    def silent_from(self) -> float:
        """First day from which 30 days pass without an own post; the days of the run when there is none."""
        posts = self.series["posts_own"]
        starts = [day for day in range(self.days - 29) if not any(posts[day : day + 30])]
        return float(starts[0] if starts else self.days) if self.days else nan

    def minutes(self, total) -> float:
        """Minutes the host worked on all tasks; members who manage do part of the tasks, and are no hosts."""
        return total(*(f"minutes_{task}" for task in TASKS)) - total("minutes_managers")


def part(above: float, below: float) -> float:
    """A part of a whole; NaN of nothing."""
    return above / below if below > 0 else nan


def measures_of(run: Plain) -> dict[str, float]:
    """Every measure that a diary tells, by name."""
    late, whole, mean, days = run.late, run.whole, run.mean, run.days
    waits = [f"backlog_{task}" for task in WAITING_FOR_HOST]
    solved = [f"solved_by_{who}" for who in ("members", "duty", "staff")]
    ginis = [x for x in run.series["gini"] if not isnan(x)]
    hours = {task: whole(f"minutes_{task}") / 60 for task in (*TASKS, "managers", "duty", "available")}
    host_hours = run.minutes(whole) / 60
    figures = {
        # what is done
        **{
            name: mean(name)
            for name in (
                "posters_30d",
                "posters_7d",
                "posters_day",
                "visitors",
                "visits",
                "posts_own",
                "posts_duty",
                "posts_staff",
                "reactions",
                "posts_spam",
                "posts_promo",
                "reports",
                "evasion",
                "members",
                "aware",
                "awake",
                "experts",
                "managers",
                "owners",
            )
        },
        "starts": mean("starts_own"),
        "replies": mean("replies_own"),
        "posts_own_total": whole("posts_own"),
        "posters_share": part(late("posters_30d"), late("members")),
        "visitors_share": part(late("visitors"), late("members")),
        "posters_per_awake": part(late("posters_30d"), late("awake")),
        **dips(run.series["posters_30d"]),
        "posts_per_poster": 30 * part(late("posts_own"), late("posters_30d")),
        "posts_per_member": 30 * part(late("posts_own"), late("members")),
        **{
            f"visits_of_{role}": 30 * part(late(f"visits_{role}"), late(f"role_{role}"))
            for role in ("critic", "creator", "ambassador", "spammer")
        },
        "visits_of_quiet": 30 * part(late("visits_quiet"), late("role_lurker") + late("role_inactive")),
        "visits_per_member": 30 * part(late("visits"), late("members")),
        "gini": ginis[-1] if ginis else nan,
        # who is in
        "members_end": run.series["members"][-1] if days else nan,
        "asleep_share": part(late("asleep"), late("members")),
        "joined_total": whole("joined"),
        "rejoined_total": whole("rejoined"),
        "left_total": whole("left"),
        "leave_rate": 30 * part(late("left"), late("members")),
        "stopped_share": part(whole("stopped"), whole("joined")),
        "refused_total": whole("refusals"),
        "tired_total": whole("tired"),
        "banned_total": whole("banned"),
        "burdens_seen": 100
        * part(
            late("spam_seen") + late("promo_seen") + late("poor_seen") + late("stale_seen") + late("off_topic_seen"),
            late("opened"),
        ),
        "unopened_share": part(late("shown") - late("opened"), late("shown")),
        "waiting_end": run.series["queued"][-1] + run.series["waiting"][-1] if days else nan,
        "invitations_total": whole("invitations"),
        "invited_joins": whole("invited_joins"),
        "leads_month": 30 * mean("leads"),
        "found_no_topic_total": whole("found_no_topic"),
        "disguised_total": whole("disguised"),
        "calendar_missed_total": whole("calendar_missed"),
        "poll_answers_total": whole("poll_answers"),
        "company_read_total": whole("company_read"),
        "suited_read": part(late("suited_read"), late("items_read")),
        "first_asks_share": part(whole("first_asks"), whole("first_starts")),
        "profile_share": part(late("profiles"), late("members")),
        "experts_share": part(late("experts"), late("members")),
        "recognised_total": whole("recognised"),
        "promoted_total": whole("promoted"),
        "passed_over_total": whole("passed_over"),
        "burned_out_total": whole("burned_out"),
        "attended_total": whole("attended"),
        "alumni_contacts_total": whole("alumni_contacts"),
        "referrals_total": whole("referrals"),
        "subgroup_read_share": part(late("within_read"), late("items_read")),
        "followed_share": part(whole("followed"), whole("followed") + whole("stayed_behind")),
        # whether people are answered
        "answered": part(late("matured_starts") - late("matured_unanswered"), late("matured_starts")),
        "unanswered": part(late("matured_unanswered"), late("matured_starts")),
        "unanswered_month": 30 * mean("matured_unanswered"),
        "answered_starts": part(late("matured_starts") - late("matured_unanswered"), min(90, days)),
        "missed_month": 30 * mean("missed"),
        "first_answered": part(whole("matured_first_answered"), whole("matured_first")),
        "first_answer_hours": part(whole("first_answer_hours"), whole("matured_first_answered")),
        "questions_month": 30 * mean("matured_questions"),
        "solved_month": 30 * mean(*solved),
        "ideas_month": 30 * mean("ideas"),
        "solved_share": part(late(*solved), late("matured_questions")),
        **{f"solved_{who}_month": 30 * mean(f"solved_by_{who}") for who in ("members", "duty", "staff")},
        **{
            f"solved_{who}_share": part(late(f"solved_by_{who}"), late("matured_questions"))
            for who in ("members", "duty", "staff")
        },
        "quality_read": part(late("quality_read"), late("items_read")),
        # whether they stay
        "churn_30d": 30 * part(late("churned_30d"), late("posters_30d")),
        "returns": part(whole("returned"), whole("churned_30d")),
        "retention_30": run.per_joiner("visited_30", 60),
        "retention_90": run.per_joiner("visited_90", 120),
        "retention_180": run.per_joiner("visited_180", 210),
        "posted_30": run.per_joiner("posted_30", 30),
        "posts_90": run.per_joiner("posts_90", 90),
        "days_to_silence": run.silent_from(),
        "alive_90": run.alive(90),
        "alive_180": run.alive(180),
        "alive_end": run.alive(days),
        # what it costs
        "host_hours": host_hours,
        **{f"hours_{task}": hours[task] for task in (*TASKS, "managers", "duty")},
        "hours_all": sum(hours[task] for task in TASKS) + hours["duty"],
        "host_use": part(host_hours, hours["available"]),
        "hours_unused": hours["available"] - host_hours,
        "posts_per_host_hour": part(whole("posts_own"), host_hours),
        "host_hours_per_active_member": 30 * part(run.minutes(late) / 60, late("posters_30d")),
        "backlog": part(whole(*waits), days),
        "backlog_end": mean(*waits),
        "backlog_approvals": mean("backlog_approvals"),
        "backlog_peak": max((fsum(run.series[name][day] for name in waits) for day in range(days)), default=nan),
        # what it feels like
        **{
            name: run.felt(name)
            for name in ("value", "information", "relations", "identity", "standing", "cost", "habit", "trust", "ties")
        },
        # what is in the way
        **{
            f"{what}_seen": 100 * part(late(f"{what}_seen"), late("opened"))
            for what in ("spam", "promo", "poor", "stale", "off_topic")
        },
        "reviews_held": float(sum(1 for x in run.series["reviews_holding"] if x > 0)),
        "support": mean("support"),
        "incident_seen": whole("incident_seen"),
        "removed_total": whole("removed_posts"),
        "removed_wrong_total": whole("removed_wrong"),
        "removed_right_total": whole("removed_posts") - whole("removed_wrong"),
        "held_total": whole("held_posts"),
        "removed_wrong_share": part(whole("removed_wrong"), whole("removed_posts")),
        "hidden_total": whole("hidden_by_members"),
        "held_wrong_share": part(whole("held_wrong"), whole("held_posts")),
        "corrected_total": whole("corrected"),
        "removed_off_topic_total": whole("removed_off_topic"),
        "warned_total": whole("warned"),
        "muted_total": whole("muted"),
        "promos_held_total": whole("promos_held"),
        "promos_approved_total": whole("promos_approved"),
        "promos_rejected_total": whole("promos_rejected"),
        **{
            f"role_{role}": part(late(f"role_{role}"), late("members"))
            for role in ("lurker", "critic", "creator", "ambassador", "spammer", "inactive")
        },
    }
    return figures | {
        "goal_listen": 30 * figures["posts_own"] - 30 * figures["posts_promo"],
        "goal_cocreate": figures["ideas_month"] + 30 * figures["replies"] / 50,
        "goal_ambassadors": figures["invited_joins"] - 3 * figures["burned_out_total"],
        "goal_service": figures["solved_month"] - figures["unanswered_month"] / 2,
        "goal_knowledge": figures["solved_members_month"]
        + figures["solved_duty_month"]
        + 30 * figures["answered_starts"] / 10,
        "goal_awareness": (figures["aware"] + figures["awake"]) / 2,
        "goal_sales": figures["leads_month"] / 10 + figures["awake"] / 200,
        "goal_recruitment": figures["awake"] + (figures["members"] - figures["awake"]) / 10 + figures["experts"],
    }
