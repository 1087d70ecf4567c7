"""Models that predict benchmark scores from scale and design."""
