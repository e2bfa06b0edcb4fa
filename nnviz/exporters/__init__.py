"""What leaves the program as text or data: code, LaTeX, ONNX; knows no Qt."""
