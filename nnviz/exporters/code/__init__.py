"""The open network as a program of somebody else: NumPy, PyTorch, JAX, Keras, a notebook."""
