"""The report of the honest protocol: its words, figures and pages."""
