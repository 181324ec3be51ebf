"""The document of a plan, read into a draft of its data: every value with its line and its words, nothing guessed."""
