"""What actions answer, change and refuse, called as automations and Assist call them."""
