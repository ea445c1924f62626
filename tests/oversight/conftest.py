"""Papers are not typeset here: nobody looks at them."""

from tests.riskwarnings.conftest import media, plain_papers

__all__ = ["media", "plain_papers"]
