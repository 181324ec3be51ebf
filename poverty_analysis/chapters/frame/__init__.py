"""What stands around the chapters: heading block, annexes, the registry, small pieces all share."""
