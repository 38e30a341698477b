/* The visit in C: the same draws, rules and tables as sim/day/visit.py and all it calls, and the same results bit for bit.

   It is no part of the engine: it says what a C compiler makes of the same work, line by line or, with IN_BATCHES, with the looks at the lists
   laid out for a processor. `world.h` is written by c_header.py from the sources: records, tables, numbers of parameters, constants (by the
   module they stand in: KEY_, PERSON_, POST_, EVENT_, PROGRAMME_, ...). Fields of 32 bits are kept rounded and computed with in double, as the
   engine does, except where two of them are added. */

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "world.h"

#define INLINED static inline __attribute__((always_inline)) /* what `inlined` and `rule` are in the engine */

typedef uint64_t Key;
typedef const Parameters *Rules;

#define AT(table, i) (w->table.data[i])
#define LENGTH(table) (w->table.shape[0])
#define POST_AT(number) (&w->posts.data[(number) & (w->posts.shape[0] - 1)])
#define LISTED(list, i) (w->lists.data[(list) * w->lists.shape[1] + (i)])
#define TIES_OF(row) (&w->ties.data[(row) * w->ties.shape[1]])

/* sim/world/keys.py */

INLINED Key finalise(Key x) {
    x = (x ^ (x >> KEY_S30)) * KEY_MIX_A;
    x = (x ^ (x >> KEY_S27)) * KEY_MIX_B;
    return x ^ (x >> KEY_S31);
}

INLINED Key extend(Key h, Key word) { return finalise((h ^ word) + KEY_GOLDEN); }

INLINED Key key1(Key h, Key purpose, Key a) { return extend(extend(h, purpose), a); }

INLINED Key key2(Key h, Key purpose, Key a, Key b) { return extend(key1(h, purpose, a), b); }

INLINED double uniform(Key h) { return (double)(int64_t)(h >> KEY_S11) * 0x1p-53; }

/* sim/world/arithmetic.py, sim/world/chances.py */

INLINED double power_of_two(int64_t k) {
    union { uint64_t bits; double value; } made = {(uint64_t)(k + 1023) << 52};
    return made.value;
}

static double e_to(double x) {
    if (x < -708.0) return 0.0;
    if (x > 709.0) x = 709.0;
    int64_t k = (int64_t)floor(x * ARITHMETIC_INV_LN2 + 0.5);
    double r = (x - k * ARITHMETIC_LN2_HIGH) - k * ARITHMETIC_LN2_LOW;
    double r2 = r * r, r4 = r2 * r2;
    double low = (1.0 + r) + (0.5 + r * (1.0 / 6.0)) * r2;
    double middle = (1.0 / 24.0 + r * (1.0 / 120.0)) + (1.0 / 720.0 + r * (1.0 / 5040.0)) * r2;
    double high = (1.0 / 40320.0 + r * (1.0 / 362880.0)) + (1.0 / 3628800.0 + r * (1.0 / 39916800.0)) * r2;
    double top = 1.0 / 479001600.0 + r * (1.0 / 6227020800.0);
    double s = low + (middle + (high + top * r4) * r4) * r4;
    return s * power_of_two(k);
}

static double ln(double x) {
    if (x <= 0.0) return -745.0;
    int64_t k = 0;
    while (x >= 4294967296.0) x *= 2.3283064365386963e-10, k += 32;
    while (x < 2.3283064365386963e-10) x *= 4294967296.0, k -= 32;
    while (x >= 2.0) x *= 0.5, k += 1;
    while (x < 1.0) x *= 2.0, k -= 1;
    if (x * ARITHMETIC_SQRT_HALF >= 1.0) x *= 0.5, k += 1;
    double s = (x - 1.0) / (x + 1.0);
    double q = s * s, q2 = q * q, q4 = q2 * q2;
    double low = (1.0 + q * (1.0 / 3.0)) + (1.0 / 5.0 + q * (1.0 / 7.0)) * q2;
    double middle = (1.0 / 9.0 + q * (1.0 / 11.0)) + (1.0 / 13.0 + q * (1.0 / 15.0)) * q2;
    double high = (1.0 / 17.0 + q * (1.0 / 19.0)) + (1.0 / 21.0) * q2;
    double t = low + (middle + high * q4) * q4;
    return k * ARITHMETIC_LN2_HIGH + (2.0 * s * t + k * ARITHMETIC_LN2_LOW);
}

INLINED double log_count(int64_t n) { return n < 1024 ? LOGS_OF_COUNTS[n] : ln(1.0 + n); }

INLINED double log_days(double hours) {
    int64_t n = (int64_t)hours;
    return 0 <= n && n < ARITHMETIC_KEPT_HOURS && n == hours ? LOGS_OF_DAYS[n] : ln(1.0 + hours / 24.0);
}

static double logistic(double x) {
    double e = e_to(x >= 0.0 ? -x : x);
    return (x >= 0.0 ? 1.0 : e) / (1.0 + e);
}

/* A rule that gives a chance gives its logit here. */
INLINED bool happens(double u, double logit) {
    if (-ARITHMETIC_WIDEST < logit && logit < ARITHMETIC_WIDEST &&
        u >= ABOVE[(int64_t)(ARITHMETIC_STEPS * logit + ARITHMETIC_STEPS * ARITHMETIC_WIDEST)])
        return false;
    return u < logistic(logit);
}

/* sim/rules */

INLINED double reward_of(double worth, Rules p) { return 1.0 - e_to(-worth / p->reward_ref); }

INLINED double expectation_after(double expectation, double reward, double visits, Rules p) {
    double gain = 1.0 / (p->first_look + visits);
    if (gain < p->information_gain) gain = p->information_gain;
    return expectation + gain * (reward - expectation);
}

INLINED double hope_of(double expectation, Rules p) {
    return p->visit_hope * ln((expectation + EXPECTING_HOPE_FLOOR) / EXPECTING_HOPE_LEVEL);
}

