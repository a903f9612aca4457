"""Runs Aider unattended on hostile checkouts: one job, one process, nothing of the repository trusted."""
