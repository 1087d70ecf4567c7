"""Every rule, in the order in which they run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nsl_db.curation.rules.architecture import ARCHITECTURE_RULES
from nsl_db.curation.rules.columns import COLUMN_RULES
from nsl_db.curation.rules.copies import COPY_RULES
from nsl_db.curation.rules.identities import IDENTITY_RULES
from nsl_db.curation.rules.mixtures import MIXTURE_RULES
from nsl_db.curation.rules.named_sizes import NAMED_SIZE_RULES
from nsl_db.curation.rules.parameters import PARAMETER_RULES
from nsl_db.curation.rules.score_pairs import PAIR_RULES
from nsl_db.curation.rules.score_patterns import PATTERN_RULES
from nsl_db.curation.rules.scores import SCORE_RULES
from nsl_db.curation.rules.siblings import SIBLING_RULES
from nsl_db.curation.rules.tokens import TOKEN_RULES
from nsl_db.curation.rules.zeros import ZERO_RULES

if TYPE_CHECKING:
    from nsl_db.curation.rules.rule import Rule

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    *PARAMETER_RULES,
    *NAMED_SIZE_RULES,
    *TOKEN_RULES,
    *MIXTURE_RULES,
    *ARCHITECTURE_RULES,
    *SIBLING_RULES,
    *COPY_RULES,
    *SCORE_RULES,
    *ZERO_RULES,
    *PATTERN_RULES,
    *PAIR_RULES,
    *IDENTITY_RULES,
    *COLUMN_RULES,
)
"""All rules; codes are unique."""
