"""What is decided: pure values in, pure values out. Standard library only, no clock, no chance, no await."""
