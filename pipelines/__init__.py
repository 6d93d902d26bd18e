"""What happens to a page, one file a stage; `order.py` shows the whole way. Imports archive only."""
