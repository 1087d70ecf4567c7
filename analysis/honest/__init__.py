"""The evaluation that keeps families apart and nests every choice."""
