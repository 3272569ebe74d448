"""What is kept: rows, sealed. Nobody else imports SQLAlchemy."""