INLINED double habit_begun(double reward, Rules p) {
    return p->habit_start * (p->habit_free + (1.0 - p->habit_free) * reward);
}

INLINED double resolve_of(double days, Rules p) { return p->resolve * e_to(-days / p->resolve_tau); }

INLINED double trust_lost(double trust, double items, Rules p) {
    return trust * e_to(-p->trust_ratio * p->trust_gain * items);
}

INLINED double promotion_after(double promotion, double share, double idle_days, Rules p) {
    return promotion + (share - promotion) * (1.0 - e_to(-idle_days / p->promotion_tau));
}

INLINED double cost_after(double cost, double bad_share, double news, double attention, Rules p) {
    double target = p->cost_noise * bad_share;
    if (news > attention) target += p->cost_overload * ln(news / attention);
    return cost + p->cost_gain * (target - cost);
}

INLINED double identity_after(double identity, double bad_share, double others_share, Rules p) {
    return identity + p->identity_gain * (1.0 - bad_share) * (1.0 - p->kind_identity * others_share) * (1.0 - identity);
}

INLINED double trust_after(double trust, double bad_share, Rules p) {
    double t = trust + p->trust_gain * (1.0 - trust) * (1.0 - bad_share);
    if (bad_share > 0.0) {
        double lean = 2.0 * t - 1.0;
        if (lean < 0.0) lean = -lean;
        t -= p->trust_ratio * p->trust_gain * bad_share * t * (1.0 - 0.5 * lean);
    }
    if (t < 0.0) t = 0.0;
    return t < 1.0 ? t : 1.0;
}

INLINED double at_most_one(double x) { return x < 1.0 ? x : 1.0; }

INLINED double identity_in_subgroup(double before, double after, double within, Rules p) {
    return at_most_one(after + p->subgroup_identity * within * (after - before));
}

INLINED double identity_narrow(double before, double after, double breadth, Rules p) {
    return at_most_one(before + (1.0 + p->narrow_identity * (8.0 - breadth) / 7.0) * (after - before));
}

INLINED double owned_identity(double before, double after, double control, Rules p) {
    return at_most_one(before + (after - before) * (1.0 + p->shared_identity * control));
}

INLINED double invite_chance(double value, double ease, Rules p) {
    return p->invite_base + p->invite_value * value + ease;
}

INLINED double tie_after(double strength, int64_t idle_days, double gain, Rules p) {
    double s = strength * e_to(-idle_days / p->tie_tau);
    return s + gain * (1.0 - s);
}

INLINED double profile_chance(double share_filled, double nudge, Rules p) {
    return logistic(p->profile_base + p->norm_profile * share_filled + p->nudge_profile * nudge);
}

INLINED double held_back(double hesitation, double ease) { return ease < hesitation ? hesitation - ease : 0.0; }

INLINED double start_chance(double ceiling, double value, double momentum, int64_t own_today, double need,
                                  int64_t tenure_days, double ease, double hesitation, Rules p) {
    double x = ceiling + p->post_value * value + POSTING_STARTS_ON * momentum;
    if (own_today > 0) x -= p->post_fatigue * ln(1.0 + own_today);
    if (need > 0.0) return x + p->need * e_to(-tenure_days / p->need_tau) - held_back(0.3 * hesitation, ease);
    return x - held_back(hesitation, ease);
}

INLINED double momentum_of(double days, Rules p) { return p->momentum * e_to(-days / p->momentum_tau); }

INLINED double match(int64_t topic, int64_t first, int64_t second) {
    return topic == first ? 1.0 : topic == second ? 0.7 : 0.05;
}

INLINED double company_match(double matching, bool benefit, Rules p) {
    return at_most_one(matching * (benefit ? p->benefit_worth : p->company_worth));
}

INLINED double open_chance(double matching, bool tie, Rules p) {
    double x = p->open_base + p->open_match * matching;
    if (tie) x += p->open_tie;
    return at_most_one(x);
}

INLINED double worth(double matching, double quality, bool bad, bool exclusive, Rules p) {
    double x = matching * quality;
    if (bad) x *= p->poor_worth;
    if (exclusive) x *= p->exclusive_worth;
    return x;
}

INLINED double react_chance(double ceiling, double matching, int64_t reactions, double value, Rules p) {
    double x = ceiling + p->react_match * matching + p->post_value * value;
    return x + p->react_herd * log_count(reactions);
}

INLINED double reply_chance(double ceiling, double matching, double value, double momentum, int64_t replies,
                                  bool addressed, int64_t kind, double newcomer, double age_hours, int64_t own_today,
                                  double hesitation, Rules p) {
    double x = ceiling + p->reply_match * matching + p->post_value * value + momentum;
    if (addressed) x += p->reply_addressed;
    else x -= hesitation;
    if (replies == 0) x += p->reply_open + newcomer;
    else x += p->reply_norm * log_count(replies);
    if (kind == POST_QUESTION) x += p->reply_question;
    else if (kind == POST_CHALLENGE) x += p->reply_challenge;
    else if (kind == POST_INTRODUCTION) x += p->reply_intro;
    else if (kind == POST_PROMO) x += p->reply_promo;
    x -= p->reply_age * log_days(age_hours);
    if (own_today > 0) x -= p->post_fatigue * log_count(own_today);
    return x;
}

INLINED double correct_chance(double identity, Rules p) { return p->correct_base + p->correct_bond * identity; }

INLINED double report_chance(bool is_spam, bool is_poor, double identity, double ease, Rules p) {
    double x = p->report_base + p->report_bond * identity + ease;
    if (!is_spam) x += is_poor ? p->report_poor : p->report_good;
    return x;
}

INLINED double share_left(double covered, bool exclusive, Rules p) {
    if (exclusive) return (1.0 + (p->exclusive_worth - 1.0) * (1.0 - covered)) / p->exclusive_worth;
    return 1.0 - p->rival_overlap * covered;
}

