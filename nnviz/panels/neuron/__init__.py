"""What the workspace Neuron shows of a neuron, a file each."""
