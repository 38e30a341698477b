"""Which levers, numbers, measures and test belong to each piece of practitioners' advice.

A lever is "policy.field", "community.field", or a policy alone: all its levers that act through a door. Numbers are those of `PARAMETERS` on
which the effect hangs most; their rule files and grades follow. A test is "file::function" under ``tests/``. The words of a piece, and what it
lacks, stand in ``sim/words/advice.toml``.
"""

from __future__ import annotations

from typing import NamedTuple

OFF = "mechanisms/test_off_switches.py::test_switching_off_moves_the_named_measure"
CUT = "mechanisms/test_doors.py::test_freezing_the_mediators_cuts_the_effect"
LAUNCH, EXPECTED = "relations/test_launch_policies.py::", "relations/test_expected_policies.py::"


class Piece(NamedTuple):
    """What is declared of a piece of advice.

    Attributes
    ----------
    levers : settings a strategist moves to follow it or not; none where there is no lever yet.
    numbers : parameters on which its effect hangs.
    measures : what shows the outcome.
    test : the test that holds its mechanism, under ``tests/``; empty where there is none.
    rules : rule files beside those of its numbers.
    """

    levers: tuple[str, ...]
    numbers: tuple[str, ...]
    measures: tuple[str, ...]
    test: str
    rules: tuple[str, ...] = ()


def _piece(levers: str, numbers: str, measures: str, test: str = "", rules: str = "") -> Piece:
    return Piece(*(tuple(words.split()) for words in (levers, numbers, measures)), test, tuple(rules.split()))


