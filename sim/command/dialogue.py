"""The questions in a terminal: asked one by one, read from whoever types or from what is piped in."""

from __future__ import annotations

import string
import sys
import textwrap
from dataclasses import replace

from sim.command.printing import note
from sim.errors import Fault, InputError, nearest
from sim.page import plans
from sim.page.questions import ADVICE, MOST_PLANS, QUESTIONS, THEMES, Advice, Option, Question, clashes
from sim.report.press.text import WIDTH
from sim.words import capital, say


class Dialogue:
    """Asks on standard error and reads from standard input: a terminal is asked again, piped answers are refused with what is wrong."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.answers: dict[str, str] = {}
        self.n_lines = 0
        self.is_terminal = sys.stdin is not None and sys.stdin.isatty()

    def tell(self, *texts: str) -> None:
        """Say something, as wide as a terminal is."""
        note("\n" + textwrap.fill(" ".join(texts), WIDTH))

    def line(self) -> str:
        """Read what is answered; nothing at the end of the input."""
        if self.is_terminal:
            sys.stderr.write("> ")
            sys.stderr.flush()
        read = sys.stdin.readline() if sys.stdin is not None else ""
        self.n_lines += 1
        return read.strip().removeprefix("\ufeff")

    def again(self, fault: Fault) -> None:
        """Say what is wrong with an answer: once more at a terminal, else the end."""
        fault = replace(fault, file=say("cli.new.line", self.lang), line=self.n_lines)
        if not self.is_terminal:
            raise InputError(fault)
        note(fault.told(self.lang))

    def questions(self) -> dict[str, str]:
        """Ask every question that another answer has not settled, and return the answers."""
        note(textwrap.fill(say("cli.new.intro", self.lang), WIDTH))
        return {
            question.name: self.question(question)
            for question in QUESTIONS
            if not plans.is_moot(question, self.answers)
        }

    def question(self, question: Question) -> str:
        """Ask one question and return the name of the answer."""
        names = [option.name for option in question.options]
        letters = string.ascii_lowercase[: len(names)]
        rows = [
            f"  {letter}  {plans.choice(question, name, self.lang)}"
            + (f"  ({say('cli.new.default', self.lang)})" if name == question.default else "")
            for letter, name in zip(letters, names, strict=True)
        ]
        note("\n".join(["", say(f"desk.ask.{question.name}", self.lang), *rows]))
        while True:
            read = self.line()
            answer = (
                dict(zip(letters, names, strict=True)).get(read.lower(), read if read in names else None)
                if read
                else question.default
            )
            if answer is not None:
                self.answers[question.name] = answer
                return answer
            self.again(
                Fault(
                    f"{_short(read)} is none of the answers",
                    allowed=f"{letters[0]} to {letters[-1]}",
                    meant=nearest(read[:60], names),
                )
            )

    def plans(self) -> list[dict[str, str]]:
        """Ask for plans until there is an empty answer."""
        note("\n" + say("desk.ui.plans.hint", self.lang))
        for theme in THEMES:
            note("\n" + say(f"desk.theme.{theme}", self.lang))
            for n, advice in enumerate(ADVICE, 1):
                if advice.theme == theme:
                    note(f"  {n:2}  {capital(plans.advised(advice, advice.default, self.lang))}{self._doses(advice)}")
        choices: list[dict[str, str]] = []
        while len(choices) < MOST_PLANS:
            note("\n" + say("cli.new.plan", self.lang, n=len(choices) + 1))
            read = self.line()
            if not read:
                break
            ticked = self.ticked(read)
            if ticked is not None:
                choices.append(ticked)
        return choices

    def _doses(self, advice: Advice) -> str:
        if len(advice.doses) < 2:
            return ""

        def named(dose: Option) -> str:
            return dose.name if dose.name.isdigit() else f"{dose.name} ({plans.dosed(advice, dose.name, self.lang)})"

        return f"  [{say('cli.new.doses', self.lang, doses=', '.join(map(named, advice.doses)))}]"

    def ticked(self, read: str) -> dict[str, str] | None:
        """Read what a plan follows: numbers or names of advice with commas, a dose behind a colon."""
        dose_of: dict[str, str] = {}
        for part in read.replace(";", ",").split(","):
            which, _, dose = (piece.strip() for piece in part.partition(":"))
            name = _chosen(which, [advice.name for advice in ADVICE])
            if name is None:
                self.again(
                    Fault(
                        f"{_short(which)} is no advice of the list",
                        allowed=f"1 to {len(ADVICE)}",
                        meant=nearest(which[:60], [advice.name for advice in ADVICE]),
                    )
                )
                return None
            advised = next(advice for advice in ADVICE if advice.name == name)
            doses = [each.name for each in advised.doses]
            if dose and dose not in doses:
                self.again(
                    Fault(
                        f"{_short(dose)} is not how much of {name} there can be",
                        allowed="one of " + ", ".join(doses),
                        meant=nearest(dose[:60], doses),
                    )
                )
                return None
            dose_of[name] = dose or advised.default
        followed = [advice for advice in ADVICE if advice.name in dose_of]
        for first in followed:
            for second in followed:
                if clashes(first, second):
                    self.again(Fault(f"{first.name} and {second.name} both say who gets in", allowed="one of the two"))
                    return None
        return dose_of


def _chosen(read: str, names: list[str]) -> str | None:
    """Return what a number, counted from 1, or a name stands for."""
    if read.isdigit() and len(read) < 4:
        return names[int(read) - 1] if 1 <= int(read) <= len(names) else None
    return read if read in names else None


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
