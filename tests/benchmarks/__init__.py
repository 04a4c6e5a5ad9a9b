"""What the measurements measure, untimed."""