PIECES: dict[str, Piece] = {
    "C01": _piece(
        "community.breadth moderation.off_topic reach.fit",
        "off_worth off_bond off_topic_left fit_joins narrow_identity",
        "identity off_topic_seen posters_30d joined_total",
        "relations/test_offered.py::test_a_visit_binds_more_the_fewer_topics_there_are",
    ),
    "C02": _piece(
        "community.rivals community.rival_size community.rival_specificity calendar.post",
        "rival_overlap exclusive_worth rival",
        "value retention_90 leave_rate",
        "relations/test_rivals.py::test_beside_rivals_what_is_found_nowhere_else_loses_less",
    ),
    "C03": _piece(
        "onboarding.welcome onboarding.introductions onboarding.spotlight_every_days onboarding.until_day recognition",
        "posting_sd uptake welcome_ease intro_ease recognised_quiet",
        "posters_share posters_per_awake role_lurker",
        "relations/test_responses.py::test_members_respond",
    ),
    "C04": _piece(
        "calendar",
        "calendar_habit host_quality notice_mail",
        "posters_30d visitors hours_calendar",
        "laws/test_policies.py::test_calendar_counts_weeks_from_its_own_first_week",
    ),
    "C05": _piece("calendar.post", "reply_challenge cost_conflict conflict_tau", "replies posters_30d cost", OFF),
    "C06": _piece("calendar.post", "exclusive_worth host_quality", "information retention_90", OFF),
    "C07": _piece(
        "calendar.post ambassadors.input_every_days",
        "host_guess minutes_asked poll_answers",
        "information value hours_rounds",
        LAUNCH + "test_advice_draws_planned_posts_to_what_is_wanted",
    ),
    "C08": _piece(
        "event",
        "event_tie event_apart event_drive",
        "ties attended_total relations hours_rounds",
        "relations/test_events.py::test_everybody_talks_with_those_next_to_them_and_through_them_with_others",
    ),
    "C09": _piece(
        "reach.push_day reach.push_days reach.push_reach reach.daily_reach reach.fit admission.size_cap",
        "tie_tau fit_joins cost_overload stop_first",
        "dip_depth dip_weeks posters_per_awake burdens_seen unopened_share",
        EXPECTED + "test_a_growth_push_shows_as_a_dip_and_not_as_a_stronger_bond",
    ),
    "C10": _piece(
        "onboarding.rules_shown moderation",
        "rules_comply rules_courage removal_teaches teaches_alone explained judge_bad",
        "poor_seen spam_seen off_topic_seen trust removed_wrong_share",
        LAUNCH + "test_reasons_teach",
    ),
    "C11": _piece(
        "onboarding.welcome team.stance",
        "welcome_ease welcome_auto_ease welcome_tau minutes_welcome",
        "posted_30 retention_30 hours_welcomes",
        OFF,
    ),
    "C12": _piece(
        "access.access access.public_reading reach.by_invitation moderation.filter_update_days moderation.filter_taught",
        "outside_substitute invite_closed review_spam spam_learns",
        "spam_seen joined_total posters_per_awake waiting_end",
        EXPECTED + "test_by_invitation_makes_a_smaller_group_of_equal_life_and_less_spam",
    ),
    "C13": _piece(
        "promotion team.hours_per_week",
        "manager_errs judge_bad judge_good step_down",
        "managers hours_managers hours_duty backlog burned_out_total",
        LAUNCH + "test_managers_share_the_work_and_ambassadors_answer",
    ),
    "C14": _piece(
        "moderation.prune_after_days moderation.remove_expired",
        "stale_worth stale_noise dated_share dated_days feed_age",
        "stale_seen",
        EXPECTED + "test_clearing_what_is_dated_is_settled_by_the_feed",
    ),
    "C15": _piece(
        "subgroups",
        "subgroup_looks subgroup_identity",
        "unanswered identity subgroup_read_share",
        "relations/test_subgroups.py::test_a_share_of_looks_goes_to_ones_own_subgroups",
    ),
    "C16": _piece(
        "reach.daily_reach reach.conversion reach.fit reach.invite_ease reach.channel community.breadth",
        "fit_joins invited_joins minutes_channel aware_rate",
        "aware joined_total retention_90 hours_upkeep",
        EXPECTED + "test_where_hours_are_short_a_channel_takes_them_from_the_rest",
    ),
    "C17": _piece(
        "review",
        "answer_worth host_quality missed_reply",
        "reviews_held posters_30d unanswered",
        "relations/test_reviews.py::test_a_review_agreed_on_from_a_day_does_nothing_before_it",
        "steering",
    ),
    "C18": _piece(
        "commercial.selling",
        "cost_promotion promotion_tau disguised_harm section_leak seeker_share",
        "promo_seen trust leads_month promos_held_total",
        LAUNCH + "test_where_promotional_posts_go",
    ),
    "C19": _piece(
        "onboarding.start_after_visits onboarding.start_after_reply",
        "learn_reading poor_new uptake",
        "poor_seen first_answered posted_30 start_and_reply_90",
        LAUNCH + "test_reading_first_and_replying_first",
    ),
    "C20": _piece(
        "recognition promotion",
        "recognised_active recognised_quiet passed_over comparison",
        "recognised_total promoted_total passed_over_total posters_30d standing",
        LAUNCH + "test_who_did_as_much_as_one_chosen_by_lot_feels_passed_over",
    ),
    "C21": _piece(
        "community.mix community.audience community.already_on",
        "posting_sd activity_sd need_share already_joins already_notices",
        "posters_share posters_30d role_lurker role_creator joined_total",
        "relations/test_expected_launch.py::test_who_is_on_the_platform_already_joins_more_readily",
    ),
    "C22": _piece(
        "community.goal commercial.company_share commercial.company_benefit",
        "company_worth benefit_worth minutes_benefit",
        "goal_listen goal_service retention_90 suited_read company_read_total hours_calendar",
        "relations/test_offered.py::test_what_a_post_about_the_organisation_is_worth_hangs_on_what_is_in_it_for_members",
    ),
    "C23": _piece("community.venue community.founders", "venue_hours owner_rules", "posters_30d members ties", OFF),
    "C24": _piece("control", "shared_identity owner_rules", "owners identity posters_30d", CUT),
    "C25": _piece(
        "alumni",
        "wake alumni_refers look_again return_rate",
        "rejoined_total referrals_total alumni_contacts_total",
        "relations/test_alumni.py::test_whoever_notices_looks_again_and_comes_back_if_it_seems_worth_it",
    ),
    "C26": _piece(
        "platform", "notice digest feed_popularity feed_quality reply_profile", "visits reactions posters_30d", CUT
    ),
    "C27": _piece(
        "team.hours_per_week team.priorities team.spare team.until_day",
        "host_answer missed_reply minutes_answer minutes_removal",
        "host_use hours_unused backlog unanswered missed_month",
        "relations/test_moderation.py::test_more_host_time_never_lengthens_the_queue",
    ),
    "C28": _piece(
        "ambassadors ambassadors.from_day",
        "step_down step_down_effort coach_relief duty_visits",
        "posts_duty invited_joins burned_out_total hours_duty",
        "relations/test_expected_duty.py::test_who_is_not_looked_after_is_worn_out",
    ),
    "C29": _piece(
        "reach.prelaunch_reach reach.prelaunch_days reach.push_reach",
        "stale stale_tau crowd",
        "posters_30d joined_total tired_total",
        "relations/test_expected_launch.py::test_being_known_a_month_before_launch_fills_the_room_and_costs_nothing_later",
    ),
    "C30": _piece(
        "reach.invite_ease",
        "invite_base invite_value invited_joins",
        "invitations_total invited_joins joined_total",
        EXPECTED + "test_the_easier_it_is_to_invite_the_more_come_in_by_invitation",
    ),
    "C31": _piece(
        "admission.expert_share",
        "kind_identity expert_answer expert_skill",
        "experts_share identity solved_share",
        EXPECTED + "test_a_quota_holds_back_experts_and_nobody_else",
    ),
    "C32": _piece(
        "access.application_effort access.fit_threshold",
        "effort_drive effort_spam review_noise minutes_application",
        "joined_total spam_seen retention_90 hours_applications",
        OFF,
    ),
    "C33": _piece(
        "admission.batch_size admission.every_days admission.first_day",
        "norm_profile profile_base tire",
        "profile_share first_answered retention_90 waiting_end",
        "limits/test_host_queue.py::test_batches_let_in_as_the_recursion_says",
    ),
    "C34": _piece(
        "onboarding.profile_nudge",
        "nudge_profile reply_profile tie_profile",
        "profile_share ties",
        "relations/test_expected_profiles.py::test_where_people_are_known_by_their_profile_explaining_it_makes_ties",
    ),
    "C35": _piece(
        "onboarding.introductions onboarding.spotlight_every_days",
        "intro_ease reply_intro spotlight_ask reply_spotlit",
        "posted_30 first_answered posters_30d",
        OFF,
    ),
    "C36": _piece(
        "community.mix community.audience onboarding.welcome",
        "posting_sd welcome_ease minutes_welcome",
        "posters_30d retention_90",
        "relations/test_unsure_group.py::test_what_is_not_known_spreads_what_worlds_show",
    ),
    "C37": _piece("support", "support_drift support_unseen support_experts", "support hours_reporting host_hours", OFF),
    "C38": _piece(
        "commercial.host_share",
        "cost_promotion reply_promo lead",
        "promo_seen trust leads_month",
        LAUNCH + "test_the_share_of_planned_posts_that_sell",
    ),
    "C39": _piece(
        "commercial.host_share commercial.company_share",
        "cost_promotion promotion_tau host_quality company_worth",
        "trust value suited_read posters_30d company_read_total",
        "relations/test_offered.py::test_what_a_post_about_the_organisation_is_worth_hangs_on_what_is_in_it_for_members",
    ),
    "C40": _piece(
        "team.until_day team.hours_per_week",
        "host_answer missed_reply relief",
        "posters_30d unanswered alive_end",
        "limits/test_zero_and_one.py::test_nobody_on_the_team",
    ),
    "C41": _piece(
        "measurement",
        "support_unseen answer_worth",
        "hours_measuring reviews_held support",
        "relations/test_reviews.py::test_who_waits_for_what_nobody_measures_is_told_so",
        "steering",
    ),
    "C42": _piece(
        "team.stance",
        "host_answer reply_open relief",
        "posts_staff unanswered first_answer_hours",
        "relations/test_spare.py::test_an_active_host_answers_talk_in_spare_time_as_it_does_questions",
    ),
    "C43": _piece(
        "calendar.weekdays calendar.every_weeks calendar.from_day calendar.until_day",
        "calendar_habit visit_habit habit_tau missed_post",
        "habit visitors posters_30d",
        OFF,
    ),
    "C44": _piece(
        "incident team.answer_after_hours",
        "trust_ratio slip_weight trust_gain missed_reply apology_eases",
        "trust incident_seen missed_month",
        LAUNCH + "test_waiting_in_vain_for_an_answer_costs_trust",
    ),
    "C45": _piece("platform_shock", "move_effort move_ties minutes_move", "followed_share members posters_30d", OFF),
    "C46": _piece(
        "voice", "voice_warmth contradiction contradicts minutes_agree", "trust incident_seen posters_30d", OFF
    ),
    "C47": _piece(
        "moderation.report_ease moderation.report_thanks moderation.hide_after_reports",
        "report_base correct_base corrected_noise judge_bad",
        "reports corrected_total hidden_total poor_seen",
        LAUNCH + "test_members_hide_what_enough_of_them_report",
    ),
    "C48": _piece(
        "commercial.selling onboarding.posting_guide",
        "reply_question disclosed_skip disclosed_load disguised_harm guide_followed",
        "solved_share promo_seen trust",
        LAUNCH + "test_only_those_who_look_for_offers_follow_them_up",
    ),
    "C49": _piece("team.skill team.training_hours", "skill_share training_ref", "hours_training posters_30d", OFF),
    "C50": _piece(
        "ambassadors.input_every_days",
        "host_guess asked_identity minutes_asked",
        "information hours_rounds posters_30d",
        LAUNCH + "test_advice_draws_planned_posts_to_what_is_wanted",
    ),
    "C51": _piece(
        "incident.until_day incident.response incident.response_after_hours",
        "slip_weight slip_draw answer_eases apology_eases",
        "incident_seen trust",
        LAUNCH + "test_a_slip_harms_as_long_as_it_is_seen_and_less_when_answered_for",
    ),
}
"""Every piece of advice, by its number."""
