"""What only chapter 07 needs."""
