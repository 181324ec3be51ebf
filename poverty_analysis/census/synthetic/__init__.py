"""Made-up households of a fictional unit: totals of communes, and households drawn to keep them."""
