"""The flows behind the button of repair issues."""
