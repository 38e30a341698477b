"""The page: two futures side by side, in one file that opens from disk; the built engine runs in the reader's own browser.

`levers`, `tables` and `figures` write down what Python declares (policies, tables, measures), `content` puts it together with the words,
`write` makes the file. What runs in the browser are the small modules in `js/`; they know no lever, measure or word of their own.
"""

from __future__ import annotations
