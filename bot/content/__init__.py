"""What is said and asked: words, scripts and fonts as data, and the code that reads and checks them."""
