"""The programme replayed: synthetic people whose real rows give the published history."""
