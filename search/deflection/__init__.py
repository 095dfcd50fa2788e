"""The decision: is there an answer, or does the form open?"""
