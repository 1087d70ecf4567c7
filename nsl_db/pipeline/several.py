"""Fields of which a model may rightly have several values."""

from __future__ import annotations

__all__ = ["SEVERAL_PER_MODEL"]

SEVERAL_PER_MODEL = ("base_model_id",)
"""Fields of which a model may rightly have several values: never a conflict."""
