"""What the forms of setting up and of options show, take, refuse and keep."""
