"""What predictions rest on, and what a catalogue can say about design choices."""

from nsl_db.analysis.explain.study_explanation import Explanation, explain_study

__all__ = ["Explanation", "explain_study"]
