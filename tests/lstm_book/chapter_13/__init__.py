"""What only chapter 13 needs."""