INLINED double load_of(bool disclosed, Rules p) { return disclosed ? p->disclosed_load : 1.0; }

INLINED double lead_chance(double matching, double quality, Rules p) { return p->lead * matching * quality; }

INLINED double warmth_of(int64_t voice, Rules p) {
    if (voice == 0) return 1.0;
    return voice == 2 ? 2.0 - p->voice_warmth : p->voice_warmth;
}

INLINED double blame_of(double severity, int64_t voice, Rules p) {
    return p->slip_weight * severity * (2.0 - warmth_of(voice, p));
}

INLINED double expert_ease(double doubt, Rules p) { return -p->support_experts * doubt; }

INLINED double again_chance(bool posted, Rules p) {
    return posted ? 1.0 - (1.0 - p->again) * (1.0 - p->again_posted) : p->again;
}

/* sim/day/events.py, sim/day/ties.py */

INLINED int64_t second_in_hour(int64_t clock, int64_t kind, bool by_host, double u) {
    if (kind == EVENT_JOIN || by_host) return (int64_t)(600.0 * u);
    if (kind == EVENT_REMOVED || kind == EVENT_LEFT) return 3000 + (int64_t)(600.0 * u);
    if (clock == 0 || clock == EVENTS_WORKING_HOUR) return 600 + (int64_t)(3000.0 * u);
    if (clock == 23) return (int64_t)(3000.0 * u);
    return (int64_t)(3600.0 * u);
}

static void note_visit(World *w, int64_t hour, Key key, int64_t person) {
    State *s = w->s.data;
    if (s->recording == EVENT_NO_EVENTS || s->recording == EVENT_POSTS_ONLY) return;
    if (s->n_events < LENGTH(events)) {
        Event *e = &AT(events, s->n_events);
        double u = uniform(key2(s->key, KEY_ACTION, key, EVENT_VISIT));
        e->time = hour * 3600 + second_in_hour(hour % 24, EVENT_VISIT, person < 0 || s->host_works == 1, u);
        e->kind = EVENT_VISIT;
        e->person = person;
        e->thread = e->post = e->reply_to = -1;
        e->part = e->sort = 0;
    }
    s->n_events += 1;
}

static void expect(World *w, int64_t row, int32_t hours) {
    State *s = w->s.data;
    Person *q = &AT(people, row);
    if (q->today_at < 0) {
        q->today_at = s->n_today;
        AT(today, s->n_today) = row;
        AT(today_hours, s->n_today) = 0;
        s->n_today += 1;
    }
    AT(today_hours, q->today_at) |= hours;
}

INLINED bool is_in_days(const Person *q, int64_t day, int64_t low, int64_t high) {
    int64_t tenure = day - q->join_day;
    return q->join_day != PERSON_NEVER && low <= tenure && tenure < high;
}

INLINED bool is_tied(World *w, int64_t row, int64_t other, int64_t day) {
    if (other < 0) return false;
    const Tie *ties = TIES_OF(row);
    int64_t n = AT(people, row).n_ties;
    for (int64_t i = 0; i < n; i++)
        if (ties[i].who == other) return tie_after(ties[i].strength, day - ties[i].day, 0.0, w->p.data) > 0.05;
    return false;
}

/* sim/day/read.py */

INLINED void begin_reading(State *s) {
    s->n_opened = 0;
    s->got = s->bad = s->sold = s->items = s->others = s->walked = s->hidden = s->within = 0.0;
}

static void plan_act(World *w, int64_t row, int64_t kind, int64_t post, Key key) {
    State *s = w->s.data;
    int64_t n = s->n_actions;
    if (n >= LENGTH(actions)) {
        s->n_lost += 1;
        return;
    }
    Action *a = &AT(actions, n);
    a->who = row;
    a->kind = kind;
    a->post = post;
    AT(action_keys, n) = key;
    s->n_actions = n + 1;
}

INLINED bool is_offer(const Post *x) { return x->kind == POST_PROMO || x->is_disguised == 1; }

INLINED bool is_hidden(World *w, int64_t row, const Post *t, double m, int64_t day, Key open_key) {
    if ((m > 0.5 && t->is_off == 0) || t->author == row) return false;
    if (uniform(extend(extend(open_key, KEY_HIDES), t->key)) >= w->p.data->personal_hides) return false;
    return !is_tied(w, row, t->author, day);
}

static double take_in_offer(World *w, Person *q, const Post *x, double m, int64_t day) {
    State *s = w->s.data;
    Rules p = w->p.data;
    if (q->seeks == 1) {
        if (uniform(key2(s->key, KEY_LEAD, q->uid, x->key)) < lead_chance(m, x->quality, p)) AT(diary, day).leads += 1;
        return p->seeker_worth;
    }
    AT(diary, day).promo_seen += 1;
    s->sold += load_of(x->is_disguised == 0, p);
    if (x->is_disguised == 1) s->bad += p->disguised_harm;
    return p->offer_worth;
}

