"""Measures of poverty for any survey or census: multidimensional, monetary, movements, design-based errors."""
