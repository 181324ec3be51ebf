"""Money of a plan: the long ledger, its balances, decisions and disbursement; ``reconcile`` compares two ledgers."""
