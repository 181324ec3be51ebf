"""What is known of a workspace since it was last read, kept beside the outputs: a run opens only what it needs.

Nothing here decides a figure: every part is kept under the hashes of the files
it was made of and of the package's own source, and one that does not fit or
cannot be read is made again without a word.
"""