INLINED void take_in(World *w, int64_t row, const Post *x, double m, int64_t day, int64_t hour) {
    State *s = w->s.data;
    Rules p = w->p.data;
    Person *q = &AT(people, row);
    Diary *d = &AT(diary, day);
    s->items += 1.0;
    if (x->kind == POST_SPAM) {
        s->bad += 1.0;
        d->spam_seen += 1;
        return;
    }
    bool harms = x->is_poor == 1 && x->is_corrected == 0;
    double share = 1.0;
    if (x->is_poor == 1) {
        s->bad += harms ? 1.0 : p->corrected_noise;
        d->poor_seen += 1;
    }
    if (is_offer(x)) share = take_in_offer(w, q, x, m, day);
    if (x->is_off == 1) {
        share *= p->off_worth;
        q->relations += p->off_bond * (1.0 - q->relations);
        d->off_topic_seen += 1;
    }
    if (x->expires_hour >= 0 && hour >= x->expires_hour) {
        share *= p->stale_worth;
        s->bad += p->stale_noise;
        d->stale_seen += 1;
    }
    if (s->n_rivals > 0) share *= share_left(AT(elsewhere, x->topic), x->kind == POST_EXCLUSIVE, p);
    s->got += share * worth(m, x->quality, harms, x->kind == POST_EXCLUSIVE, p);
    d->items_read += 1;
    d->quality_read += floor(x->quality * READ_GRID) / READ_GRID;
    if (x->about_company > 0) d->company_read += 1;
    if (m > READ_OWN_TOPICS) d->suited_read += 1;
    if (x->in_subgroup == 1) {
        s->within += 1.0;
        d->within_read += 1;
    }
    if (x->author >= 0 && AT(people, x->author).expert != q->expert) s->others += 1.0;
}

static void take_in_slip(World *w, Person *q, const Post *x, int64_t day) {
    Rules p = w->p.data;
    AT(diary, day).incident_seen += 1;
    if (x->is_answered_for == 1 && x->n < q->seen_n) return;
    q->trust = trust_lost(q->trust, blame_of(x->slip, AT(prog, day).voice, p), p);
}

static void answer_poll(World *w, Person *q, const Post *x, int64_t day) {
    if (uniform(key2(w->s.data->key, KEY_POLL, q->uid, x->key)) < w->p.data->poll_answers) {
        AT(heard, q->first) += 1.0;
        AT(diary, day).poll_answers += 1;
    }
}

INLINED void react(World *w, int64_t row, const Post *x, double m) {
    if (w->s.data->reactions == 0) return;
    Person *q = &AT(people, row);
    Key key = extend(extend(AT(roots, KEY_REACT), q->uid), x->key);
    if (happens(uniform(key), react_chance(q->cre + q->drive, m, x->n_reactions, q->value, w->p.data)))
        plan_act(w, row, POST_ACT_REACT, x->n, extend(key, 1));
}

INLINED void object_to(World *w, int64_t row, const Post *x, int64_t day) {
    Rules p = w->p.data;
    Person *q = &AT(people, row);
    const Programme *today = &AT(prog, day);
    bool unwanted = x->is_poor == 1 || (x->is_off == 1 && today->off_topic == PROGRAMME_OFF_REMOVED);
    Key key = extend(extend(AT(roots, KEY_REPORT), q->uid), x->key);
    if (happens(uniform(key), report_chance(x->kind == POST_SPAM, unwanted, q->identity, today->report_ease, p)))
        plan_act(w, row, POST_ACT_REPORT, x->n, extend(key, 1));
    if (x->is_poor == 1 && x->is_corrected == 0 && x->kind != POST_SPAM && day >= q->muted_until) {
        key = key2(w->s.data->key, KEY_CORRECT, q->uid, x->key);
        if (happens(uniform(key), correct_chance(q->identity, p)))
            plan_act(w, row, POST_ACT_CORRECT, x->n, extend(key, 1));
    }
}

/* sim/day/own.py, list_open_questions of sim/day/feed.py */

static void look_at_profiles(World *w, int64_t row, int64_t day) {
    State *s = w->s.data;
    Rules p = w->p.data;
    Person *q = &AT(people, row);
    AT(diary, day).first_visits += 1;
    if (q->has_profile == 1 || s->profiles == 0) return;
    int64_t shown = (int64_t)p->profiles_shown, filled = 0;
    Key base = key1(s->key, KEY_SHOWN_PROFILE, q->uid);
    for (int64_t i = 0; i < shown; i++)
        filled += AT(people, AT(members, (int64_t)(uniform(extend(base, i)) * s->n_members))).has_profile;
    double chance = profile_chance(shown > 0 ? (double)filled / shown : 0.0, AT(prog, day).profile_nudge, p);
    if (uniform(key1(s->key, KEY_PROFILE, q->uid)) < chance)
        plan_act(w, row, POST_ACT_PROFILE, -1, extend(base, KEY_FILLING));
}

static double ease_of_starting(World *w, const Person *q, int64_t day) {
    Rules p = w->p.data;
    double ease = 0.0;
    bool takes_up = uniform(key1(w->s.data->key, KEY_UPTAKE, q->uid)) < p->uptake;
    if (q->n_posts == 0 && takes_up) {
        if (q->was_welcomed == PROGRAMME_AUTOMATIC || q->was_welcomed == PROGRAMME_PERSONAL) {
            double size = q->was_welcomed == PROGRAMME_PERSONAL ? p->welcome_ease : p->welcome_auto_ease;
            ease += size * e_to(-(day - q->welcome_day) / p->welcome_tau);
        }
        if (AT(prog, day).introductions == 1 && day - q->join_day < 30) ease += p->intro_ease;
    }
    if (day < q->spotlit_until && takes_up) ease += p->spotlight_ask;
    return ease;
}

static bool may_start(World *w, const Person *q, int64_t day) {
    const Programme *today = &AT(prog, day);
    if (day < q->muted_until) return false;
    if ((q->flags & PERSON_FOUNDER) != 0 || q->on_duty == 1) return true;
    return q->n_visits >= today->start_after_visits &&
           (today->start_after_reply == 0 || q->last_reply_day != PERSON_NEVER);
}

