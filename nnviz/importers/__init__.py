"""What comes from elsewhere: weights and tables; knows no Qt."""
