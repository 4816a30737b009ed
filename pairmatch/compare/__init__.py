"""Two runs or more side by side: what their metrics, counties and rows say differently."""
