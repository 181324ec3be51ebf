"""``python -m poverty_analysis``: the command, where its script is not on the path."""

from poverty_analysis.cli import main

if __name__ == "__main__":
    main()
