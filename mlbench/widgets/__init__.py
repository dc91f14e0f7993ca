"""What a notebook shows to be worked with: widgets, and what stands in where nobody looks."""
