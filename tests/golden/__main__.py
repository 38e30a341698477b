"""``python -m tests.golden`` writes the hashes of the reference run anew; with ``--print`` it only says them, and how many
instructions of AVX the compiled day holds.

The reference run has every policy on and a lively audience, so that every phase of the day has work. A change of the
stored hashes is a change of results: it belongs in CHANGELOG.md under "results changed".
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "toys"))

STORED = Path(__file__).with_name("reference.json")


def reference() -> dict[str, str]:
    """Hashes of diary, cohorts, events and people of the reference run."""
    from worlds import policy, world

    from sim.day.run import Stepper

    stepper = Stepper(
        world(
            policy("access", access="request", application_effort=0.5, fit_threshold=-1.5),
            policy("admission", batch_size=15, every_days=3),
            policy(
                "onboarding",
                rules_shown=True,
                welcome="personal",
                introductions=True,
                spotlight_every_days=7,
                profile_nudge=0.5,
            ),
            policy(
                "reach", daily_reach=0.01, conversion=0.5, fit=0.5, prelaunch_reach=0.3, push_day=30, push_reach=0.2
            ),
            policy("ambassadors", number=5, hours_per_week=2.0, invites=1.0),
            policy("calendar", post="question", weekdays=("tue", "thu")),
            policy("moderation", hours_per_week=2.0, filter_sensitivity=0.5, filter_false=0.02, ban_after=2),
            policy("team", hours_per_week=15.0, stance="active"),
            audience=600,
            days=120,
            seed=2026,
            founders=20,
            aware_rate=0.01,
            reply_base=-4.0,
            start_base=-2.8,
            return_rate=0.01,
        ),
        events=True,
    )
    stepper.advance(120)
    assert stepper.events_lost == 0
    run, people = stepper.result(), stepper.people
    columns = b"".join(
        _wide(people[name]).tobytes() for name in sorted(people.dtype.names)
    )  # values, however they are laid out
    return {
        "diary": hashlib.sha256(run.diary.tobytes()).hexdigest(),
        "cohorts": hashlib.sha256(run.cohorts.tobytes()).hexdigest(),
        "events": hashlib.sha256(b"".join(run.events[name].tobytes() for name in run.events.dtype.names)).hexdigest(),
        "people": hashlib.sha256(columns).hexdigest(),
    }


def _wide(column):
    """A column in the widest type of its kind."""
    return column.astype({"i": "i8", "u": "u8", "f": "f8"}[column.dtype.kind])


def avx_instructions() -> int:
    """How many multiplications of AVX the compiled day holds: none when AVX was masked."""
    from sim.day import loop

    return sum(text.count("vmulsd") for text in loop.pass_days.dispatcher.inspect_asm().values())


def main() -> None:
    """Store or print the hashes."""
    hashes = reference()
    if "--print" in sys.argv[1:]:
        print(json.dumps({**hashes, "avx": avx_instructions()}))
        return
    STORED.write_text(json.dumps(hashes, indent=1) + "\n", encoding="utf-8")
    print(f'stored in {STORED.name}; say so under "results changed" in CHANGELOG.md')


if __name__ == "__main__":
    main()
