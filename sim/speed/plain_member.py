"""A member of the plain Mesa twin: what one person does and feels, as agent code is usually written.

Every equation stands in the docstring of a rule of ``sim/rules``; here it is written again, in ordinary Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from sim.speed.plain_mesa import Twin

HOPE_LEVEL, HOPE_FLOOR, PATIENCE = 0.7, 0.02, 3.0  # constants of sim/rules/expecting.py and contacting.py
LOOKS_BACK, LOOKS_BACK_DAYS = 0.5, 15  # constants of sim/day/loop.py
STARTS_ON = 0.3  # and of sim/rules/posting.py
LOOKS = 180  # most places looked at in a visit (sim/day/visit.py)
MOST_TIES = 16  # people somebody can have a tie with (sim/world/people.py)
TALK, QUESTION, CHALLENGE = 0, 1, 2


def logistic(x: float) -> float:
    """1 / (1 + e^-x)."""
    return 1.0 / (1.0 + exp(-x))


@dataclass(eq=False, slots=True)
class Post:
    """A post; an opener stands for its thread as well."""

    number: int
    author: Member
    hour: int
    kind: int
    topic: int
    quality: float
    is_poor: bool
    parent: Post | None
    thread: Post | None = None
    last: Post | None = None
    last_hour: int = 0
    moved_hour: int = 0
    kept_score: float = 0.0
    n_replies: int = 0
    n_reactions: int = 0


class Member(mesa.Agent):
    """A member, with the traits of a role and the slow stocks of ``sim/rules/feeling.py``."""

    def __init__(self, model: Twin, preset: Sequence[float]) -> None:
        super().__init__(model)
        p, gauss, uniform = model.p, model.random.gauss, model.random.random
        act, react, reply, start, self.hesitation, harsh, learns, _ = map(float, preset)
        z = gauss(0.0, 1.0)
        r = p.activity_posting_r
        posting = p.posting_sd * (r * z + sqrt(1.0 - r * r) * gauss(0.0, 1.0))
        self.activity = p.activity_sd * z + act
        self.react_ceiling = p.react_base + 0.6 * posting + 0.5 * gauss(0.0, 1.0) + react
        self.reply_ceiling = p.reply_base + posting + 0.3 * gauss(0.0, 1.0) + reply
        self.start_ceiling = p.start_base + posting + 0.4 * gauss(0.0, 1.0) + start
        self.harsh = harsh + 0.5 * gauss(0.0, 1.0)
        self.learns = learns > 0.0
        self.has_need = uniform() < p.need_share
        self.fit, self.skill = gauss(0.0, 1.0), gauss(0.0, 1.0)
        self.attention = p.attention_items * exp(p.attention_sd * gauss(0.0, 1.0))
        self.peak = p.clock_peak + p.clock_between * gauss(0.0, 1.0)
        self.first, self.second = model.random.sample(range(8), 2)
        self.has_profile = False
        self.ties: dict[Member, tuple[float, int]] = {}
        self.expects, self.trust, self.habit = 0.4, p.trust_start, p.habit_start * p.habit_free
        self.reward = self.answers = self.weariness = 0.0
        self.relations = self.identity = self.standing = self.cost = self.conflict = self.value = self.bad_seen = 0.0
        self.n_posts = self.n_visits = self.posts_today = self.seen = 0
        self.due: int | None = None
        self.last_visit_day = -1
        self.last_post_day: int | None = None
        self.plans: list[tuple[str, Post | None]] = []

    def plan(self) -> None:
        """Decide whether and when to come today."""
        model, p, day = self.model, self.model.p, self.model.day
        self.posts_today = 0
        if self.due is not None and self.due // 24 <= day:
            model.expect(self, self.due % 24)
            self.due = None
        x = p.visit_base + self.activity + p.visit_habit * self.habit + p.visit_value * self.value
        if self.last_post_day is not None and day - self.last_post_day < LOOKS_BACK_DAYS:
            x += LOOKS_BACK * p.momentum * exp((self.last_post_day - day) / p.momentum_tau)
        x += p.visit_hope * log((self.expects + HOPE_FLOOR) / HOPE_LEVEL)
        if day % 7 >= 5:
            x -= p.weekend
        if model.random.random() < logistic(x):
            model.expect(self, int(min(23.0, max(0.0, self.peak + p.clock_sd * model.random.gauss(0.0, 1.0)))))

    def match(self, topic: int) -> float:
        """How well a topic suits."""
        return 1.0 if topic == self.first else 0.7 if topic == self.second else 0.05

    def is_tied(self, other: Member) -> bool:
        """Whether there is a tie of some strength."""
        if other not in self.ties:
            return False
        strength, day = self.ties[other]
        return strength * exp((day - self.model.day) / self.model.p.tie_tau) > 0.05

    def bond(self, other: Member, gain: float) -> None:
        """Strengthen a tie; when there are too many, the weakest goes."""
        day, tau = self.model.day, self.model.p.tie_tau
        strength, since = self.ties.get(other, (0.0, day))
        if other not in self.ties and len(self.ties) == MOST_TIES:
            faded = {who: s * exp((then - day) / tau) for who, (s, then) in self.ties.items()}
            weakest = min(faded, key=faded.get)
            if faded[weakest] >= gain:
                return
            del self.ties[weakest]
        strength *= exp((since - day) / tau)
        self.ties[other] = (strength + gain * (1.0 - strength), day)

    def visit(self) -> None:
        """See the feed as it is at the start of the hour, read what attention allows, and plan what to do."""
        model, p, uniform, hour = self.model, self.model.p, self.model.random.random, self.model.hour
        model.counts["visits"] += 1
        self.last_visit_day = model.day
        if self.n_visits == 0:
            self.look_at_profiles()
        news = model.n_posts - self.seen if self.n_visits else 0
        got, n_bad, n_items, n_opened, posted = 0.0, 0, 0, 0, False
        drive = (
            0.0 if self.last_post_day is None else p.momentum * exp((self.last_post_day - model.day) / p.momentum_tau)
        )
        for thread in self.look():
            if n_opened >= self.attention:
                break
            last = thread.last
            if last.number < self.seen or last.author is self:
                continue
            match = self.match(thread.topic)
            is_tied = self.is_tied(thread.author) or self.is_tied(last.author)
            if uniform() >= p.open_base + p.open_match * match + (p.open_tie if is_tied else 0.0):
                continue
            n_opened += 1
            if is_tied:
                self.relations += p.relations_tie * (1.0 - self.relations)
                got += p.tie_worth
            if thread.number >= self.seen and thread.author is not self:
                got += match * thread.quality * (p.poor_worth if thread.is_poor else 1.0)
                n_bad += thread.is_poor
                n_items += 1
                self.maybe_react(thread, match)
            if last is not thread:
                got += match * last.quality * (p.poor_worth if last.is_poor else 1.0)
                n_bad += last.is_poor
                n_items += 1
                self.maybe_react(last, match)
            if uniform() < self.reply_chance(thread, match, drive):
                to_last = last is not thread and (thread.author is self or uniform() < p.reply_last)
                if to_last or thread.author is not self:
                    self.plans.append(("reply", last if to_last else thread))
                    posted = True
        model.counts["opened"] += n_opened
        self.feel_visit(got, n_bad, n_items, news)
        if uniform() < self.start_chance(drive):
            self.plans.append(("start", None))
            posted = True
        clock = hour % 24
        if clock < 23 and uniform() < p.again + (p.again_posted if posted else 0.0):
            later = clock + 1 + int(5.0 * uniform())
            if later <= 23:
                model.expect(self, later)
        if self.learns:
            self.hesitation *= 1.0 - p.learn_reading
        self.n_visits += 1
        self.seen = model.n_posts

    def look(self) -> Iterator[Post]:
        """Go through the threads one looks at, each once: some of those that are new, whichever, among those with the highest scores."""
        model, uniform = self.model, self.model.random.random
        fresh, best = model.see_fresh(), iter(model.see_feed())
        seen = set()
        for _ in range(LOOKS):
            thread = (
                fresh[int(uniform() * len(fresh))] if uniform() < model.p.fresh_share and fresh else next(best, None)
            )
            if thread is None:
                return
            if thread not in seen:
                seen.add(thread)
                yield thread

    def look_at_profiles(self) -> None:
        """On the first visit: fill in the own profile or not, having seen some of the others'."""
        p = self.model.p
        shown = [self.model.random.choice(self.model.members).has_profile for _ in range(int(p.profiles_shown))]
        if self.model.random.random() < logistic(p.profile_base + p.norm_profile * sum(shown) / len(shown)):
            self.plans.append(("profile", None))

    def maybe_react(self, post: Post, match: float) -> None:
        """React to a post just read, or not."""
        p = self.model.p
        x = (
            self.react_ceiling
            + p.react_match * match
            + p.post_value * self.value
            + p.react_herd * log(1.0 + post.n_reactions)
        )
        if self.model.random.random() < logistic(x):
            self.plans.append(("react", post))

    def reply_chance(self, thread: Post, match: float, drive: float) -> float:
        """Chance of replying in a thread just opened."""
        p, last = self.model.p, thread.last
        x = self.reply_ceiling + p.reply_match * match + p.post_value * self.value + drive
        if last is not thread and (thread.author is self or last.parent.author is self):
            x += p.reply_addressed
        else:
            x -= self.hesitation
        if thread.n_replies > 0:
            x += p.reply_norm * log(1.0 + thread.n_replies)
        else:
            x += p.reply_open
            if self.model.day < 60 and thread.author.has_profile:
                x += p.reply_profile
        if thread.kind == QUESTION:
            x += p.reply_question
        elif thread.kind == CHALLENGE:
            x += p.reply_challenge
        x -= p.reply_age * log(1.0 + (self.model.hour - thread.hour) / 24.0)
        return logistic(x - p.post_fatigue * log(1.0 + self.posts_today))

    def start_chance(self, drive: float) -> float:
        """Chance of starting a thread in this visit; who came with a question hesitates less."""
        p = self.model.p
        x = (
            self.start_ceiling
            + p.post_value * self.value
            + STARTS_ON * drive
            - p.post_fatigue * log(1.0 + self.posts_today)
        )
        if self.has_need and self.n_posts == 0:
            return logistic(x + p.need * exp(-self.model.day / p.need_tau) - 0.3 * self.hesitation)
        return logistic(x - self.hesitation)

    def feel_visit(self, got: float, n_bad: int, n_items: int, news: int) -> None:
        """What a visit does to the own stocks."""
        p = self.model.p
        bad = n_bad / n_items if n_items else 0.0
        self.learn(1.0 - exp(-(got + p.answer_worth * self.answers) / p.reward_ref))
        overload = p.cost_overload * log(news / self.attention) if news > self.attention else 0.0
        self.cost += p.cost_gain * (p.cost_noise * bad + overload - self.cost)
        if n_items:
            trust = self.trust + p.trust_gain * (1.0 - self.trust) * (1.0 - bad)
            trust -= p.trust_ratio * p.trust_gain * bad * trust * (1.0 - 0.5 * abs(2.0 * trust - 1.0))
            self.trust = min(1.0, max(0.0, trust))
            self.bad_seen += 0.1 * (bad - self.bad_seen)
            self.identity += p.identity_gain * (1.0 - bad) * (1.0 - self.identity)

    def learn(self, reward: float) -> None:
        """Expect of the next visit more or less than of this one, the first look counting most."""
        p = self.model.p
        self.answers = 0.0
        self.expects += max(p.information_gain, 1.0 / (p.first_look + self.n_visits)) * (reward - self.expects)
        if self.n_visits == 0:
            self.habit = p.habit_start * (p.habit_free + (1.0 - p.habit_free) * reward)
        self.weariness *= 1.0 - reward
        self.reward = max(self.reward, reward)

    def act(self) -> None:
        """Do what was planned in this hour."""
        model, p = self.model, self.model.p
        plans, self.plans = self.plans, []
        for what, post in plans:
            if what == "profile":
                self.has_profile = True
            elif what == "react":
                post.n_reactions += 1
                model.counts["reactions"] += 1
                post.author.standing += p.standing_gain * (1.0 - post.author.standing)
                if post.thread is post:
                    model.move(post)
            else:
                self.write(post)

    def write(self, parent: Post | None) -> None:
        """Write a reply to ``parent``, or start a thread."""
        model, p, uniform = self.model, self.model.p, self.model.random.random
        newness = p.poor_new * exp(-self.n_visits / p.poor_visits)
        is_poor = uniform() < logistic(p.poor_base + newness - p.poor_fit * self.fit + p.imitation * self.bad_seen)
        quality = logistic(0.6 * self.skill + 0.8 * model.random.gauss(0.0, 1.0))
        if parent is None:
            topic = self.first if uniform() < 0.7 else self.second
            u = uniform()
            asks = u < p.question_share or (self.has_need and self.n_posts == 0)
            kind = QUESTION if asks else CHALLENGE if u > 1.0 - p.challenge_share else TALK
        else:
            topic, kind = parent.topic, TALK
        post = Post(model.n_posts, self, model.hour, kind, topic, quality, is_poor, parent)
        model.n_posts += 1
        self.posts_today += 1
        self.n_posts += 1
        self.last_post_day = model.day
        if self.seen == post.number:
            self.seen += 1
        thread = post.thread = post if parent is None else parent.thread
        thread.last, thread.last_hour = post, model.hour
        if parent is None:
            model.counts["starts"] += 1
            model.threads.append(post)
        else:
            model.counts["replies"] += 1
            thread.n_replies += 1
            other = parent.author
            if other is not self:
                self.bond(other, 0.5 * p.tie_gain * (1.0 + p.tie_profile * other.has_profile))
                other.bond(self, p.tie_gain * (1.0 + p.tie_profile * self.has_profile))
                other.receive(uniform() < logistic(p.harsh_base + self.harsh))
        model.move(thread)

    def receive(self, is_harsh: bool) -> None:
        """Get an answer: it warms, or hurts, and may bring one back."""
        model, p = self.model, self.model.p
        self.relations += p.relations_gain * (1.0 - self.relations)
        self.standing += min(1.0, 3.0 * p.standing_gain) * (1.0 - self.standing)
        if is_harsh:
            self.conflict += p.cost_conflict
        else:
            self.trust += 2.0 * p.trust_gain * (1.0 - self.trust)
        self.hesitation *= 1.0 - p.relief
        self.answers += 1.0
        chance = p.notice / (1.0 + self.weariness / PATIENCE)
        self.weariness += 1.0
        if model.random.random() >= chance:
            return
        due = model.hour + 1 + int(p.notice_delay * exp(p.notice_delay_sd * model.random.gauss(0.0, 1.0)))
        due += max(0, 7 - due % 24)
        if due // 24 == model.day:
            model.expect(self, due % 24)
        elif self.due is None or due < self.due:
            self.due = due

    def feel(self) -> None:
        """In the evening the stocks settle and worth is felt."""
        p, keep = self.model.p, self.model.keep
        self.relations *= keep.relations
        self.standing *= keep.standing
        self.identity *= keep.identity
        self.conflict *= keep.conflict
        self.weariness *= keep.patience
        if self.last_visit_day == self.model.day:
            self.habit += p.habit_gain * (self.reward - self.habit)
            self.reward = 0.0
        else:
            self.habit *= keep.habit
        gain = (
            p.weight_information * self.expects
            + p.weight_relations * self.relations
            + p.weight_identity * self.identity
            + p.weight_standing * self.standing
        )
        self.value = self.trust * gain - self.cost - self.conflict - p.rival
