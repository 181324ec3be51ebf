"""The guarded reader of workbooks: looked over first, then opened in a child process."""
