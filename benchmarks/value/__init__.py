"""What each customer is worth: the models side by side with one hand-written script."""