static bool act_on_own(World *w, int64_t row, int64_t day, int64_t hour, bool posted) {
    Rules p = w->p.data;
    Person *q = &AT(people, row);
    const Programme *today = &AT(prog, day);
    if (may_start(w, q, day)) {
        double need = q->has_need == 1 && q->n_posts == 0 ? 1.0 : 0.0;
        Key key = extend(extend(AT(roots, KEY_START), q->uid), hour);
        double ease = ease_of_starting(w, q, day);
        double ceiling = q->cst + q->drive;
        if (day - q->join_day < 30) ceiling += p->rules_courage * today->rules_shown;
        double wants = start_chance(ceiling, q->value, w->s.data->momentum, q->posts_today, need, day - q->join_day,
                                    ease, q->hesitation, p);
        if (happens(uniform(key), wants)) {
            plan_act(w, row, POST_ACT_START, -1, extend(key, 1));
            posted = true;
        }
    }
    double ease = today->invite_ease;
    if (today->access == PROGRAMME_BY_INVITATION) ease += p->invite_closed;
    if (q->on_duty == 1) ease += today->ambassador_invites;
    Key key = extend(extend(AT(roots, KEY_INVITE), q->uid), hour);
    if (happens(uniform(key), invite_chance(q->value, ease, p)))
        plan_act(w, row, POST_ACT_INVITE, -1, extend(key, 1));
    return posted;
}

static void list_open_questions(World *w, int64_t hour) {
    State *s = w->s.data;
    int64_t n = 0;
    for (int64_t i = 0; i < s->n_threads; i++) {
        const Post *t = POST_AT(AT(threads, i));
        if (t->answer_hour < 0 && t->author >= 0 && t->is_removed == 0 && t->kind <= POST_INTRODUCTION &&
            hour > t->hour) {
            AT(open_list, n) = AT(threads, i);
            n += 1;
            if (n == LENGTH(open_list)) break;
        }
    }
    s->n_open = n;
}

static void serve(World *w, int64_t row, int64_t day, int64_t hour) {
    State *s = w->s.data;
    Rules p = w->p.data;
    Person *q = &AT(people, row);
    if (s->n_open < 0) list_open_questions(w, hour);
    if (s->n_open == 0) return;
    Key base = key2(s->key, KEY_DUTY, q->uid, hour);
    int64_t start = (int64_t)(uniform(base) * s->n_open);
    for (int64_t i = 0; i < s->n_open; i++) {
        if (q->duty_minutes < p->minutes_answer) return;
        int64_t number = AT(open_list, (start + i) % s->n_open);
        const Post *t = POST_AT(number);
        if (t->author == row) continue;
        q->duty_minutes -= p->minutes_answer;
        plan_act(w, row, POST_ACT_DUTY, number, extend(base, t->key));
    }
}

/* sim/day/visit.py */

enum { PASSED_BY, OPENED, REPLIED_TO };

INLINED double visible_newcomer(World *w, const Post *t, int64_t day) {
    Rules p = w->p.data;
    double stands_out = 0.0;
    if (t->author >= 0) {
        const Person *a = &AT(people, t->author);
        if (day - a->join_day < 60 && (a->flags & PERSON_FOUNDER) == 0) {
            stands_out += p->reply_profile * a->has_profile * w->s.data->profiles;
            if (day < a->spotlit_until) stands_out += p->reply_spotlit;
        }
    }
    return stands_out;
}

INLINED bool reply(World *w, int64_t row, const Post *t, const Post *last, bool has_last, double m, int64_t day,
                         int64_t hour) {
    State *s = w->s.data;
    Rules p = w->p.data;
    Person *q = &AT(people, row);
    if (t->kind == POST_SPAM || (t->kind == POST_UPDATE && t->slip == 0.0) || day < q->muted_until) return false;
    const Post *answered = POST_AT(last->parent);
    bool addressed = has_last && (t->author == row || (answered->n == last->parent && answered->author == row));
    double newcomer = t->n_replies == 0 ? visible_newcomer(w, t, day) : 0.0;
    int64_t kind = t->slip > 0.0 ? POST_CHALLENGE : t->kind;
    double ceiling = q->crp + q->drive;
    if (day - q->join_day < 30) ceiling += p->rules_courage * AT(prog, day).rules_shown;
    if (q->expert == 1 && s->doubt != 0.0) ceiling += expert_ease(s->doubt, p);
    Key key = extend(extend(AT(roots, KEY_REPLY), q->uid), has_last ? last->key : t->key);
    double wants = reply_chance(ceiling, m, q->value, s->momentum, t->n_replies, addressed, kind, newcomer,
                                (double)(hour - t->hour), q->posts_today, q->hesitation, p);
    if (!happens(uniform(key), wants)) return false;
    bool to_last = has_last && (t->author == row || uniform(extend(key, KEY_REPLY_TO)) < p->reply_last);
    if (!to_last && t->author == row) return false;
    plan_act(w, row, POST_ACT_REPLY, to_last ? t->last_n : t->n, extend(key, 1));
    return true;
}

INLINED int64_t left_in_subgroups(World *w, const Person *q) {
    if (w->s.data->apart == 1 && q->first < POST_TOPICS) {
        if (AT(cursor, 1 + q->first) < AT(n_feed, 1 + q->first)) return 1 + q->first;
        if (AT(cursor, 1 + q->second) < AT(n_feed, 1 + q->second)) return 1 + q->second;
    }
    return -1;
}

INLINED int64_t look(World *w, const Person *q, double u, double share, double by_topic) {
    int64_t which = 0;
    if (u < share) {
        double start = share * by_topic, end = share;
        if (u < start) {
            end = start;
            start = VISIT_FIRST_TOPIC * start;
            which = 1 + q->second;
            if (u < start) {
                end = start;
                start = 0.0;
                which = 1 + q->first;
            }
        }
        int64_t n = AT(n_fresh, which);
        if (n > 0) return LISTED(which, POST_LONG_FEED + (int64_t)((u - start) / (end - start) * n));
    } else {
        double own = (1.0 - share) * by_topic;
        if (u < share + own) which = 1 + (u < share + VISIT_FIRST_TOPIC * own ? q->first : q->second);
    }
    if (AT(cursor, which) >= AT(n_feed, which)) {
        which = 0;
        if (AT(cursor, 0) >= AT(n_feed, 0)) {
            which = left_in_subgroups(w, q);
            if (which < 0) return -1;
        }
    }
    return LISTED(which, AT(cursor, which)++);
}

