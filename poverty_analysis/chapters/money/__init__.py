"""Chapters about money: budget, funds, disbursement, differences, balances."""
