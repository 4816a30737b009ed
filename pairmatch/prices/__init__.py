"""Prices: what each rule, each decision and each capacity of a plan costs, solved again and proved."""
