"""On which line of a TOML file each key and list item stands.

The standard reader gives lines for syntax errors only. This one walks over a text that has already been read successfully, so it
needs to know where things begin and end, not what they mean.
"""

from __future__ import annotations

import re
from bisect import bisect_right

Path = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"(?:[^"\\]|\\.)*"')
_LITERAL = re.compile(r"'[^']*'")
_LONG_BASIC = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"""(?:"{0,2})', re.DOTALL)
_LONG_LITERAL = re.compile(r"'''(?:[^']|'(?!''))*'''(?:'{0,2})", re.DOTALL)
_PLAIN = re.compile(r"[^,\]}#\n]*")
_DEEP_KEY = re.compile(r"""[ \t]*\[{0,2}[ \t]*(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){32}""")


class TooDeep(Exception):
    """Something is nested deeper than anyone would write by hand; ``line`` says where."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def refuse_deep(text: str, cap: int) -> None:
    """Raise ``TooDeep`` for text nested deeper than ``cap``, before any recursive reader sees it."""
    depth, position, line = 0, 0, 1
    closing = re.compile(r"""[\[{]|[\]}]|\n|#[^\n]*|\"\"\"|'''|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
    for n, raw in enumerate(text.split("\n"), 1):
        if _DEEP_KEY.match(raw):
            raise TooDeep(n)
    while match := closing.search(text, position):
        token, position = match.group(), match.end()
        if token in ("[", "{"):
            depth += 1
            if depth > cap:
                raise TooDeep(line)
        elif token in ("]", "}"):
            depth = max(0, depth - 1)
        elif token == "\n":
            line += 1
        elif token in ('"""', "'''"):
            end = text.find(token, position)
            end = len(text) if end < 0 else end + 3
            line += text.count("\n", position, end)
            position = end


def locate(text: str) -> dict[Path, int]:
    """Return the line, from 1, of every table, key and list item of a valid TOML text."""
    return _Walk(text).lines()


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.starts = [0] + [m.end() for m in re.finditer("\n", text)]
        self.found: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}

    def lines(self) -> dict[Path, int]:
        table: Path = ()
        while self._skip(_GAP) and self.at < len(self.text):
            if self.text.startswith("[[", self.at):
                self.at += 2
                table = self._resolved(self._key())
                index = self.counts[table] = self.counts.get(table, -1) + 1
                table = (*table, index)
                self._note(table)
                self.at = self.text.index("]]", self.at) + 2
            elif self.text[self.at] == "[":
                self.at += 1
                table = self._resolved(self._key())
                self._note(table)
                self.at = self.text.index("]", self.at) + 1
            else:
                self._pair(table)
        return self.found

    def _note(self, path: Path) -> None:
        line = bisect_right(self.starts, self.at)
        for n in range(1, len(path) + 1):
            self.found.setdefault(path[:n], line)

    def _resolved(self, key: Path) -> Path:
        """Point ``[a.b]`` at the last item where ``a`` is a list of tables."""
        path: Path = ()
        for n, part in enumerate(key):
            path = (*path, part)
            if path in self.counts and n < len(key) - 1:
                path = (*path, self.counts[path])
        return path

    def _skip(self, pattern: re.Pattern[str]) -> str | bool:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return match.group() if match and match.group() else True

    def _key(self) -> Path:
        parts: list[str] = []
        while True:
            self._skip(_SPACE)
            for pattern in (_BARE_KEY, _BASIC, _LITERAL):
                match = pattern.match(self.text, self.at)
                if match:
                    word = match.group()
                    parts.append(word if pattern is _BARE_KEY else word[1:-1])
                    self.at = match.end()
                    break
            self._skip(_SPACE)
            if self.text[self.at] != ".":
                return tuple(parts)
            self.at += 1

    def _pair(self, table: Path) -> None:
        start = self.at
        path = (*table, *self._key())
        end, self.at = self.at, start
        self._note(path)
        self.at = self.text.index("=", end) + 1
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip(_SPACE)
        head = self.text[self.at]
        if head == "[":
            self.at += 1
            index = 0
            while self._skip(_GAP) and self.text[self.at] != "]":
                self._note((*path, index))
                self._value((*path, index))
                self._skip(_GAP)
                index += 1
                if self.text[self.at] == ",":
                    self.at += 1
            self.at += 1
        elif head == "{":
            self.at += 1
            while self._skip(_GAP) and self.text[self.at] != "}":
                self._pair(path)
                self._skip(_GAP)
                if self.text[self.at] == ",":
                    self.at += 1
            self.at += 1
        else:
            for pattern in (_LONG_BASIC, _LONG_LITERAL, _BASIC, _LITERAL, _PLAIN):
                match = pattern.match(self.text, self.at)
                if match:
                    self.at = match.end()
                    return
