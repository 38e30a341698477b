"""The rules and the phases of the model's description: equations from the docstrings, callers from the sources."""

from __future__ import annotations

import inspect

from sim.day.phases import PHASES
from sim.manual.code import callers, calls, functions
from sim.manual.tables import files, plain, table
from sim.rules import RULES


def as_markdown(docstring: str) -> str:
    """A docstring as Markdown: indented lines are equations, the others run on."""
    parts: list[str] = []
    equation: list[str] = []
    running: list[str] = []

    def close() -> None:
        if running:
            parts.append(plain(" ".join(running)))
        if equation:
            parts.append("```\n" + "\n".join(equation) + "\n```")
        running.clear()
        equation.clear()

    for line in inspect.cleandoc(docstring).splitlines():
        is_equation = line.startswith("    ")
        if not line.strip() or (is_equation and running) or (not is_equation and equation):
            close()
        if is_equation:
            equation.append(line[4:].replace("``", ""))
        elif line.strip():
            running.append(line.strip())
    close()
    return "\n\n".join(parts)


def rules() -> str:
    """Every rule: its arguments, its equation as its docstring states it, and the parts of the day that call it."""
    by_file: dict[str, list[str]] = {file: [] for file in files()}
    for name, rule in RULES.items():
        python = rule.py_func
        arguments = ", ".join(inspect.signature(python).parameters)
        used = ", ".join(f"`{f.name}` in `{f.file}`" for f in callers(name)) or "nothing"
        entry = f"##### `{name}({arguments})`\n\n{as_markdown(python.__doc__)}\n\nCalled by {used}."
        by_file[python.__module__.rsplit(".", 1)[-1]].append(entry)
    return "\n\n".join(
        f"#### `sim/rules/{file}.py`\n\n" + "\n\n".join(entries) for file, entries in by_file.items() if entries
    )


def phases() -> str:
    """The list of phases, then every part of the day in the order in which the compiled loop calls it."""
    parts = {function.name: function for function in functions("day")}
    listed = table(("phase", "what happens"), [phase[:2] for phase in PHASES])
    lines = []
    for name in calls(parts["pass_step"]):
        if name in parts and not any(f"`{name}`" in line for line in lines):
            lines.append(f"{len(lines) + 1}. `{name}` (`{parts[name].file}`): {plain(parts[name].says)}")
    return f"{listed}\n\nThe loop calls, in this order:\n\n" + "\n".join(lines)
