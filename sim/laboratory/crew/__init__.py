"""Doing the runs of a study: jobs in, outcomes out, in one process, in several, or on a cluster."""
