"""What a plan asks for: targets, tasks, and targets assigned to the units below."""