INLINED bool was_opened(World *w, int64_t number) {
    int64_t n = w->s.data->n_opened < LENGTH(opened) ? w->s.data->n_opened : LENGTH(opened);
    for (int64_t i = 0; i < n; i++)
        if (AT(opened, i) == number) return true;
    return false;
}

INLINED int read_thread(World *w, int64_t row, const Post *t, double m, int64_t day, int64_t hour, Key open_key) {
    State *s = w->s.data;
    Rules p = w->p.data;
    Person *q = &AT(people, row);
    const Post *last = POST_AT(t->last_n);
    bool has_last = t->last_n != t->n && last->n == t->last_n && last->is_removed == 0;
    if (has_last && last->author == row) return PASSED_BY;
    double u = uniform(extend(open_key, has_last ? last->key : t->key));
    if (is_offer(t) && t->is_disguised == 0 && q->seeks == 0) u /= p->disclosed_skip;
    double concerns = m > t->slip ? m : t->slip;
    double interest = t->is_poll == 0 ? concerns : 1.0;
    bool tied = false;
    if (u < open_chance(interest, true, p))
        tied = is_tied(w, row, t->author, day) || (has_last && is_tied(w, row, last->author, day));
    if (u >= open_chance(interest, tied, p)) return PASSED_BY;
    if (s->n_opened < LENGTH(opened)) AT(opened, s->n_opened) = t->n;
    s->n_opened += 1;
    if (tied) {
        q->relations += p->relations_tie * (1.0 - q->relations);
        s->got += p->tie_worth;
    }
    if (t->slip > 0.0) take_in_slip(w, q, t, day);
    if (t->n >= q->seen_n && t->author != row) {
        take_in(w, row, t, m, day, hour);
        if (t->is_poll == 1) answer_poll(w, q, t, day);
        if (t->author >= 0) object_to(w, row, t, day);
        if (t->kind != POST_SPAM) react(w, row, t, m);
    }
    if (has_last && t->kind != POST_SPAM) {
        take_in(w, row, last, m, day, hour);
        if (last->slip > 0.0) take_in_slip(w, q, last, day);
        react(w, row, last, m);
    }
    return reply(w, row, t, last, has_last, concerns, day, hour) ? REPLIED_TO : OPENED;
}

/* What does not change in a visit. */
typedef struct {
    int64_t seen_n, first, second;
    double share, by_topic, att;
    bool drops_expired, personal;
    Key open_key, base;
} Reader;

INLINED bool consider(World *w, int64_t row, const Post *t, int64_t number, int turn, int64_t day, int64_t hour,
                            const Reader *r) {
    State *s = w->s.data;
    if (r->drops_expired && t->expires_hour >= 0 && hour >= t->expires_hour) return false;
    double m = match(t->topic, r->first, r->second);
    if (t->about_company > 0) m = company_match(m, t->about_company == POST_WITH_BENEFIT, w->p.data);
    bool later = r->personal && is_hidden(w, row, t, m, day, r->open_key);
    s->walked += 1.0;
    if (later && turn == 0) s->hidden += 1.0;
    if (later == (turn == 0) || was_opened(w, number)) return false;
    if (turn == 1) s->hidden -= 1.0;
    return read_thread(w, row, t, m, day, hour, r->open_key) == REPLIED_TO;
}

#ifndef IN_BATCHES

INLINED bool walk(World *w, int64_t row, int turn, int64_t day, int64_t hour, const Reader *r) {
    State *s = w->s.data;
    bool posted = false;
    for (int64_t j = 0; j < VISIT_LOOKS; j++) {
        if ((double)s->n_opened >= r->att) break;
        int64_t number = look(w, &AT(people, row), uniform(extend(r->base, j)), r->share, r->by_topic);
        if (number < 0) break;
        const Post *t = POST_AT(number);
        if (t->n != number || t->is_removed == 1 || t->last_n < r->seen_n || (t->author == row && t->n_replies == 0))
            continue;
        if (consider(w, row, t, number, turn, day, hour, r)) posted = true;
    }
    return posted;
}

#else

/* The same walk for a processor that must guess how a draw comes out: a batch of looks without a branch on any of them, and only then
   what there is to consider. Looks made in vain, because attention was used up within a batch, are taken back. */

enum { BATCH = 12, SORTS = 6 };

