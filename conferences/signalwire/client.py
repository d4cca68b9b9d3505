"""The client of one project in one Space: everything of the Video API that the product uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from .hosts import SpaceHost
from .kinds import CONFERENCE, Kind
from .resources import Conferences, ConferenceTokens, Rooms, RoomSessions
from .transport import Call, Clock, Timeout, Transport

DEFAULT_TIMEOUT: Final = Timeout()
DEFAULT_CLOCK: Final = Clock()


class SignalWireClient:
    """Calls the Video API at ``host`` as ``project_id`` with ``token``.

    Making one does nothing on the network; connections are shared by all clients of the process, so
    one can be made for each request. ``retries`` is the number of further attempts at most; ``observe``
    is told about each call once it ended; ``request_id`` (letters, digits and ``._:-``) is handed to
    SignalWire as ``X-Request-Id``. All methods raise ``SignalWireError``.
    """

    def __init__(
        self,
        host: SpaceHost,
        project_id: str,
        token: str,
        *,
        timeout: Timeout = DEFAULT_TIMEOUT,
        retries: int = 2,
        observe: Callable[[Call], None] | None = None,
        request_id: str | None = None,
        clock: Clock = DEFAULT_CLOCK,
    ) -> None:
        self.host = host
        self.project_id = str(project_id)
        transport = Transport(
            host,
            self.project_id,
            token,
            timeout=timeout,
            retries=retries,
            observe=observe,
            request_id=request_id,
            clock=clock,
        )
        self.conferences = Conferences(transport)
        self.conference_tokens = ConferenceTokens(transport)
        self.rooms = Rooms(transport)
        self.room_sessions = RoomSessions(transport)

    def resource(self, kind: Kind) -> Conferences | Rooms:
        """The calls about conferences, or those about rooms."""
        return self.conferences if kind == CONFERENCE else self.rooms

    def __repr__(self) -> str:
        return f"SignalWireClient({str(self.host)!r}, {self.project_id!r}, token hidden)"
