"""Files of compiled code: written whole or not at all, read only when the digest is right, and never needed.

Where nothing can be written the code stays in memory, which is said once; a folder that can only be read is read.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

DIGEST = hashlib.sha256().digest_size
_told: set[str] = set()


def tell_once(text: str) -> None:
    """Say something once, on standard error."""
    if text not in _told and sys.stderr is not None:
        _told.add(text)
        print(text, file=sys.stderr, flush=True)


def read_kept(file: Path) -> bytes | None:
    """Return what a file holds after its digest; None when it is not there, cut off or damaged."""
    try:
        raw = file.read_bytes()
    except OSError:
        return None
    body = raw[DIGEST:]
    return body if body and hashlib.sha256(body).digest() == raw[:DIGEST] else None


def keep(file: Path, body: bytes) -> None:
    """Write a file with its digest, whole or not at all; where that cannot be it is said once."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            temporary.write_bytes(hashlib.sha256(body).digest() + body)
            os.replace(temporary, file)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        tell_once(
            f"compiled code cannot be kept in {file.parent} ({error.strerror or error}), so that every start makes it anew; "
            "COMMUNITY_SIM_CACHE names another folder"
        )
