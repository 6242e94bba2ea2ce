"""Whether a file is well: live gauges, checks with their verdicts, repairs that are proved first."""
