"""The demo bureau: 清源县, invented from its code to its people, with a year of cases."""

from .people import DemoAccount, demo_accounts, exists

__all__ = ["DemoAccount", "demo_accounts", "exists"]
