"""The mathematics of neural networks in NumPy: usable, and tested, without a screen."""
