"""The steps by which the tables came to be what they are, oldest first.

The names stand here as well as in ``versions``, so that a start that has nothing to migrate need not import Alembic.
"""

from __future__ import annotations

REVISIONS = ("0001",)
HEAD = REVISIONS[-1]
