"""The built engine: the compiled day and the compiled counting as files that come with the package, and how they are called.

`built` says what is there and whether it is of today's sources, `native` makes machine code of it and calls it, `slots` lays
arguments out, the same for every way in. The files are made by `sim.manual.engine`.
"""

from __future__ import annotations
