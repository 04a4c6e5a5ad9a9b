"""What chapter 10, Agreement, needs: the little language's networks, lesions, probes and twins."""
