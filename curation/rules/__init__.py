"""Rules that every published value must make sense by.

A rule is a pure function over the assembled frames. It gives flags: which cell, score
or row is doubtful, and why. `apply_rules` turns flags into rows of `quarantine` and,
where it may, takes near-certain errors out of the tables.
"""

from __future__ import annotations

from nsl_db.curation.rules.applying import apply_rules
from nsl_db.curation.rules.registry import RULES
from nsl_db.curation.rules.rule import Rule

__all__ = ["RULES", "Rule", "apply_rules"]
