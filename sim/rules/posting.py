"""Starting a thread: whether, of what kind and how good; and what makes people hesitate."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import exp, log, logistic
from sim.world.chances import chance
from sim.world.parameters import declare, parameter

STARTS_ON = 0.3
"""Part of the momentum that goes into starting threads: who is at it goes on in what is going on."""

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "momentum",
            default=2.791,
            low=2.5,
            high=3.0,
            unit="logit",
            sign="C",
            size="C",
            enters="fitted",
            off=0.0,
            moves="posts_own",
            text="extra inclination of somebody who has just posted to post again",
            source="fitted: six real logs, again within 7 days .27-.80, half of it the same day",
        ),
        parameter(
            "momentum_tau",
            default=2.055,
            low=1.4,
            high=2.5,
            unit="days",
            sign="C",
            size="C",
            enters="fitted",
            text="decay time of the inclination to post again after a post",
            source="fitted with it",
        ),
        parameter(
            "uptake",
            default=0.4219,
            low=0.0,
            high=0.9,
            unit="share",
            sign="C",
            size="C",
            off=0.0,
            moves="posted_30",
            text="share of newcomers who take up what they are offered (a welcome, an introductions place, being asked)",
            source="4.5 % of those invited to a welcome place came (Morgan & Halfaker 2018); offers of mentoring did nothing (French Wikipedia): the range includes nothing",
        ),
        parameter(
            "start_base",
            default=-3.206,
            low=-3.4,
            high=-3.0,
            unit="logit",
            sign="C",
            size="C",
            enters="fitted",
            text="inclination to start a thread in a visit",
            source="fitted with the reply:start ratio of real logs",
        ),
        parameter(
            "need",
            default=2.5,
            low=2.0,
            high=3.0,
            unit="logit",
            sign="C",
            size="C",
            kind="constant",
            enters="fitted",
            off=0.0,
            moves="posted_30",
            text="extra inclination to start a thread of somebody who joined with a question of their own",
            source="fitted: 72 % of first posts within a day of joining on a Q&A site",
            why="moves headline measures by less than what is kept as uncertain: 7 % at most at the ends of what is believable",
        ),
        parameter(
            "need_tau",
            default=4.0,
            low=2.0,
            high=9.0,
            unit="days",
            sign="C",
            size="C",
            kind="constant",
            enters="fitted",
            text="decay time of the question somebody joined with",
            source="fitted",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
        parameter(
            "question_share",
            default=0.3827,
            low=0.33,
            high=0.48,
            unit="share",
            sign="E",
            size="E",
            text="share of the threads started that ask something",
            source="judgement",
        ),
        parameter(
            "challenge_share",
            default=0.08,
            low=0.02,
            high=0.2,
            unit="share",
            sign="E",
            size="E",
            kind="constant",
            text="share of the threads started that challenge",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 8 % at most at the ends of what is believable",
        ),
        parameter(
            "poor_base",
            default=-3.069,
            low=-3.4,
            high=-2.8,
            unit="logit",
            sign="C",
            size="C",
            off=-20.0,
            moves="poor_seen",
            text="inclination to break the norms in a post (off topic, careless)",
            source="2-6 % of items removed in moderated open spaces (Reddit 2023), more are poor",
        ),
        parameter(
            "poor_new",
            default=1.4,
            low=0.0,
            high=2.2,
            unit="logit",
            sign="C",
            size="E",
            kind="constant",
            off=0.0,
            moves="poor_seen",
            text="extra inclination of newcomers to break the norms, until they have read along",
            source="newcomers' contributions are removed more often; size judged",
            why="moves headline measures by less than what is kept as uncertain: 2 % at most at the ends of what is believable",
        ),
        parameter(
            "poor_visits",
            default=10.0,
            low=4.0,
            high=25.0,
            unit="visits",
            sign="E",
            size="E",
            kind="constant",
            text="visits over which newcomers learn the norms",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable",
        ),
        parameter(
            "poor_fit",
            default=0.3,
            low=0.0,
            high=0.6,
            unit="logit per sd",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="poor_seen",
            text="weight of how well the topic fits a person against breaking the norms",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 2 % at most at the ends of what is believable",
        ),
        parameter(
            "removal_teaches",
            default=0.3,
            low=0.0,
            high=0.6,
            unit="logit",
            sign="B",
            size="E",
            kind="constant",
            off=0.0,
            moves="poor_seen",
            text="fall in the inclination to break the norms after a removal with a reason",
            source="reasons lower the odds of later removals (Jhaver, Bruckman & Gilbert 2019): sign; size judged",
            why="moves headline measures by less than what is kept as uncertain: 3 % at most at the ends of what is believable",
        ),
        parameter(
            "teaches_alone",
            default=0.3,
            low=0.0,
            high=1.0,
            unit="share",
            sign="B",
            size="E",
            kind="constant",
            text="lesson of a removal without a reason, as a share of that of one with a reason",
            source="only an immediate effect (Srinivasan et al. 2019); size judged",
            why="moves headline measures by less than what is kept as uncertain: 6 % at most at the ends of what is believable",
        ),
        parameter(
            "rules_comply",
            default=0.6582,
            low=0.3,
            high=1.1,
            unit="logit",
            sign="A",
            size="A",
            policy="onboarding",
            off=0.0,
            moves="poor_seen",
            text="fall in newcomers' inclination to break the norms where they are shown the rules",
            source="+8 points of compliance (Matias 2019)",
        ),
        parameter(
            "rules_courage",
            default=0.3054,
            low=0.0,
            high=0.53,
            unit="logit",
            sign="A",
            size="E",
            policy="onboarding",
            off=0.0,
            moves="posted_30",
            text="extra inclination of newcomers to take a first step where they are shown the rules",
            source="x 1.2-1.7 newcomers' comments (Matias 2019), shrunk for a calm professional setting",
        ),
        parameter(
            "imitation",
            default=0.6,
            low=0.0,
            high=1.2,
            unit="logit",
            sign="B",
            size="E",
            kind="constant",
            off=0.0,
            moves="poor_seen",
            text="extra inclination to break the norms of somebody who sees nothing but spam and norm-breaking",
            source="users copy examples they see (Seering et al. 2017); size judged",
            why="moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable",
        ),
        parameter(
            "intro_ease",
            default=0.6,
            low=0.0,
            high=1.2,
            unit="logit",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="posted_30",
            text="extra inclination of newcomers to start a first thread where there is an introductions place",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable",
        ),
        parameter(
            "welcome_ease",
            default=0.2385,
            low=0.0,
            high=0.5,
            unit="logit",
            sign="A",
            size="E",
            policy="onboarding",
            off=0.0,
            moves="posted_30",
            text="extra inclination of newcomers to start a first thread after a personal welcome",
            source="personal invitations to a welcome place kept newcomers (Morgan & Halfaker 2018): sign; size judged",
        ),
        parameter(
            "welcome_auto_ease",
            default=0.01329,
            low=-0.05,
            high=0.1,
            unit="logit",
            sign="A",
            size="A",
            policy="onboarding",
            off=0.0,
            moves="posted_30",
            text="extra inclination of newcomers to start a first thread after an automatic welcome",
            source="null experiments (Narayan et al. 2017)",
        ),
        parameter(
            "guide_followed",
            default=0.15,
            low=0.0,
            high=0.4,
            unit="share",
            sign="D",
            size="E",
            policy="onboarding",
            off=0.0,
            moves="first_asks_share",
            text="share of newcomers' first threads and offers that follow a posting guide where they would not have done so by themselves",
            source="practitioners: ask a question, and say so when it is promotion; size invented",
        ),
        parameter(
            "welcome_tau",
            default=10.0,
            low=5.0,
            high=20.0,
            unit="days",
            sign="E",
            size="E",
            kind="constant",
            text="decay time of the effect of a welcome",
            source="judgement",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
        parameter(
            "spotlight_ask",
            default=0.5,
            low=0.0,
            high=1.0,
            unit="logit",
            sign="A",
            size="E",
            kind="constant",
            off=0.0,
            moves="posted_30",
            text="extra inclination to start a thread of a newcomer who was named with a request to start one",
            source="explicit asks raise contribution (Ling et al. 2005)",
            why="moves headline measures by less than what is kept as uncertain: 2 % at most at the ends of what is believable",
        ),
        parameter(
            "learn_reading",
            default=0.04,
            low=0.01,
            high=0.08,
            unit="a visit",
            sign="D",
            size="E",
            kind="constant",
            off=0.0,
            moves="posters_share",
            text="share of their hesitation that lurkers who do not dare yet lose a visit",
            source="30 % of lurkers are still learning about the group (Nonnecke et al. 2004); rate judged",
            why="moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable",
        ),
        parameter(
            "relief",
            default=0.4007,
            low=0.2,
            high=0.6,
            unit="share",
            sign="D",
            size="E",
            enters="fitted",
            off=0.0,
            moves="posted_30",
            text="share of a member's hesitation that a personal welcome or an answer takes away",
            source="20 % of lurkers are hindered (Nonnecke et al. 2004); size judged",
        ),
        parameter(
            "off_topic_share",
            default=0.06145,
            low=0.02,
            high=0.2,
            unit="share",
            sign="E",
            size="E",
            off=0.0,
            moves="off_topic_seen",
            text="share of the threads that are small talk",
            source="judgement",
        ),
        parameter(
            "off_topic_left",
            default=0.5714,
            low=0.2,
            high=0.9,
            unit="share",
            sign="E",
            size="E",
            policy="moderation",
            off=1.0,
            moves="off_topic_seen",
            text="share of the small talk that is made all the same where it is not allowed",
            source="judgement",
        ),
        parameter(
            "dated_share",
            default=0.20,
            low=0.05,
            high=0.4,
            unit="share",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="stale_seen",
            text="share of the threads that go out of date (vacancies, meetings)",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 8 % at most at the ends of what is believable",
        ),
        parameter(
            "dated_days",
            default=3.0,
            low=1.0,
            high=10.0,
            unit="days",
            sign="E",
            size="E",
            kind="constant",
            text="days after which a thread that goes out of date is so",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 6 % at most at the ends of what is believable",
        ),
    ],
)


@rule
def start_chance(ceiling, value, momentum, own_today, need, tenure_days, ease, hesitation, p):
    """Chance of starting a thread in this visit.

        lg(own ceiling + v V + .3 momentum - f ln(1 + own posts today) + need e^(-tenure/tau) - held back)
    ``need`` is 1 for those who came with a question and have not posted; the need hesitates .3 as much. What holds back is what
    is left of the hesitation where it was made easier: ease moves nobody who does not hesitate (Nonnecke & Preece 2004: most who
    only read are content to, and had no barrier to take away).
    Checks: V = momentum = own = need = hesitation = 0 -> lg(ceiling), whatever the ease.
    """
    x = ceiling + p.post_value * value + STARTS_ON * momentum
    if own_today > 0:
        x -= p.post_fatigue * log(1.0 + own_today)
    if need > 0.0:
        return chance(x + p.need * exp(-tenure_days / p.need_tau) - held_back(0.3 * hesitation, ease))
    return chance(x - held_back(hesitation, ease))


@rule
def held_back(hesitation, ease):
    """Logits that still hold somebody back from posting where it was made easier: h - e, but not below 0.

    Checks: ease = 0 -> the hesitation; ease beyond the hesitation -> 0.
    """
    return hesitation - ease if ease < hesitation else 0.0


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
    x = (
        p.poor_base
        + p.imitation * bad_seen
        + p.poor_new * exp(-visits / p.poor_visits)
        - p.poor_fit * fit
        - p.removal_teaches * lessons
    )
    if newcomer:
        x -= p.rules_comply * rules_shown
    return logistic(x)
