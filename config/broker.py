"""The embedded broker: messages as files, for one machine without Redis.

Kombu writes a message into the folder that is being read, so that a reader can
take a file that is still empty and stop with a JSON error. Here a message gets
its name only when it is complete.
"""

import os
import uuid
from pathlib import Path
from time import time_ns

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

SCHEME = "files"
URL = f"{SCHEME}://localhost//"
#: A click should be answered at once; kombu's own second is felt.
POLLING_SECONDS = 0.2


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **kwargs):
        """Put `payload` (a JSON-able dict) onto `queue` in one step."""
        folder = Path(self.data_folder_out)
        # The clock of the wall, not of the machine: names sort across a restart.
        name = f"{time_ns():020d}_{uuid.uuid4()}"
        part = folder / f"{name}.part"
        part.write_bytes(str_to_bytes(dumps(payload)))
        part.rename(folder / f"{name}.{queue}.msg")


class Transport(filesystem.Transport):
    Channel = Channel


def register() -> None:
    """Make the scheme known to kombu."""
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"


def transport_options(var_dir: Path) -> dict[str, object]:
    """Return the options of the transport, with its folders below `var_dir`, which are made."""
    queue, control = var_dir / "queue", var_dir / "queue-control"
    for folder in (queue, control):
        os.makedirs(folder, mode=0o700, exist_ok=True)
    return {
        "data_folder_in": str(queue),
        "data_folder_out": str(queue),
        "control_folder": str(control),
        "polling_interval": POLLING_SECONDS,
    }
