"""``python -m tests.howto`` runs every command of docs/strategist.md and its Dutch sister and writes the answers into them (two minutes)."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.howto import PAGES, renewed

if __name__ == "__main__":
    for page in PAGES.values():
        with tempfile.TemporaryDirectory() as folder:
            page.write_text(renewed(page.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")
        print(f"wrote {page.name}")
