"""The smallest things, each read exactly or refused: money, rates, periods, deadlines, text, problems."""
