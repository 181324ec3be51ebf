"""The shapes of charts, drawn as byte-stable SVG."""
