"""Two runs, or two notebooks, side by side: what differs, and whether it is more than noise."""
