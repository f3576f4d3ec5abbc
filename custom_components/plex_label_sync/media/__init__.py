"""What the media browser shows: folders and titles, their posters and their sizes."""
