"""Starting a thread: whether, of what kind and how good; and what makes people hesitate."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import exp, log, logistic
from sim.world.parameters import declare

STARTS_ON = 0.3
"""Part of the momentum that goes into starting threads: who is at it goes on in what is going on."""

PARAMETERS = declare(__name__, [
    ("momentum", 2.791, 2.5, 3.0, "logit", "who has just posted posts again", "fitted: six real logs, again within 7 days .27-.80, half of it the same day",
     "C", {"enters": "fitted", "off": 0.0, "moves": "posts_own"}),
    ("momentum_tau", 2.055, 1.4, 2.5, "days", "how fast that fades", "fitted with it", "C", {"enters": "fitted"}),
    ("uptake", 0.4219, 0.0, 0.9, "share", "people who take up what newcomers are offered: a welcome, an introductions place, being asked",
     "4.5 % of those invited to a welcome place came (Morgan & Halfaker 2018); offers of mentoring did nothing (French Wikipedia): the range "
     "includes nothing", "C", {"off": 0.0, "moves": "posted_30"}),
    ("start_base", -3.206, -3.4, -3.0, "logit", "starting a thread in a visit",
     "fitted with the reply:start ratio of real logs", "C", {"enters": "fitted"}),
    ("need", 2.5, 2.0, 3.0, "logit", "joining with a question of one's own",
     "fitted: 72 % of first posts within a day of joining on a Q&A site", "C",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 7 % at most at the ends of what is believable",
      "enters": "fitted", "off": 0.0, "moves": "posted_30"}),
    ("need_tau", 4.0, 2.0, 9.0, "days", "how long that lasts", "fitted", "C",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable", "enters": "fitted"}),
    ("question_share", 0.3827, 0.33, 0.48, "share", "starts that ask something", "judgement", "E"),
    ("challenge_share", 0.08, 0.02, 0.2, "share", "starts that challenge", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 8 % at most at the ends of what is believable"}),
    ("poor_base", -3.069, -3.4, -2.8, "logit", "a post breaks the norms (off topic, careless)",
     "2-6 % of items removed in moderated open spaces (Reddit 2023), more are poor", "C",
     {"off": -20.0, "moves": "poor_seen"}),
    ("poor_new", 1.4, 0.0, 2.2, "logit", "newcomers break the norms more, until they have read along",
     "newcomers' contributions are removed more often; size judged", "C/E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 2 % at most at the ends of what is believable",
      "off": 0.0, "moves": "poor_seen"}),
    ("poor_visits", 10.0, 4.0, 25.0, "visits", "visits over which that is learnt", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable"}),
    ("poor_fit", 0.3, 0.0, 0.6, "logit per sd", "people whom the topic suits break the norms less", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 2 % at most at the ends of what is believable",
      "off": 0.0, "moves": "poor_seen"}),
    ("removal_teaches", 0.3, 0.0, 0.6, "logit", "a removal with a reason lowers that",
     "reasons lower the odds of later removals (Jhaver, Bruckman & Gilbert 2019): sign; size judged", "B/E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 3 % at most at the ends of what is believable",
      "off": 0.0, "moves": "poor_seen"}),
    ("teaches_alone", 0.3, 0.0, 1.0, "share", "what a removal without a reason teaches, against one with",
     "only an immediate effect (Srinivasan et al. 2019); size judged", "B/E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 6 % at most at the ends of what is believable"}),
    ("rules_comply", 0.6582, 0.3, 1.1, "logit", "rules shown lower that for newcomers",
     "+8 points of compliance (Matias 2019)", "A", {"policy": "onboarding", "off": 0.0, "moves": "poor_seen"}),
    ("rules_courage", 0.3054, 0.0, 0.53, "logit", "rules shown make newcomers' first steps easier",
     "x 1.2-1.7 newcomers' comments (Matias 2019), shrunk for a calm professional setting", "A/E",
     {"policy": "onboarding", "off": 0.0, "moves": "posted_30"}),
    ("imitation", 0.6, 0.0, 1.2, "logit", "seeing spam and norm-breaking raises one's own",
     "users copy examples they see (Seering et al. 2017); size judged", "B/E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable",
      "off": 0.0, "moves": "poor_seen"}),
    ("intro_ease", 0.6, 0.0, 1.2, "logit", "an introductions place makes the first thread easier", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable",
      "off": 0.0, "moves": "posted_30"}),
    ("welcome_ease", 0.2385, 0.0, 0.5, "logit", "a personal welcome makes the first thread easier",
     "personal invitations to a welcome place kept newcomers (Morgan & Halfaker 2018): sign; size judged", "A/E",
     {"policy": "onboarding", "off": 0.0, "moves": "posted_30"}),
    ("welcome_auto_ease", 0.01329, -0.05, 0.1, "logit", "an automatic welcome makes the first thread easier",
     "null experiments (Narayan et al. 2017)", "A", {"policy": "onboarding", "off": 0.0, "moves": "posted_30"}),
    ("welcome_tau", 10.0, 5.0, 20.0, "days", "how long a welcome works", "judgement", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable"}),
    ("spotlight_ask", 0.5, 0.0, 1.0, "logit", "being named with a request to start a topic", "explicit asks raise contribution (Ling et al. 2005)",
     "A/E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 2 % at most at the ends of what is believable",
      "off": 0.0, "moves": "posted_30"}),
    ("learn_reading", 0.04, 0.01, 0.08, "a visit", "hesitation a not-yet lurker loses per visit",
     "30 % of lurkers are still learning about the group (Nonnecke et al. 2004); rate judged", "D/E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable",
      "off": 0.0, "moves": "posters_share"}),
    ("relief", 0.4007, 0.2, 0.6, "share", "hesitation that a personal welcome or an answer takes away",
     "20 % of lurkers are hindered (Nonnecke et al. 2004); size judged", "D/E", {"enters": "fitted", "off": 0.0, "moves": "posted_30"}),
    ("off_topic_share", 0.06145, 0.02, 0.2, "share", "threads that are small talk", "judgement", "E",
     {"off": 0.0, "moves": "off_topic_seen"}),
    ("off_topic_left", 0.5714, 0.2, 0.9, "share", "small talk that is made all the same where it is not allowed", "judgement", "E",
     {"policy": "moderation", "off": 1.0, "moves": "off_topic_seen"}),
    ("dated_share", 0.20, 0.05, 0.4, "share", "threads that go out of date: vacancies, meetings", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 8 % at most at the ends of what is believable",
      "off": 0.0, "moves": "stale_seen"}),
    ("dated_days", 3.0, 1.0, 10.0, "days", "after which such a thread is out of date", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 6 % at most at the ends of what is believable"}),
])


@rule
def start_chance(ceiling, value, momentum, own_today, need, tenure_days, ease, hesitation, p):
    """Chance of starting a thread in this visit.

        lg(own ceiling + v V + .3 momentum - f ln(1 + own posts today) + need e^(-tenure/tau) + ease - hesitation)
    ``need`` is 1 for those who came with a question and have not posted; the need hesitates .3 as much.
    Checks: V = momentum = own = need = ease = hesitation = 0 -> lg(ceiling).
    """
    x = ceiling + p.post_value * value + STARTS_ON * momentum + ease
    if own_today > 0:
        x -= p.post_fatigue * log(1.0 + own_today)
    if need > 0.0:
        x += p.need * exp(-tenure_days / p.need_tau) - 0.3 * hesitation
    else:
        x -= hesitation
    return logistic(x)


@rule
def momentum_of(days, p):
    """Logits by which somebody posts more, so many days after the own last post: m e^(-t/tau); half as many go into visiting.

    Checks: t = 0 -> m; m = 0 -> 0.

    Posting comes in bursts: inter-event times are heavy-tailed (Barabasi 2005); size fitted to real logs.
    """
    return p.momentum * exp(-days / p.momentum_tau)


@rule
def small_talk_chance(allowed, p):
    """Chance that a thread of ordinary talk is small talk: o, or o times what is left of it where it is not allowed. Checks: o = 0 -> 0."""
    return p.off_topic_share if allowed else p.off_topic_share * p.off_topic_left


@rule
def poor_chance(newcomer, rules_shown, bad_seen, visits, fit, lessons, p):
    """Chance that a post breaks the norms.

        lg(b + new e^(-visits/n) - fit z - rules [newcomer] + i bad share seen - t lessons)
    Checks: many visits, the rest 0 -> lg(b); first visit -> lg(b + new).
    """
    x = p.poor_base + p.imitation * bad_seen + p.poor_new * exp(-visits / p.poor_visits) - p.poor_fit * fit - p.removal_teaches * lessons
    if newcomer:
        x -= p.rules_comply * rules_shown
    return logistic(x)
