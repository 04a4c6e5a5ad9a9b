"""Chapter 08, Bridging long time lags."""
