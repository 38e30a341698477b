"""The table of posts: a ring in which post number n stands at n modulo its length, until it is written over.

A thread is its opening post. Reactions and replies count on the post and, for the opener, on the thread.
"""

from __future__ import annotations

import numpy as np

TALK, QUESTION, CHALLENGE, EXCLUSIVE, INTRODUCTION, UPDATE, PROMO, SPAM = range(8)
KINDS = ("talk", "question", "challenge", "exclusive", "introduction", "update", "promo", "spam")
TOPICS = 8
HOST = -1
ABOUT_COMPANY, WITH_BENEFIT = 1, 2
SOLVED_BY_MEMBER, SOLVED_BY_DUTY, SOLVED_BY_STAFF = 1, 2, 3
FEED_LENGTH = 20
LONG_FEED = 60
FEED_DAYS = 14
FRESH_HOURS = 72
FRESH_LENGTH = 128
LISTS = 1 + TOPICS
"""Lists that readers look at: the common one, then one for each topic."""

POST = np.dtype(
    [
        # what is read of every thread that somebody looks at, and of every post read
        ("key", "u8"),  # content identity: (author, day, nth)
        ("n", "i4"),  # number in order of posting; -1 empty
        ("last_n", "i4"),  # opener: newest post of the thread
        ("author", "i4"),  # row of the person; -1 the host
        ("n_replies", "i4"),
        ("hour", "i4"),  # since opening
        ("quality", "f4"),  # 0..1
        ("slip", "f4"),  # 0..1, how bad a slip of the host it is
        ("n_reactions", "i4"),
        ("expires_hour", "i4"),  # from when on it is out of date; -1 never
        ("parent", "i4"),  # number of the post answered; -1 for an opener
        ("kind", "u1"),
        ("topic", "u1"),
        ("is_removed", "u1"),
        ("is_poor", "u1"),  # breaks the norms
        ("is_off", "u1"),  # off topic: small talk
        ("is_disguised", "u1"),  # sells without saying so
        ("is_corrected", "u1"),  # a member set it right
        ("is_poll", "u1"),  # asks which topics interest its readers
        ("in_subgroup", "u1"),  # in the subgroup of its topic
        ("about_company", "u1"),  # about the organisation itself: 1 as such, 2 with something in it for members
        # the rest
        ("n_reports", "i2"),
        ("thread", "i4"),  # number of the opener
        ("last_hour", "i4"),  # opener: hour of the newest post
        ("place", "i4"),  # opener: place in the list of live threads
        ("answer_hour", "i4"),  # first answer by somebody else; -1 none
        ("solved_by", "u1"),  # opener: who first gave a good answer: 0 nobody, 1 a member, 2 somebody on duty, 3 staff
        ("is_own", "u1"),  # by a member who is neither on duty nor a spammer
        ("is_duty", "u1"),
        ("is_first", "u1"),  # the author's first post ever
        ("is_queued", "u1"),  # waits for the host's judgement
        ("was_judged", "u1"),
        ("is_answered_for", "u1"),  # a slip for which the host answered
    ],
    align=True,
)

SECTION_LENGTH = 32

ACT_REACT, ACT_REPLY, ACT_START, ACT_REPORT, ACT_INVITE, ACT_DUTY, ACT_SPAM, ACT_PROFILE, ACT_CORRECT = range(9)
ACTION = np.dtype([("who", "i4"), ("kind", "u1"), ("post", "i8")], align=True)
