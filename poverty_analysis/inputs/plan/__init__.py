"""What a plan says in words: its sheet of keys, narrative, deadlines, targets, attachments."""