INLINED bool walk(World *w, int64_t row, int turn, int64_t day, int64_t hour, const Reader *r) {
    State *s = w->s.data;
    const int64_t own1 = r->by_topic > 0.0 ? 1 + r->first : 0, own2 = r->by_topic > 0.0 ? 1 + r->second : 0;
    const double best = (1.0 - r->share) * r->by_topic;
    const double cut[SORTS] = {VISIT_FIRST_TOPIC * (r->share * r->by_topic), r->share * r->by_topic, r->share,
                               r->share + VISIT_FIRST_TOPIC * best, r->share + best, 1.0};
    const double from[SORTS] = {0.0, cut[0], cut[1]};
    const double wide[SORTS] = {cut[0] - 0.0, cut[1] - cut[0], cut[2] - cut[1], 1.0, 1.0, 1.0};
    const int64_t list[SORTS] = {own1, own2, 0, own1, own2, 0};
    int64_t fresh[SORTS] = {AT(n_fresh, own1), AT(n_fresh, own2), AT(n_fresh, 0)}, step[SORTS], limit[SORTS];
    for (int c = 0; c < SORTS; c++) {
        step[c] = fresh[c] == 0;
        limit[c] = step[c] ? AT(n_feed, list[c]) : INT64_MAX;
    }
    bool posted = false, ended = false;
    for (int64_t j = 0; j < VISIT_LOOKS && !ended && (double)s->n_opened < r->att; j += BATCH) {
        double u[BATCH];
        int64_t numbers[BATCH], from_list[BATCH], stepped[BATCH];
        int n = 0;
        unsigned news = 0;
        for (int b = 0; b < BATCH; b++) u[b] = uniform(extend(r->base, j + b));
        for (; n < BATCH && j + n < VISIT_LOOKS; n++) {
            int c = (u[n] >= cut[0]) + (u[n] >= cut[1]) + (u[n] >= cut[2]) + (u[n] >= cut[3]) + (u[n] >= cut[4]);
            int64_t which = list[c], at = AT(cursor, which);
            int64_t place = POST_LONG_FEED + (int64_t)((u[n] - from[c]) / wide[c] * fresh[c]);
            if (__builtin_expect(at >= limit[c], 0)) {
                which = AT(cursor, 0) < AT(n_feed, 0) ? 0 : left_in_subgroups(w, &AT(people, row));
                if (which < 0) {
                    ended = true;
                    break;
                }
                at = AT(cursor, which);
            }
            AT(cursor, which) = at + step[c];
            from_list[n] = which;
            stepped[n] = step[c];
            numbers[n] = LISTED(which, place + ((at - place) & -step[c])); /* at where it steps, without a branch */
        }
        for (int b = 0; b < n; b++) {
            const Post *t = POST_AT(numbers[b]);
            unsigned is_news = (t->n == numbers[b]) & (t->is_removed != 1) & (t->last_n >= r->seen_n) &
                               ((t->author != row) | (t->n_replies != 0));
            news |= is_news << b;
        }
        for (; news; news &= news - 1) {
            int b = __builtin_ctz(news);
            if (consider(w, row, POST_AT(numbers[b]), numbers[b], turn, day, hour, r)) posted = true;
            if ((double)s->n_opened >= r->att) {
                while (--n > b) AT(cursor, from_list[n]) -= stepped[n];
                break;
            }
        }
    }
    return posted;
}

#endif

static bool read_feed(World *w, int64_t row, int64_t day, int64_t hour) {
    const Person *q = &AT(people, row);
    const Programme *today = &AT(prog, day);
    const Reader r = {
        .seen_n = q->seen_n,
        .first = q->first,
        .second = q->second,
        .share = w->p.data->fresh_share,
        .by_topic = q->first < POST_TOPICS ? w->s.data->by_topic : 0.0,
        .att = q->att,
        .drops_expired = today->drop_expired == 1,
        .personal = today->off_topic == PROGRAMME_OFF_PERSONAL,
        .open_key = extend(AT(roots, KEY_OPEN), q->uid),
        .base = extend(extend(AT(roots, KEY_PLACE), q->uid), hour),
    };
    bool posted = false;
    for (int turn = 0; turn < (r.personal ? 2 : 1); turn++) {
        AT(cursor, 0) = 0;
        if (r.first < POST_TOPICS) AT(cursor, 1 + r.first) = AT(cursor, 1 + r.second) = 0;
        posted |= walk(w, row, turn, day, hour, &r);
    }
    AT(diary, day).opened += w->s.data->n_opened;
    return posted;
}

static void browse_section(World *w, int64_t row, int64_t day, int64_t hour) {
    State *s = w->s.data;
    Person *q = &AT(people, row);
    if (q->seeks == 0 && uniform(key2(s->key, KEY_SECTION, q->uid, hour)) >= w->p.data->section_leak) return;
    int64_t looks = 0, length = LENGTH(section);
    for (int64_t back = 1; back <= length; back++) {
        if (back > s->n_section || looks == VISIT_SECTION_LOOKS) break;
        int64_t number = AT(section, (s->n_section - back) % length);
        const Post *x = POST_AT(number);
        if (number < q->seen_n) break;
        if (x->n != number || x->is_removed == 1 || x->author == row) continue;
        looks += 1;
        AT(diary, day).opened += 1;
        take_in(w, row, x, match(x->topic, q->first, q->second), day, hour);
    }
}

static void mark_tenure(World *w, Person *q, int64_t day) {
    if ((q->flags & PERSON_FOUNDER) != 0) return;
    if ((q->flags & PERSON_VISITED_30) == 0 && is_in_days(q, day, 30, 60)) {
        q->flags |= PERSON_VISITED_30;
        AT(cohorts, q->join_day).visited_30 += 1;
    } else if ((q->flags & PERSON_VISITED_90) == 0 && is_in_days(q, day, 90, 120)) {
        q->flags |= PERSON_VISITED_90;
        AT(cohorts, q->join_day).visited_90 += 1;
    } else if ((q->flags & PERSON_VISITED_180) == 0 && is_in_days(q, day, 180, 210)) {
        q->flags |= PERSON_VISITED_180;
        AT(cohorts, q->join_day).visited_180 += 1;
    }
}

static void learn(World *w, Person *q, int64_t day) {
    Rules p = w->p.data;
    double reward = reward_of(w->s.data->got + p->answer_worth * q->answers, p);
    q->answers = 0.0;
    if (q->spam > 0) reward = VISIT_SPAM_REWARD;
    q->information = expectation_after(q->information, reward, (double)q->n_visits, p);
    if ((q->flags & PERSON_FOUNDER) != 0 && AT(prog, day).joined == 0) {
        double least = resolve_of((double)day, p);
        if (q->information < least) q->information = least;
        if (reward < least) reward = least;
    }
    q->hope = hope_of(q->information, p);
    if (q->n_visits == 0) q->habit = habit_begun(reward, p);
    q->weary *= 1.0 - reward;
    if (reward > q->reward) q->reward = reward;
}

