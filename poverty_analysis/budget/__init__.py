"""Money of a plan: the long ledger, its balances, the chain of decisions, what was disbursed; ``reconcile`` compares two ledgers."""
