"""Decides: what a board is, who may do what to it, and what happens next. Pure: no await, clock, network or SQL."""
