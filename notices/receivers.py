"""What notices does when the layers below say something happened."""