static void feel_visit(World *w, Person *q, double news, int64_t idle, int64_t day) {
    State *s = w->s.data;
    Rules p = w->p.data;
    double items = s->items;
    if (s->hidden > 0.0) news *= 1.0 - s->hidden / s->walked;
    double share = items > 0.0 ? s->bad / items : 0.0;
    if (share > 1.0) share = 1.0;
    learn(w, q, day);
    q->cost = cost_after(q->cost, share, news, q->att, p);
    if (items > 0.0) {
        q->trust = trust_after(q->trust, share, p);
        q->bad_seen += 0.1 * (share - q->bad_seen);
        if (idle > 0) q->promotion = promotion_after(q->promotion, s->sold / items, (double)idle, p);
        double before = q->identity, after = identity_after(before, share, s->others / items, p);
        if (s->breadth < POST_TOPICS && p->narrow_identity != 0.0)
            after = identity_narrow(before, after, (double)s->breadth, p);
        if (s->within > 0.0) after = identity_in_subgroup(before, after, s->within / items, p);
        q->identity = s->shared > 0.0 ? owned_identity(before, after, s->shared, p) : after;
    }
}

int32_t twin_in_c(void *result, void *error, World *w, int64_t row, int64_t day, int64_t hour) {
    State *s = w->s.data;
    Rules p = w->p.data;
    Person *q = &AT(people, row);
    Diary *d = &AT(diary, day);
    int64_t clock = hour - day * 24;
    (void)result, (void)error;
    if (q->today_day != day) {
        q->today_day = day;
        q->posts_today = q->visits_today = 0;
    }
    q->visits_today += 1;
    d->visits += 1;
    if (q->state != PERSON_AWAKE) {
        q->state = PERSON_AWAKE;
        d->woke += 1;
    }
    int64_t idle = day - q->last_visit_day;
    if (q->last_visit_day != day) {
        q->last_visit_day = day;
        d->visitors += 1;
        mark_tenure(w, q, day);
    }
    if (q->n_visits == 0) {
        look_at_profiles(w, row, day);
        idle = 1;
    }
    note_visit(w, hour, q->key, row);
    double news = q->seen_n >= 0 ? (double)(s->n_posts - q->seen_n) : 0.0;
    begin_reading(s);
    d->shown += AT(n_feed, 0);
    if (s->apart == 1) d->shown += AT(n_feed, 1 + q->first) + AT(n_feed, 1 + q->second);
    s->momentum = q->last_post_day != PERSON_NEVER ? momentum_of((double)(day - q->last_post_day), p) : 0.0;
    bool posted = false;
    if (q->spam > 0) {
        feel_visit(w, q, news, idle, day);
        int64_t n = (int64_t)p->spam_posts;
        for (int64_t i = 0; i < n; i++)
            plan_act(w, row, POST_ACT_SPAM, -1, extend(key2(s->key, KEY_SPAM, q->uid, hour), i));
    } else {
        posted = read_feed(w, row, day, hour);
        if (s->n_section > 0) browse_section(w, row, day, hour);
        feel_visit(w, q, news, idle, day);
        posted = act_on_own(w, row, day, hour, posted);
    }
    if (q->on_duty == 1) serve(w, row, day, hour);
    if (clock < 23 && uniform(extend(extend(AT(roots, KEY_AGAIN), q->uid), hour)) < again_chance(posted, p)) {
        int64_t later = clock + 1 + (int64_t)(5.0 * uniform(key2(s->key, KEY_AGAIN_HOUR, q->uid, hour)));
        if (later <= 23) expect(w, row, 1 << later);
    }
    if (q->learns == 1) q->hesitation *= 1.0 - p->learn_reading;
    q->n_visits += 1;
    q->seen_n = s->n_posts;
    return 0;
}

/* The door through which every visit of a day goes, one in C or the engine's own: both are called by address. c_twin.py sets it and reads it. */

typedef int32_t (*Visit)(void *, void *, World *, int64_t, int64_t, int64_t);

struct {
    Visit chosen;           /* who does a visit; the engine where it is none */
    int64_t timed, again;   /* whether the clock is read round it, and whether it is done once before and undone */
    int64_t n, interrupted; /* visits, and of these those left out of the times */
    int64_t inside, empty;  /* nanoseconds between two readings with a visit between them, and with nothing */
} twin_door;

static const int64_t A_SWITCH = 100000; /* nanoseconds beyond which the machine did something else in between */

INLINED int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void do_and_undo(Visit chosen, void *result, void *error, World *w, int64_t row, int64_t day, int64_t hour) {
    Person *q = &AT(people, row), person = *q;
    State state = *w->s.data;
    Diary diary = AT(diary, day);
    Cohort *c = q->join_day >= 0 ? &AT(cohorts, q->join_day) : NULL, cohort;
    int32_t *hours = q->today_at >= 0 ? &AT(today_hours, q->today_at) : NULL, today = hours ? *hours : 0;
    double heard[POST_TOPICS];
    if (c) cohort = *c;
    memcpy(heard, w->heard.data, sizeof heard);
    chosen(result, error, w, row, day, hour);
    memcpy(w->heard.data, heard, sizeof heard);
    if (c) *c = cohort;
    if (hours) *hours = today;
    AT(diary, day) = diary;
    *w->s.data = state;
    *q = person;
}

int32_t twin_visit(void *result, void *error, World *w, int64_t row, int64_t day, int64_t hour, Visit engines) {
    Visit chosen = twin_door.chosen ? twin_door.chosen : engines;
    twin_door.n += 1;
    if (twin_door.again) do_and_undo(chosen, result, error, w, row, day, hour);
    if (!twin_door.timed) return chosen(result, error, w, row, day, hour);
    int64_t before = now(), began = now();
    int32_t status = chosen(result, error, w, row, day, hour);
    int64_t ended = now();
    if (ended - before > A_SWITCH) {
        twin_door.interrupted += 1;
    } else {
        twin_door.empty += began - before;
        twin_door.inside += ended - began;
    }
    return status;
}
