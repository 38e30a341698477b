"""Keyed random numbers: a draw is a hash of who, what for and when, never the next of a sequence.

A key is built word by word: ``h = finalise((h ^ word) + GOLDEN)``, starting from the study's seed and the replication,
then the purpose, then identities and times. The finaliser is a bijection of 64 bits with full avalanche (variant 13 of
D. Stafford's mixers, as in SplitMix64; Steele, Lea & Flood 2014). No state and no order: adding a person, a policy or
a recorder changes no other draw, and replication r uses the same numbers under every policy.
"""

from __future__ import annotations

import numpy as np

from sim.world.arithmetic import log, normal_quantile
from sim.world.compiled import part

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_A = np.uint64(0xBF58476D1CE4E5B9)
MIX_B = np.uint64(0x94D049BB133111EB)
S30, S27, S31, S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)

# Purposes: one number for each kind of decision. Never reuse or renumber one.
ROLE, ACTIVITY, POSTING, REACTING, REPLYING, STARTING = 1, 2, 3, 4, 5, 6
FIT, ATTENTION, CLOCK, TOPIC_ONE, TOPIC_TWO, QUALITY = 7, 8, 9, 10, 11, 12
COMMERCIAL, NEED, LEARNING, REPUTATION, ROW_ORDER, FILLING = 13, 14, 15, 16, 17, 18
AWARE, CHANNEL, PRELAUNCH, ACQUAINTED, HARSHNESS, SEGMENT = 20, 21, 22, 23, 24, 25
JOIN, EFFORT, REVIEW, TIRE, SHOWN_PROFILE, PROFILE = 30, 31, 32, 33, 34, 35
VISIT, VISIT_HOUR, AGAIN, AGAIN_HOUR, NOTICE, NOTICE_HOUR, DIGEST, FIRST_VISIT = 40, 41, 42, 43, 44, 45, 46, 47
OPEN, REACT, REPLY, REPLY_TO, START, KIND, POST, POST_QUALITY = 50, 51, 52, 53, 54, 55, 56, 57
POOR, HARSH, REPORT, INVITE, INVITE_WHOM, DUTY, SECOND, FILTER = 58, 59, 60, 61, 62, 63, 64, 65
REMOVAL, STOP, LEAVE, RETURN, APPOINT, FEED, HOST, PATROL = 70, 71, 72, 73, 74, 75, 76, 77
ACTION, TIE, TOPIC, SPAM, RETURN_JOIN, PROMO = 80, 81, 82, 83, 84, 85
SEEKS, EXPERT = 26, 27
CAMPAIGN, OFF_TOPIC, DATED, DISCLOSE, LEAD, CORRECT = 86, 87, 88, 89, 90, 91
HIDES, APPROVE, PROMOTE, BURN_OUT, SECTION, HOST_PROMO, OBEY = 92, 93, 94, 95, 96, 97, 98
PLACE, MAIL, SEASON, UPTAKE, MESSAGE, TALKS = 99, 100, 101, 102, 103, 104
SPONSORED, VOUCHED = 120, 121
EVENT, ALUMNI, RIVAL = 116, 117, 118
CONTRADICT, MOVE, TENURE = 105, 106, 107
POLL, FINDS, GUIDE, COMPANY, ALREADY = 108, 109, 110, 111, 112
PURPOSES = 128
"""Room for purposes: those of the inner loop are hashed once a run (table ``roots``)."""


@part
def finalise(x):
    """Bijection of 64 bits with full avalanche."""
    x = (x ^ (x >> S30)) * MIX_A
    x = (x ^ (x >> S27)) * MIX_B
    return x ^ (x >> S31)


@part
def extend(h, word):
    """The key ``h`` extended by one more word."""
    return finalise((h ^ np.uint64(word)) + GOLDEN)


@part
def key1(h, purpose, a):
    """Key of (purpose, a) under ``h``."""
    return extend(extend(h, purpose), a)


@part
def key2(h, purpose, a, b):
    """Key of (purpose, a, b) under ``h``."""
    return extend(extend(extend(h, purpose), a), b)


@part
def key3(h, purpose, a, b, c):
    """Key of (purpose, a, b, c) under ``h``."""
    return extend(extend(extend(extend(h, purpose), a), b), c)


@part
def root_key(seed, replication):
    """The key of a replication: seed of the study, then number of the replication."""
    return extend(extend(np.uint64(0), seed), replication)


@part
def uniform(h):
    """A number in [0, 1) on a grid of 2**-53."""
    return np.float64(h >> S11) * 1.1102230246251565e-16


@part
def normal(h):
    """A standard normal number, by inverse distribution function (monotone in the uniform)."""
    return normal_quantile(uniform(h))


@part
def exponential(h):
    """A standard exponential number, by inverse distribution function (monotone in the uniform)."""
    return -log(1.0 - uniform(h))
